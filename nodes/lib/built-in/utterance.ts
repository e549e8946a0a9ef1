import { positionAt, secondsAt, type AudioWindow } from './audio-window';
import type { Decode, HypothesisWord } from './hypothesis';
import type { RecognisedWord } from './recogniser';

/** A single word of less confidence is what the model hears in noise. */
const NOISE_CONFIDENCE = 0.5;
/** Seconds of audio kept before a word when what lies before is dropped. */
const LEAD_IN = 0.4;

/** One utterance as it is understood so far: words that are final, and words that are open. */
export class Utterance {
  /** Tokens of the final words that are still in the window. */
  private settled: number[] = [];
  private latest: { until: number; tokens: number[]; words: HypothesisWord[] } = { until: -1, tokens: [], words: [] };
  private settledAny = false;

  /** @param finalEnd where the final words before this utterance end, seconds of the session */
  constructor(
    private readonly decode: Decode,
    private readonly window: AudioWindow,
    private finalEnd: number,
  ) {}

  /** The words that are not final, with times in seconds of the session. */
  get openWords(): readonly RecognisedWord[] {
    return this.latest.words;
  }

  /** Whether any of its words is final. */
  get hasFinals(): boolean {
    return this.settledAny;
  }

  /** Understands the audio in the window up to a position anew, unless it did just that the last time. */
  async hear(until: number): Promise<void> {
    if (until === this.latest.until) return;
    const { settled } = this;
    const samples = this.window.samplesUntil(until);
    const { tokens, words } = await this.decode(samples, settled, this.latest.tokens.slice(settled.length));
    const open = this.place(words.filter(({ lastToken }) => lastToken >= settled.length));
    this.latest = { until, tokens, words: this.isNoise(open) ? [] : open };
  }

  /** Makes the first open words final. */
  settle(count: number): RecognisedWord[] {
    const words = this.latest.words.splice(0, count);
    const last = words.at(-1);
    if (!last) return [];
    this.settled = this.latest.tokens.slice(0, last.lastToken + 1);
    this.finalEnd = last.endTime;
    this.settledAny = true;
    return words;
  }

  /** Forgets the audio of the final words, and silence up to the first open one. Later hypotheses don't see it any more. */
  forgetSettled(): void {
    const firstOpen = this.latest.words[0]?.startTime ?? secondsAt(this.window.end);
    this.window.dropBefore(positionAt(Math.max(this.finalEnd, firstOpen - LEAD_IN)));
    const dropped = this.settled.length;
    this.latest = {
      until: -1,
      tokens: this.latest.tokens.slice(dropped),
      words: this.latest.words.map((word) => ({ ...word, lastToken: word.lastToken - dropped })),
    };
    this.settled = [];
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

  private isNoise(words: readonly RecognisedWord[]): boolean {
    const [first, ...rest] = words;
    if (this.settledAny || !first || rest.some(({ type }) => type === 'word')) return false;
    return first.confidence < NOISE_CONFIDENCE;
  }
}
