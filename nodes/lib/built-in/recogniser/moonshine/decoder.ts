import { SAMPLE_RATE } from '../recogniser';
import { BEGIN_TOKEN, END_TOKEN, FRAME_SAMPLES, TOKENS_PER_SECOND } from './architecture';
import type { DecoderStep, EncodedAudio, MoonshineModel } from './model';
import { ReadingPosition } from './reading-position';
import { continuesWord, isMark, SPACE } from './words';

/** Tokens that may follow the forced ones, however short the audio. */
const MIN_NEW_TOKENS = 8;
/** Differences of scores beyond this add nothing to a sum of exponentials. */
const NEGLIGIBLE = 20;

/** The most likely text of some audio. */
export interface Decoding {
  /** Without the begin and end tokens. */
  tokens: number[];
  /** Of each token, given those before it, 0 to 1; of forced ones 1. */
  probabilities: number[];
  /** Of each token and of the end after them: a weight per encoder frame for each alignment head. */
  attention: Float32Array[][];
  frames: number;
}

/** A decoding on its way. */
interface Progress extends Decoding {
  forced: readonly number[];
  /** The most tokens there may be. */
  limit: number;
  reading: ReadingPosition;
}

/** Which tokens may stand at a place: at the start, after the forced ones, elsewhere. */
type Place = 'start' | 'after_forced' | 'inside';

/** Finds a model's most likely tokens one by one (greedy search), until the text ends or is no longer read off the audio. */
export class Decoder {
  private readonly continuations: boolean[];
  /** Marks and lone spaces are not heard. */
  private readonly silent: boolean[];

  constructor(private readonly model: MoonshineModel) {
    this.continuations = model.vocabulary.map(continuesWord);
    this.silent = model.vocabulary.map((piece) => isMark(piece) || piece === SPACE);
  }

  /**
   * @param forced tokens of words that are settled: the result begins with them, and what follows begins a new word
   * @param draft a guess at the tokens after them. It is checked in one pass instead of token by token, which saves
   *   time and changes nothing (speculative decoding: Leviathan et al. 2023, "Fast Inference from Transformers via
   *   Speculative Decoding")
   */
  async decode(audio: EncodedAudio, forced: readonly number[], draft: readonly number[]): Promise<Decoding> {
    const seconds = (audio.frames * FRAME_SAMPLES) / SAMPLE_RATE;
    const plausible = Math.ceil(seconds * TOKENS_PER_SECOND);
    const progress: Progress = {
      tokens: [],
      probabilities: [],
      attention: [],
      frames: audio.frames,
      forced,
      limit: Math.max(plausible, forced.length + MIN_NEW_TOKENS),
      reading: new ReadingPosition(),
    };
    const { tokens } = progress;
    const cache = this.model.newCache();

    const believed = [...forced, ...draft];
    const check = await this.model.step(audio, [BEGIN_TOKEN, ...believed], cache, forced.length);
    let ended = this.take(check, 0, progress);
    for (let agreed = 0; !ended && tokens[agreed] === believed[agreed]; agreed++) {
      ended = this.take(check, agreed + 1, progress);
    }
    if (!ended) cache.truncate(tokens.length);

    while (!ended) ended = this.take(await this.model.step(audio, [tokens.at(-1)!], cache), 0, progress);
    return progress;
  }

  /** Adds the token that follows the given position of a step; true when the text ends instead. */
  private take(step: DecoderStep, position: number, progress: Progress): boolean {
    const { tokens, probabilities, attention, forced, limit } = progress;
    const index = tokens.length;
    const settled = forced[index];
    const place = index === 0 ? 'start' : index === forced.length ? 'after_forced' : 'inside';
    const { token, probability } =
      settled === undefined ? this.choose(step.scores(position), place) : { token: settled, probability: 1 };
    attention.push(step.attention(position));
    if (token === END_TOKEN || index >= limit) return true;
    tokens.push(token);
    probabilities.push(probability);
    if (this.silent[token]) return false;
    const madeUp = progress.reading.follow(index, attention[index]!, index < forced.length);
    if (madeUp === undefined) return false;
    this.endBefore(madeUp, progress);
    return true;
  }

  /** Removes the tokens from one on, with the word that it belongs to and the marks before that. */
  private endBefore(token: number, { tokens, probabilities, attention, forced }: Progress): void {
    let end = token;
    while (end > forced.length && this.continuations[tokens[end]!]) end--;
    while (end > forced.length && this.silent[tokens[end - 1]!]) end--;
    tokens.length = end;
    probabilities.length = end;
    attention.length = end + 1;
  }

  /** The most likely token. */
  private choose(scores: Float32Array, place: Place): { token: number; probability: number } {
    let best = -1;
    let bestScore = -Infinity;
    for (let token = 0; token < this.continuations.length; token++) {
      const score = scores[token]!;
      if (score > bestScore && this.mayStand(token, place)) {
        best = token;
        bestScore = score;
      }
    }
    return { token: best, probability: probabilityOf(scores, best) };
  }

  private mayStand(token: number, place: Place): boolean {
    switch (place) {
      case 'start':
        // There is speech, or nobody would ask; the model likes to answer short clips with nothing.
        return token !== END_TOKEN;
      case 'after_forced':
        return !this.continuations[token];
      case 'inside':
        return true;
    }
  }
}

/** Softmax. */
function probabilityOf(scores: Float32Array, token: number): number {
  let max = -Infinity;
  for (const score of scores) if (score > max) max = score;
  let sum = 0;
  for (const score of scores) if (max - score < NEGLIGIBLE) sum += Math.exp(score - max);
  return Math.exp(scores[token]! - max) / sum;
}
