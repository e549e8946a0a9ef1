import { BEGIN_TOKEN } from './architecture';
import type { DecoderCache } from './decoder-cache';
import type { DecoderStep, EncodedAudio, MoonshineModel } from './model';
import type { Reading } from './vocabulary-search';

/** What the model says after some tokens. */
export interface TokenReading extends Reading {
  /** The weights per encoder frame of each alignment head. */
  attention: Float32Array[];
}

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
  async after(tokens: readonly number[], guess: readonly number[] = []): Promise<TokenReading> {
    const shared = this.sharedWith(tokens);
    if (shared < tokens.length || this.readings.length === 0) await this.readOn([...tokens, ...guess], shared);
    const { step, position } = this.readings[tokens.length]!;
    return {
      scores: tokens.length < this.settled ? new Float32Array(0) : step.scores(position),
      attention: step.attention(position),
      after: (token) => this.branch([...tokens, token], this.cache, tokens.length),
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

  /** Reads a token in a copy of a cache: the tokens of the decoding remain what they are. */
  private async branch(tokens: readonly number[], cache: DecoderCache, kept: number): Promise<Reading> {
    if (this.sharedWith(tokens) === tokens.length) return this.after(tokens);
    const copy = cache.copy(kept + 1);
    const step = await this.model.step(this.audio, tokens.slice(kept), copy);
    return {
      scores: step.scores(tokens.length - kept - 1),
      after: (token) => this.branch([...tokens, token], copy, tokens.length),
    };
  }

  private sharedWith(tokens: readonly number[]): number {
    const different = tokens.findIndex((token, index) => token !== this.read[index]);
    return different === -1 ? tokens.length : different;
  }
}
