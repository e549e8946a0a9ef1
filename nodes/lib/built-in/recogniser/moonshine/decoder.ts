import { SAMPLE_RATE } from '../recogniser';
import { END_TOKEN, FRAME_SAMPLES, TOKENS_PER_SECOND } from './architecture';
import type { EncodedAudio, MoonshineModel } from './model';
import { ExpectedFinder } from './expected-finder';
import { readNoise } from './noise';
import { ReadingPosition } from './reading-position';
import type { SessionVocabulary } from './session-vocabulary';
import { logProbability } from './scores';
import { TokenReader } from './token-reader';
import { TokenKinds } from './token-kinds';
import type { Expected, Reading } from './vocabulary-search';
import type { SpeltWord } from './words';

/** Tokens that may follow the forced ones, however short the audio. */
const MIN_NEW_TOKENS = 8;

/** The most likely text of some audio. */
export interface Decoding {
  /** Without the begin and end tokens. */
  tokens: number[];
  /** Of each token, given those before it, 0 to 1; of forced ones 1. */
  probabilities: number[];
  /** Of each token and of the end after them: a weight per encoder frame for each alignment head. */
  attention: Float32Array[][];
  /** Tokens that stand for something written otherwise, in order. */
  spelt: SpeltWord[];
  frames: number;
}

/** A token, and how likely it is. */
interface Choice {
  token: number;
  probability: number;
  /** Whether it is of an expected word or phrase: that is taken whole. */
  isExpected?: boolean;
}

/** A decoding on its way. */
interface Progress extends Decoding {
  forced: readonly number[];
  /** The most tokens there may be. */
  limit: number;
  reading: ReadingPosition;
  /** Where a word of the vocabulary ends; -1: nowhere yet. */
  expectedEnd: number;
}

/** Which tokens may stand at a place: at the start, after the forced ones, after an expected word, elsewhere. */
type Place = 'start' | 'after_forced' | 'after_expected' | 'inside';

/** Finds a model's most likely tokens one by one (greedy search), until the text ends or is no longer read off the audio. */
export class Decoder {
  private readonly kinds: TokenKinds;
  private readonly finder: ExpectedFinder;
  private silence: Promise<TokenReader> | undefined;

  constructor(private readonly model: MoonshineModel) {
    this.kinds = new TokenKinds(model.vocabulary);
    this.finder = new ExpectedFinder(model.vocabulary, this.kinds, () => (this.silence ??= readNoise(model)));
  }

  /**
   * @param forced tokens of words that are settled: the result begins with them, and what follows begins a new word
   * @param draft a guess at the tokens after them. It is checked in one pass instead of token by token, which saves
   *   time and changes nothing (speculative decoding: Leviathan et al. 2023, "Fast Inference from Transformers via
   *   Speculative Decoding")
   * @param vocabulary words and phrases that are taken to be said where they may well be, though others are more likely
   */
  async decode(
    audio: EncodedAudio,
    forced: readonly number[],
    draft: readonly number[],
    vocabulary?: SessionVocabulary,
  ): Promise<Decoding> {
    const seconds = (audio.frames * FRAME_SAMPLES) / SAMPLE_RATE;
    const plausible = Math.ceil(seconds * TOKENS_PER_SECOND);
    const progress: Progress = {
      tokens: [],
      probabilities: [],
      attention: [],
      spelt: [],
      frames: audio.frames,
      forced,
      limit: Math.max(plausible, forced.length + MIN_NEW_TOKENS),
      reading: new ReadingPosition(),
      expectedEnd: -1,
    };
    const reader = new TokenReader(this.model, audio, forced.length);
    await this.readOn(progress, reader, draft, vocabulary);
    if (vocabulary) await this.replace(progress, reader, vocabulary);
    return progress;
  }

  /** @param guess what may follow the forced tokens, or those that there are */
  private async readOn(
    progress: Progress,
    reader: TokenReader,
    draft: readonly number[],
    vocabulary: SessionVocabulary | undefined,
  ): Promise<void> {
    const { tokens, forced } = progress;
    let guess = [...forced.slice(tokens.length), ...draft];
    for (let ended = false; !ended; guess = []) {
      const reading = await reader.after(tokens, guess);
      const index = tokens.length;
      const settled = forced[index];
      if (settled !== undefined) {
        ended = this.take({ token: settled, probability: 1 }, reading, progress);
        continue;
      }
      const expected = vocabulary?.after(tokens);
      if (expected && index + expected.tokens.length <= progress.limit) {
        ended = await this.takeAll(expected, reader, progress);
        continue;
      }
      ended = this.take(this.choose(reading.scores, placeAt(index, progress)), reading, progress);
    }
  }

  /** Puts what is expected in place of what sounds like it, where it may well be what was said. */
  private async replace(progress: Progress, reader: TokenReader, vocabulary: SessionVocabulary): Promise<void> {
    for (let from = progress.forced.length; from < progress.tokens.length;) {
      const found = await this.finder.find(progress, reader, vocabulary, from);
      if (!found) return;
      const rest = progress.tokens.slice(found.end);
      from = found.start + found.expected.tokens.length;
      this.goBack(progress, found.start);
      const ended = await this.takeAll(found.expected, reader, progress, rest);
      if (!ended) await this.readOn(progress, reader, rest, vocabulary);
    }
  }
  /** Takes back the tokens from one on. */
  private goBack({ tokens, probabilities, attention, spelt, forced, reading }: Progress, count: number): void {
    tokens.length = count;
    probabilities.length = count;
    attention.length = count;
    while (spelt.length > 0 && spelt.at(-1)!.lastToken >= count) spelt.pop();
    reading.reset();
    tokens.forEach((token, index) => {
      if (!this.kinds.isSilent[token]) reading.follow(index, attention[index]!, index < forced.length);
    });
  }

  /** Adds the tokens of an expected word or phrase, each with the probability of what it stands in for. */
  private async takeAll(
    { tokens, content, isAll }: Expected,
    reader: TokenReader,
    progress: Progress,
    rest: readonly number[] = [],
  ): Promise<boolean> {
    const first = progress.tokens.length;
    if (content !== undefined) {
      progress.spelt.push({ firstToken: first, lastToken: first + tokens.length - 1, content });
    }
    let guess = [...tokens, ...rest];
    for (const token of tokens) {
      const reading = await reader.after(progress.tokens, guess);
      guess = guess.slice(1);
      const { probability } = this.choose(reading.scores, progress.tokens.length === 0 ? 'start' : 'inside');
      if (this.take({ token, probability, isExpected: true }, reading, progress)) return true;
    }
    progress.expectedEnd = progress.tokens.length;
    if (!isAll) return false;
    const reading = await reader.after(progress.tokens);
    const next = this.choose(reading.scores, 'inside');
    if (!this.kinds.isSilent[next.token]) return this.take({ ...next, token: END_TOKEN }, reading, progress);
    return (
      this.take(next, reading, progress) ||
      this.take({ ...next, token: END_TOKEN }, await reader.after(progress.tokens), progress)
    );
  }

  /** Adds a token; true when the text ends instead. */
  private take(
    { token, probability, isExpected = false }: Choice,
    { attention: weights }: Reading,
    progress: Progress,
  ): boolean {
    const { tokens, probabilities, attention, forced, limit } = progress;
    const index = tokens.length;
    attention.push(weights);
    if (token === END_TOKEN || index >= limit) return true;
    tokens.push(token);
    probabilities.push(probability);
    if (this.kinds.isSilent[token]) return false;
    const madeUp = progress.reading.follow(index, weights, isExpected || index < forced.length);
    if (madeUp === undefined) return false;
    this.endBefore(madeUp, progress);
    return true;
  }

  /** Removes the tokens from one on, with the word that it belongs to and the marks before that. */
  private endBefore(token: number, { tokens, probabilities, attention, spelt, forced }: Progress): void {
    let end = spelt.find(({ firstToken, lastToken }) => firstToken <= token && token <= lastToken)?.firstToken ?? token;
    while (end > forced.length && this.kinds.continues[tokens[end]!]) end--;
    while (end > forced.length && this.kinds.isSilent[tokens[end - 1]!]) end--;
    tokens.length = end;
    probabilities.length = end;
    attention.length = end + 1;
    while (spelt.length > 0 && spelt.at(-1)!.lastToken >= end) spelt.pop();
  }

  /** The most likely token. */
  private choose(scores: Float32Array, place: Place): Choice {
    let best = -1;
    let bestScore = -Infinity;
    for (let token = 0; token < this.kinds.continues.length; token++) {
      const score = scores[token]!;
      if (score > bestScore && this.mayStand(token, place)) {
        best = token;
        bestScore = score;
      }
    }
    return { token: best, probability: Math.exp(logProbability(scores, best)) };
  }

  private mayStand(token: number, place: Place): boolean {
    switch (place) {
      case 'start':
        // There is speech, or nobody would ask; the model likes to answer short clips with nothing.
        return token !== END_TOKEN;
      case 'after_forced':
        return !this.kinds.continues[token];
      case 'after_expected':
        return this.kinds.endsWord[token]!;
      case 'inside':
        return true;
    }
  }
}

function placeAt(index: number, { forced, expectedEnd }: Progress): Place {
  if (index === 0) return 'start';
  if (index === forced.length) return 'after_forced';
  return index === expectedEnd ? 'after_expected' : 'inside';
}
