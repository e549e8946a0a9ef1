import type { Audio } from '../hypothesis';
import type { LikelyPlace } from './likely-places';
import type { Spelling } from './spellings';
import type { Expected } from './vocabulary-search';

/** Encoder frames (0.6 s) of further audio after which nothing is judged again: they do not change what was said before. */
const ENOUGH = 25;
/** Tokens that are read to judge entries in one decoding, about as many as it has itself: the thread is other sessions' too. */
const MAX_READINGS = 60;
/** The same where what was said may be a command of the list. */
const MAX_READINGS_FOR_ALL = 250;
/** Judgements that are kept. */
const MAX_KEPT = 1000;

interface Kept {
  likelihood: number;
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

  /** How likely an entry is in some place, if that is known: as it was before, if enough was heard by then. */
  judged(place: LikelyPlace, before: readonly number[], frames: number): number | undefined {
    const earlier = this.judgements.get(keyOf(place, before));
    const counts = earlier && (frames === earlier.frames || (!place.isAll && isSettled(earlier)));
    return counts ? earlier.likelihood : undefined;
  }

  /** Whether an entry may be judged in some place: this decoding's judgements read so many tokens and no more. */
  mayRead({ isAll }: LikelyPlace, { tokens }: Pick<Expected, 'tokens'>): boolean {
    const budget = isAll ? 'all' : 'among';
    if (this.left[budget] < tokens.length) return false;
    this.left[budget] -= tokens.length;
    return true;
  }

  /** Keeps how likely an entry is in some place. */
  learn(place: LikelyPlace, before: readonly number[], frames: number, likelihood: number): void {
    const key = keyOf(place, before);
    const firstFrames = this.judgements.get(key)?.firstFrames ?? frames;
    if (this.judgements.size >= MAX_KEPT) this.judgements.clear();
    this.judgements.set(key, { likelihood, firstFrames, frames });
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
