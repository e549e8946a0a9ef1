import { positionAt, secondsAt, type AudioWindow } from './audio-window';
import type { Decode, HypothesisWord } from './hypothesis';
import type { RecognisedWord } from './recogniser';

/** A lone word that the model hears in white or pink noise or hum has 0.01 at most, one that was said mostly 0.1 or more. */
const NOISE_CONFIDENCE = 0.02;
/** Fewer frames with voice hold no word, as they begin no utterance. */
const MIN_VOICED_FRAMES = 4;
/** Seconds of audio kept before a word when what lies before is dropped. */
const LEAD_IN = 0.4;
/** Seconds of audio that are kept of utterances for those after them at most: each decoding hears them again. */
const MAX_CONTEXT = 5;
/** Seconds of audio that are worth being dropped. */
const MIN_FORGOTTEN = 3;
/** Seconds of voice behind its last word that a text leaves out only if something leads the model astray. */
const MAX_LEFT_OUT = 1.5;
/**
 * Seconds of voice from which on an utterance is heard better by itself: without what was said before, and without a longer
 * pause behind it. A word that is said alone needs both, or it is taken for another one, or the beginning of a longer one.
 */
const LONG = 1.5;
/** Seconds of audio that are given up where no word was understood in that much voice. */
const SKIPPED = 0.5;

/**
 * Utterances that follow each other soon, as they are understood so far: words that are final, and words that are open. A
 * short one is understood far better after the ones before it than alone, a long one worse.
 */
export class UtteranceDecoder {
  /** Tokens of the final words that are still in the window. */
  private committed: number[] = [];
  /** How many of them are of utterances before this one. */
  private context = 0;
  /** Position from which on the audio is this utterance's. */
  private begin = 0;
  private committedWords: HypothesisWord[] = [];
  private latest: { until: number; tokens: number[]; words: HypothesisWord[] } = { until: -1, tokens: [], words: [] };

  /** @param finalEnd where the final words before the first utterance end, seconds of the session */
  constructor(
    private readonly decode: Decode,
    private readonly window: AudioWindow,
    private finalEnd: number,
  ) {}

  /** The words that are not final, with times in seconds of the session. */
  get openWords(): readonly RecognisedWord[] {
    return this.latest.words;
  }

  /**
   * Begins an utterance, the first one or another one.
   *
   * @param position at which its voice was noticed
   */
  beginUtterance(position: number): void {
    this.begin = Math.max(position - positionAt(LEAD_IN), positionAt(this.finalEnd));
    this.context = this.committed.length;
  }

  /**
   * Ends an utterance all of whose words are final, and shortens the window to what helps to understand the next one.
   *
   * @returns whether there is anything that does
   */
  endUtterance(): boolean {
    const isTooLong = (): boolean => secondsAt(this.window.end - this.window.start) > MAX_CONTEXT;
    if (isTooLong()) this.forgetCommitted();
    this.latest = { until: -1, tokens: this.committed, words: [] };
    return this.committed.length > 0 && !isTooLong();
  }

  /** Understands the audio in the window up to a position anew, unless it did just that the last time. */
  async hear(until: number): Promise<void> {
    if (until === this.latest.until) return;
    const { committed } = this;
    if (this.voicedFrames(this.begin, until) < MIN_VOICED_FRAMES) {
      this.latest = { until, tokens: committed, words: [] };
      return;
    }
    await this.understand(until);
    if (this.isLost(until) || this.leavesOut(until)) {
      this.beginAnew();
      await this.understand(until);
    }
  }

  private async understand(until: number): Promise<void> {
    const isLong = secondsAt(this.voicedFrames(this.begin, until)) >= LONG;
    if (isLong) this.forgetContext();
    const { committed } = this;
    const audio = { ...this.window.audioUntil(until, { extended: !isLong }), context: this.context };
    const { tokens, words } = await this.decode(audio, committed, this.latest.tokens.slice(committed.length));
    const open = this.place(withoutLeadingMarks(words.filter(({ lastToken }) => lastToken >= committed.length)));
    this.latest = { until, tokens, words: this.isNoise(open) ? [] : open };
  }

  /**
   * After words that it misheard, or where the audio begins within a word, the model sometimes makes nothing of what
   * follows, however much that is.
   */
  private leavesOut(until: number): boolean {
    const { words } = this.latest;
    if (this.committed.length === 0 && words.length > 0) return false;
    const end = positionAt(words.at(-1)?.endTime ?? this.finalEnd);
    return secondsAt(this.voicedFrames(end, until)) > MAX_LEFT_OUT;
  }

  /** After other utterances the model sometimes makes nothing of a short one. */
  private isLost(until: number): boolean {
    const hasWords = this.committed.length > this.context || this.latest.words.length > 0;
    return this.context > 0 && !hasWords && this.window.isPause(until);
  }

  private voicedFrames(from: number, until: number): number {
    return this.window.voicedFramesUntil(until) - this.window.voicedFramesUntil(from);
  }

  /** Shortens the window to this utterance. */
  private forgetContext(): void {
    if (this.context === 0) return;
    this.window.dropBefore(this.begin);
    this.dropTokens(this.context);
  }

  /** Takes away what leads the model astray: the committed words, or else the beginning of the audio. */
  private beginAnew(): void {
    const skipped = this.committed.length > 0 ? 0 : SKIPPED;
    this.window.dropBefore(Math.max(positionAt(this.finalEnd), this.begin, this.window.start + positionAt(skipped)));
    this.committed = [];
    this.context = 0;
    this.committedWords = [];
    this.latest = { until: -1, tokens: [], words: [] };
  }

  /** Makes the first open words final. */
  commit(count: number): RecognisedWord[] {
    const words = this.latest.words.splice(0, count);
    const last = words.at(-1);
    if (!last) return [];
    this.committed = this.latest.tokens.slice(0, last.lastToken + 1);
    this.committedWords.push(...words);
    this.finalEnd = last.endTime;
    this.latest.words = withoutLeadingMarks(this.latest.words);
    return words;
  }

  /**
   * Shortens the window by audio whose words are final: up to the longest pause between them, so that the words which
   * stay are whole, and still tell the model how the sentence began.
   */
  forgetCommitted(): void {
    const enough = secondsAt(this.window.start) + MIN_FORGOTTEN;
    const gaps = this.committedWords.map((word, index) => {
      const next = this.committedWords[index + 1] ?? this.latest.words[0];
      return { word, start: word.endTime, end: next?.startTime ?? secondsAt(this.window.end) };
    });
    const usable = gaps.filter(({ start }) => start >= enough);
    const longest = (usable.length > 0 ? usable : gaps).reduceRight<(typeof gaps)[number] | undefined>(
      (best, gap) => (best && best.end - best.start >= gap.end - gap.start ? best : gap),
      undefined,
    );
    const end = longest?.end ?? this.latest.words[0]?.startTime ?? secondsAt(this.window.end);
    this.window.dropBefore(positionAt(Math.max(longest?.start ?? 0, end - LEAD_IN)));
    this.dropTokens(longest ? longest.word.lastToken + 1 : 0);
  }

  private dropTokens(count: number): void {
    const renumber = (word: HypothesisWord): HypothesisWord => ({ ...word, lastToken: word.lastToken - count });
    this.committed = this.committed.slice(count);
    this.context = Math.max(0, this.context - count);
    this.committedWords = this.committedWords.map(renumber).filter(({ lastToken }) => lastToken >= 0);
    this.latest = { until: -1, tokens: this.latest.tokens.slice(count), words: this.latest.words.map(renumber) };
  }

  /** Puts words on the session's clock, in order and after the final ones; punctuation takes no time. */
  private place(words: readonly HypothesisWord[]): HypothesisWord[] {
    const offset = secondsAt(this.window.start);
    let before = this.finalEnd;
    return words.map((word) => {
      const { start, end } = this.window.trimToVoice(offset + word.startTime, offset + word.endTime);
      const isWord = word.type === 'word';
      const startTime = isWord ? Math.max(start, before) : before;
      before = isWord ? Math.max(end, startTime) : before;
      return { ...word, startTime, endTime: before };
    });
  }

  /** The model hears a single unlikely word in noise, or what stands for music in captions. */
  private isNoise(words: readonly RecognisedWord[]): boolean {
    const [first, ...rest] = words;
    if (this.committed.length > this.context || !first) return false;
    if (!/[\p{L}\p{N}]/u.test(first.content)) return true;
    return first.confidence < NOISE_CONFIDENCE && !rest.some(({ type }) => type === 'word');
  }
}

/** The mark of a word that is final already comes too late. */
function withoutLeadingMarks(words: readonly HypothesisWord[]): HypothesisWord[] {
  const first = words.findIndex(({ type }) => type === 'word');
  return first === -1 ? [] : words.slice(first);
}
