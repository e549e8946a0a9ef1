import type { Audio } from '../hypothesis';
import type { LikelyPlace } from './likely-places';
import type { Spelling } from './spellings';
import type { Expected, Judgement } from './vocabulary-search';

/** Encoder frames (0.6 s) of further audio after which nothing is judged again: they do not change what was said before. */
const ENOUGH = 25;
/** Tokens that are read to judge entries in one decoding, about as many as it has itself: the thread is other sessions' too. */
const MAX_READINGS = 60;
/** The same where what was said may be a command of the list. */
const MAX_READINGS_FOR_ALL = 100;
/** Judgements that are kept. */
const MAX_KEPT = 1000;

interface Kept extends Judgement {
  /** Of the audio, when the entry was judged here for the first time, and the last. */
  firstFrames: number;
  frames: number;
}

interface Found {
  /** The tokens before it. */
  before: string;
  place: LikelyPlace;
  expected: Expected;
  isSettled: boolean;
}

/** The words and phrases that a session expects, and what was found out about them in its audio. */
export class SessionVocabulary {
  private start = 0;
  private left = { among: MAX_READINGS, all: MAX_READINGS_FOR_ALL };
  private readonly judgements = new Map<string, Kept>();
  private readonly priors = new Map<number, number>();
  private readonly found = new Map<string, Found>();

  constructor(readonly spellings: readonly Spelling[]) {}

  /** Whether nobody speaks at the end of the audio: what was said there is over. */
  endsInPause = false;
  /** How many tokens at the start are of utterances before. */
  context = 0;

  /** Begins the decoding of some audio; forgets what was found if that begins elsewhere now. */
  begin({ start, endsInPause = false, context = 0 }: Pick<Audio, 'start' | 'endsInPause' | 'context'>): void {
    this.left = { among: MAX_READINGS, all: MAX_READINGS_FOR_ALL };
    this.endsInPause = endsInPause;
    this.context = context;
    if (start === this.start) return;
    this.judgements.clear();
    this.found.clear();
    this.start = start;
  }

  /** What comes next after some tokens, if that is settled. */
  after(tokens: readonly number[]): Expected | undefined {
    const found = this.found.get(tokens.join());
    return found?.isSettled ? found.expected : undefined;
  }

  /** What was likely among these tokens, from one on, when less was heard. */
  remembered(tokens: readonly number[], from: number): LikelyPlace[] {
    return [...this.found.values()]
      .filter(
        ({ before, place, isSettled }) =>
          !isSettled && place.start >= from && before === tokens.slice(0, place.start).join(),
      )
      .map(({ place }) => place);
  }

  /**
   * How likely an entry is in some place: as it was before, if enough was heard by then. Undefined, once this decoding's
   * judgements have read enough.
   *
   * @param before the tokens before the place
   * @param frames of the audio
   * @param judge reads as many tokens as it is given
   */
  async judge(
    place: LikelyPlace,
    before: readonly number[],
    { tokens }: Pick<Expected, 'tokens'>,
    frames: number,
    judge: () => Promise<Judgement>,
  ): Promise<Judgement | undefined> {
    const key = keyOf(place, before);
    const earlier = this.judgements.get(key);
    if (earlier && (frames === earlier.frames || (!place.isAll && isSettled(earlier)))) return earlier;
    const budget = place.isAll ? this.left.all : this.left.among;
    if (budget < tokens.length) return undefined;
    this.left[place.isAll ? 'all' : 'among'] -= tokens.length;
    const judgement = await judge();
    if (this.judgements.size >= MAX_KEPT) this.judgements.clear();
    this.judgements.set(key, { ...judgement, firstFrames: earlier?.firstFrames ?? frames, frames });
    return judgement;
  }

  /** How likely an entry is if nothing is said: read once. */
  async priorOf({ id }: Spelling, read: () => Promise<number>): Promise<number> {
    const prior = this.priors.get(id) ?? (await read());
    this.priors.set(id, prior);
    return prior;
  }

  /** Keeps what is taken to be said after some tokens; what is all that was said may be the beginning of more. */
  keep(place: LikelyPlace, before: readonly number[], expected: Expected): void {
    if (place.isAll) return;
    if (this.found.size >= MAX_KEPT) this.found.clear();
    const judgement = this.judgements.get(keyOf(place, before));
    const key = before.join();
    this.found.set(key, { before: key, place, expected, isSettled: judgement !== undefined && isSettled(judgement) });
  }
}

function keyOf({ spelling, isAll }: LikelyPlace, before: readonly number[]): string {
  return [spelling.id, isAll, ...before].join();
}

function isSettled({ firstFrames, frames }: Kept): boolean {
  return frames - firstFrames >= ENOUGH;
}
