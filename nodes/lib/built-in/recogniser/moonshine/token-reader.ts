import { BEGIN_TOKEN } from './architecture';
import type { DecoderCache } from './decoder-cache';
import type { DecoderStep, EncodedAudio, MoonshineModel } from './model';
import type { Reading } from './vocabulary-search';

/** Reads the tokens of one decoding, and keeps what was read, so that a guess at many tokens costs one step. */
export class TokenReader {
  private readonly cache: DecoderCache;
  private read: number[] = [];
  /** After each of the tokens read, and before the first. */
  private readings: { step: DecoderStep; position: number }[] = [];

  constructor(
    private readonly model: Pick<MoonshineModel, 'newCache' | 'step'>,
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
   * @returns what may follow before each of the tokens, and after the last
   */
  async instead(start: number, tokens: readonly number[]): Promise<Reading[]> {
    const step = await this.model.step(this.audio, tokens, this.cache.copy(start + 1));
    return [
      this.readingAt(start),
      ...tokens.map((_, position) => ({ scores: step.scores(position), attention: step.attention(position) })),
    ];
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
