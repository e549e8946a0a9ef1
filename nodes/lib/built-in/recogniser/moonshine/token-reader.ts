import { BEGIN_TOKEN, END_TOKEN } from './architecture';
import type { DecoderCache } from './decoder-cache';
import type { DecoderStep, EncodedAudio, MoonshineModel } from './model';
import type { Reading } from './vocabulary-search';

/** Alternatives that are read at once: more take more memory, and hardly less time. */
const MAX_ROWS = 8;

/** Reads the tokens of one decoding, and keeps what was read, so that a guess at many tokens costs one step. */
export class TokenReader {
  private readonly cache: DecoderCache;
  private read: number[] = [];
  /** After each of the tokens read, and before the first. */
  private readings: { step: DecoderStep; position: number }[] = [];

  constructor(
    private readonly model: Pick<MoonshineModel, 'newCache' | 'step' | 'stepAll'>,
    private readonly audio: EncodedAudio,
    /** How many tokens at the start are settled: nobody asks what might stand in their place. */
    private readonly settled: number,
  ) {
    this.cache = model.newCache();
  }

  /** @param guess what may follow: it is read at once with the tokens */
  async after(tokens: readonly number[], guess: readonly number[] = []): Promise<Reading> {
    const shared = this.sharedWith(tokens);
    if (shared < tokens.length || this.readings.length === 0) await this.readOn([...tokens, ...guess], shared);
    return this.readingAt(tokens.length);
  }

  /**
   * Reads other tokens in place of some that were read, which remain.
   *
   * @param start how many of those that were read are before them
   * @param texts the tokens of each alternative
   * @returns for each, the scores of what may follow before each of its tokens, and after the last
   */
  async instead(start: number, texts: readonly (readonly number[])[]): Promise<Float32Array[][]> {
    const before = this.readingAt(start).scores;
    const found: Float32Array[][] = [];
    for (let first = 0; first < texts.length; first += MAX_ROWS) {
      const group = texts.slice(first, first + MAX_ROWS);
      const length = Math.max(...group.map((tokens) => tokens.length));
      // What is behind a shorter one says nothing about it.
      const rows = group.map((tokens) => [...tokens, ...new Array<number>(length - tokens.length).fill(END_TOKEN)]);
      const steps = await this.model.stepAll(this.audio, rows, this.cache.copies(rows.length, start + 1));
      found.push(...group.map((tokens, row) => [before, ...tokens.map((_, position) => steps[row]!.scores(position))]));
    }
    return found;
  }

  /** What may follow the first so many tokens of those that were read. */
  readingAt(count: number): Reading {
    const { step, position } = this.readings[count]!;
    return {
      scores: count < this.settled ? new Float32Array(0) : step.scores(position),
      attention: step.attention(position),
    };
  }

  private async readOn(tokens: readonly number[], shared: number): Promise<void> {
    const first = this.readings.length === 0;
    if (!first) this.cache.truncate(shared + 1);
    this.readings.length = first ? 0 : shared + 1;
    this.read = [...tokens];
    const fresh = tokens.slice(shared);
    const step = await this.model.step(
      this.audio,
      first ? [BEGIN_TOKEN, ...fresh] : fresh,
      this.cache,
      first ? this.settled : 0,
    );
    for (let position = 0; position < fresh.length + (first ? 1 : 0); position++) {
      this.readings.push({ step, position });
    }
  }

  private sharedWith(tokens: readonly number[]): number {
    const different = tokens.findIndex((token, index) => token !== this.read[index]);
    return different === -1 ? tokens.length : different;
  }
}
