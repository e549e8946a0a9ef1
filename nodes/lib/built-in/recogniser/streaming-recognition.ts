import { AudioWindow, positionAt, secondsAt } from './audio-window';
import { Endpointer } from './endpointer';
import { countFinal } from './commit-policy';
import type { Decode } from './hypothesis';
import { decodeInterval, pauseInterval } from './decode-interval';
import type { RecognisedWord, Recognition, RecognitionEvent, RecognitionSettings, SettingChanges } from './recogniser';
import { TaskQueue } from './task-queue';
import { UtteranceDecoder } from './utterance-decoder';
import { FRAME_LENGTH, type VoiceActivity } from './voice-activity';

/** Seconds of silence that make words final where the settings name none. */
const DEFAULT_SILENCE = 0.5;
/** Seconds of audio kept from before an utterance: its soft beginning. */
const LEAD_IN = 0.4;
/**
 * Seconds of a pause that are decoded with the words before it: in longer silence the model hears words. A pause is decoded
 * as soon as it is that long, so that what was said is known when the pause turns out to be the end.
 */
const LEAD_OUT = 0.1;
/** Seconds after an utterance for which it helps to understand the next one. */
const CONTEXT = 2;
/** Seconds of an utterance until it is first decoded. */
const FIRST_DECODE = 0.5;
/**
 * Seconds of audio that are decoded at once; beyond it the audio of final words is dropped. With a short delay the shorter
 * window is better: decodes are quicker, and a word that became final too early misleads the model for a shorter time.
 */
const MAX_WINDOW = { shortDelay: 8, longDelay: 12 };
/** Seconds below which a delay is short. */
const SHORT_DELAY = 4;
/** Seconds of waiting for other sessions that count: the longer the interval, the longer are the waits in it. */
const MAX_WAITED = 2;
/** Seconds after which words are final whatever the settings, so that a full window has final words to drop. */
const MAX_DELAY = 6;

/** Seconds of an utterance for which words wait as long as the delay allows if phrases are expected: it may be all one of them. */
const MAYBE_PHRASE = 2.5;

/** What a recognition is made of; `now` is a clock in milliseconds of which only differences matter. */
export interface StreamingRecognitionParts {
  decode: Decode;
  onEvent: (event: RecognitionEvent) => void;
  voiceActivity: VoiceActivity;
  /** Seconds for which listening for voice has waited for other sessions since this was asked. Left out: none. */
  takeWaited?: () => number;
  now?: () => number;
}

interface Speaking {
  name: 'speaking';
  utterance: UtteranceDecoder;
  /** Position of the window at which its voice was noticed. */
  began: number;
  /** Position of the window at which the utterance is decoded again. */
  nextDecode: number;
  /** The same for a pause that begins before. */
  nextPauseDecode: number;
  /** Position up to which it was decoded. */
  decodedUntil: number;
  /** Words of the partial that is out. */
  shown: number;
}

interface Silent {
  name: 'silent';
  /** What was said before, up to a position of the window. */
  context?: { utterance: UtteranceDecoder; until: number };
}

type State = Silent | Speaking | { name: 'closed' };

/**
 * One session's recognition on top of a function that decodes a piece of audio. It decodes the growing utterance again
 * and again, shows open words as partials, and makes words final in time.
 */
export class StreamingRecognition implements Recognition {
  private readonly queue = new TaskQueue();
  private readonly window = new AudioWindow();
  private readonly endPointing = new Endpointer();
  private state: State = { name: 'silent' };
  /** Samples that do not fill a frame yet. */
  private rest: Float32Array = new Float32Array(0);
  private hasDecoded = false;
  /** Where the final words end, seconds. */
  private finalEnd = 0;
  /** Where the last utterance ended, seconds: final words beyond it are those of the next. */
  private utteranceEnd = 0;

  constructor(
    private settings: RecognitionSettings,
    private readonly parts: StreamingRecognitionParts,
  ) {}

  accept(samples: Float32Array): Promise<void> {
    return this.queue.add(async () => {
      const audio = new Float32Array(this.rest.length + samples.length);
      audio.set(this.rest);
      audio.set(samples, this.rest.length);
      const usable = audio.length - (audio.length % FRAME_LENGTH);
      this.rest = audio.slice(usable);
      for (let offset = 0; offset < usable; offset += FRAME_LENGTH) {
        await this.take(audio.subarray(offset, offset + FRAME_LENGTH));
      }
    });
  }

  configure(settings: SettingChanges): void {
    void this.queue.add(() => {
      this.settings = { ...this.settings, ...settings };
    });
  }

  endUtterance(timestamp = Infinity): Promise<void> {
    return this.queue.add(() =>
      timestamp < secondsAt(this.window.end) ? this.endUtteranceAt(timestamp) : this.endUtteranceNow(),
    );
  }

  finish(): Promise<void> {
    return this.queue.add(async () => {
      if (this.rest.length > 0) {
        const frame = new Float32Array(FRAME_LENGTH);
        frame.set(this.rest);
        await this.take(frame);
      }
      await this.endSpeech();
    });
  }

  close(): void {
    this.state = { name: 'closed' };
  }

  private async endUtteranceNow(): Promise<void> {
    const time = this.speechEnd;
    await this.endSpeech();
    this.endPointing.reset();
    if (!this.isClosed()) this.state = { name: 'silent' };
    this.window.dropBefore(this.window.end);
    this.utteranceEnd = Math.max(time, this.finalEnd);
    this.emit({ type: 'end_of_utterance', time, forced: true });
  }

  /** Words from there on stay open, and what was said before them helps to understand them. */
  private async endUtteranceAt(time: number): Promise<void> {
    const speaking = this.state.name === 'speaking' ? this.state : undefined;
    if (speaking) {
      const { utterance } = speaking;
      await this.hear(speaking);
      const open = utterance.openWords.findIndex(({ type, startTime }) => type === 'word' && startTime >= time);
      this.commit(speaking, open === -1 ? utterance.openWords.length : open);
    }
    this.utteranceEnd = Math.max(time, this.finalEnd);
    this.emit({ type: 'end_of_utterance', time, forced: true });
    if (speaking) this.show(speaking);
  }

  /** Seconds at which the utterance's voice ended, or the audio if there is no utterance. */
  private get speechEnd(): number {
    return secondsAt(this.window.end - (this.state.name === 'speaking' ? this.endPointing.unvoicedFrames : 0));
  }

  private async take(frame: Float32Array): Promise<void> {
    if (this.isClosed()) return;
    const voice = await this.parts.voiceActivity.isVoice(frame);
    if (this.isClosed()) return;
    this.window.append(frame, voice);
    const silence = this.settings.endOfUtteranceSilence;
    switch (this.endPointing.accept(voice, positionAt(silence || DEFAULT_SILENCE))) {
      case 'start':
        this.startSpeech();
        break;
      case 'end': {
        const time = this.speechEnd;
        await this.endSpeech();
        const hasWords = this.finalEnd > this.utteranceEnd;
        this.utteranceEnd = Math.max(time, this.finalEnd);
        if (hasWords && silence > 0) this.emit({ type: 'end_of_utterance', time, forced: false });
        break;
      }
      case undefined:
        break;
    }
    if (this.state.name === 'silent') this.wait(this.state);
    else if (this.state.name === 'speaking' && this.isTimeToDecode(this.state)) await this.decode(this.state);
  }

  private wait({ context }: Silent): void {
    if (context && this.window.end < context.until) return;
    this.state = { name: 'silent' };
    this.window.dropBefore(this.window.end - positionAt(LEAD_IN));
  }

  private startSpeech(): void {
    const context = this.state.name === 'silent' ? this.state.context : undefined;
    const utterance = context?.utterance ?? new UtteranceDecoder(this.parts.decode, this.window, this.finalEnd);
    const { end } = this.window;
    utterance.beginUtterance(end);
    this.parts.takeWaited?.();
    const nextDecode = end + positionAt(FIRST_DECODE);
    this.state = {
      name: 'speaking',
      utterance,
      began: end,
      nextDecode,
      nextPauseDecode: end,
      decodedUntil: end,
      shown: 0,
    };
  }

  /** What is due in the first moments of a pause waits until the pause itself is decoded. */
  private isTimeToDecode({ nextDecode, nextPauseDecode, decodedUntil }: Speaking): boolean {
    const pause = this.endPointing.unvoicedFrames;
    if (pause > 0 && pause < positionAt(LEAD_OUT)) return false;
    const isNewPause = pause > 0 && decodedUntil < this.speechUntil;
    return this.window.end >= (isNewPause ? Math.min(nextDecode, nextPauseDecode) : nextDecode);
  }

  /** Position up to which the audio is worth decoding. */
  private get speechUntil(): number {
    return this.window.end - Math.max(0, this.endPointing.unvoicedFrames - positionAt(LEAD_OUT));
  }

  /** Makes all words of the utterance final. */
  private async endSpeech(): Promise<void> {
    if (this.state.name !== 'speaking') return;
    const speaking = this.state;
    await this.hear(speaking);
    if (this.isClosed()) return;
    this.report(speaking, speaking.utterance.openWords.length);
    this.state = { name: 'silent', context: this.contextOf(speaking) };
    if (!this.state.context) this.window.dropBefore(this.window.end - this.endPointing.unvoicedFrames);
  }

  /** Nothing with a vocabulary: its phrases are looked for where nothing was said before. */
  private contextOf({ utterance }: Speaking): Silent['context'] {
    return !this.hasVocabulary && utterance.endUtterance()
      ? { utterance, until: this.window.end + positionAt(CONTEXT) }
      : undefined;
  }

  private get hasVocabulary(): boolean {
    return (this.settings.vocabulary ?? []).length > 0;
  }

  private async decode(speaking: Speaking): Promise<void> {
    const { utterance } = speaking;
    const mayBePhrase = this.hasVocabulary && secondsAt(this.window.end - speaking.began) < MAYBE_PHRASE;
    // What no hypothesis before agrees on waits as long as it may.
    const previous = mayBePhrase ? [] : utterance.openWords;
    const took = await this.hear(speaking);
    if (this.isClosed()) return;
    // The first may be the engine's first use ever, which takes several times as long as the others.
    const cost = this.hasDecoded ? took : 0;
    this.hasDecoded = true;
    const costWithWaiting = cost + Math.min(this.parts.takeWaited?.() ?? 0, MAX_WAITED);
    const interval = decodeInterval(this.settings, costWithWaiting);
    const heard = secondsAt(this.window.end);
    const timing = {
      heard,
      silence: secondsAt(this.endPointing.unvoicedFrames),
      maxDelay: Math.min(this.settings.maxDelay, MAX_DELAY),
      next: heard + interval + LEAD_OUT + cost,
    };
    this.report(speaking, countFinal(utterance.openWords, previous, timing));
    const longest = this.settings.maxDelay < SHORT_DELAY ? MAX_WINDOW.shortDelay : MAX_WINDOW.longDelay;
    if (secondsAt(this.window.end - this.window.start) > longest) utterance.forgetCommitted();
    speaking.nextDecode = this.window.end + positionAt(interval);
    speaking.nextPauseDecode = this.window.end + positionAt(pauseInterval(costWithWaiting));
  }

  /** Decodes what there is; seconds that it took. */
  private async hear(speaking: Speaking): Promise<number> {
    const now = this.parts.now ?? (() => performance.now());
    const began = now();
    speaking.decodedUntil = this.speechUntil;
    await speaking.utterance.hear(speaking.decodedUntil);
    return (now() - began) / 1000;
  }

  /** Makes the first open words final, and shows the others. */
  private report(speaking: Speaking, finals: number): void {
    this.commit(speaking, finals);
    this.show(speaking);
  }

  private commit(speaking: Speaking, count: number): void {
    const words = speaking.utterance.commit(count);
    const last = words.at(-1);
    if (!last) return;
    this.finalEnd = last.endTime;
    this.emit({ type: 'final', words: words.map(withoutTokens), endTime: this.finalEnd });
    // The final replaces the partial.
    speaking.shown = 0;
  }

  private show(speaking: Speaking): void {
    const open = speaking.utterance.openWords;
    // An empty partial takes back words that will not become final.
    const isVoid = open.length === 0 && speaking.shown === 0;
    if (this.settings.partials && !isVoid) {
      this.emit({ type: 'partial', words: open.map(withoutTokens), endTime: secondsAt(this.window.end) });
    }
    speaking.shown = open.length;
  }

  private emit(event: RecognitionEvent): void {
    if (!this.isClosed()) this.parts.onEvent(event);
  }

  private isClosed(): boolean {
    return this.state.name === 'closed';
  }
}

function withoutTokens({ type, content, startTime, endTime, confidence }: RecognisedWord): RecognisedWord {
  return { type, content, startTime, endTime, confidence };
}
