import {
  SAMPLE_RATE,
  type RecognisedWord,
  type Recogniser,
  type Recognition,
  type RecognitionEvent,
  type RecognitionSettings,
} from '../../nodes/lib/built-in/recogniser/recogniser';

/** Sample value of the first word of the vocabulary; its n-th word is n steps above. 16-bit steps, exact in all encodings but mu-law. */
const STEP = 64 / 0x8000;

/**
 * Audio that says words to a {@link ScriptedRecogniser}: each word is a run of one constant sample value, so that it is
 * tied to its place in the audio and is heard again wherever that audio is sent again.
 *
 * @param vocabulary at most 500 words
 * @param script words of the vocabulary and pauses, in order, with their length in seconds
 * @returns 16-bit mono PCM at 16 kHz
 */
export function scriptedAudio(vocabulary: readonly string[], script: { word?: string; seconds: number }[]): Buffer {
  return Buffer.concat(
    script.map(({ word, seconds }) => {
      const samples = new Int16Array(Math.round(seconds * SAMPLE_RATE));
      if (word !== undefined) samples.fill((vocabulary.indexOf(word) + 1) * STEP * 0x8000);
      return Buffer.from(samples.buffer);
    }),
  );
}

/** A recogniser for tests that need exact words: it reads them off audio made by {@link scriptedAudio}. */
export class ScriptedRecogniser implements Recogniser {
  constructor(private readonly vocabulary: readonly string[]) {}

  open(settings: RecognitionSettings, onEvent: (event: RecognitionEvent) => void): Promise<Recognition> {
    return Promise.resolve(new ScriptedRecognition(this.vocabulary, settings, onEvent));
  }

  close(): Promise<void> {
    return Promise.resolve();
  }
}

/** Longest stretch that is read as one, seconds: it sets how often partials come. */
const STRETCH = 0.1;

/** Words become partials when they begin to be heard, and finals `maxDelay` after their end, or at the end of an utterance. */
class ScriptedRecognition implements Recognition {
  private heard = 0;
  private silentSince = 0;
  private speaking = false;
  private open: (RecognisedWord & { value: number })[] = [];
  private closed = false;

  constructor(
    private readonly vocabulary: readonly string[],
    private settings: RecognitionSettings,
    private readonly onEvent: (event: RecognitionEvent) => void,
  ) {}

  accept(samples: Float32Array): Promise<void> {
    const stretch = STRETCH * SAMPLE_RATE;
    for (let at = 0; at < samples.length && !this.closed; at += stretch) this.hear(samples.subarray(at, at + stretch));
    return Promise.resolve();
  }

  configure(settings: Partial<Omit<RecognitionSettings, 'model'>>): void {
    this.settings = { ...this.settings, ...settings };
  }

  endUtterance(timestamp = Infinity): Promise<void> {
    const time = Math.min(timestamp, this.now);
    this.finalise(this.open.filter(({ startTime }) => startTime < time).length);
    this.report({ type: 'end_of_utterance', time, forced: true });
    this.speaking = this.open.length > 0;
    return Promise.resolve();
  }

  finish(): Promise<void> {
    this.finalise(this.open.length);
    return Promise.resolve();
  }

  close(): void {
    this.closed = true;
  }

  private get now(): number {
    return this.heard / SAMPLE_RATE;
  }

  private hear(samples: Float32Array): void {
    for (const sample of samples) {
      const value = Math.round(sample / STEP);
      const last = this.open.at(-1);
      this.heard++;
      if (value === 0) continue;
      if (last?.value === value && this.now - last.endTime < 2 / SAMPLE_RATE) last.endTime = this.now;
      else this.open.push(this.word(value));
      this.silentSince = this.now;
      this.speaking = true;
    }
    const deadline = this.now - this.settings.maxDelay;
    this.finalise(this.open.findLastIndex((word) => word.endTime <= deadline) + 1);
    this.endOnSilence();
    if (this.settings.partials && this.open.length > 0) {
      this.report({ type: 'partial', words: this.open.map(withoutValue), endTime: this.now });
    }
  }

  private word(value: number): RecognisedWord & { value: number } {
    const content = this.vocabulary[value - 1] ?? `unknown-${value}`;
    const startTime = this.now - 1 / SAMPLE_RATE;
    return { type: 'word', content, startTime, endTime: this.now, confidence: 1, value };
  }

  private endOnSilence(): void {
    const trigger = this.settings.endOfUtteranceSilence;
    if (!this.speaking || trigger === 0 || this.now - this.silentSince < trigger) return;
    this.finalise(this.open.length);
    this.report({ type: 'end_of_utterance', time: this.silentSince, forced: false });
    this.speaking = false;
  }

  private finalise(count: number): void {
    if (count === 0) return;
    const words = this.open.splice(0, count).map(withoutValue);
    this.report({ type: 'final', words, endTime: words.at(-1)!.endTime });
  }

  private report(event: RecognitionEvent): void {
    if (!this.closed) this.onEvent(event);
  }
}

function withoutValue({ type, content, startTime, endTime, confidence }: RecognisedWord): RecognisedWord {
  return { type, content, startTime, endTime, confidence };
}
