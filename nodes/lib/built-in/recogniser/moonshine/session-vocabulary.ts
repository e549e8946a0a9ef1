import type { Audio } from '../hypothesis';
import type { Expected, ReadingBudget } from './vocabulary-search';
import type { VocabularyTree } from './vocabulary-tree';

/** Encoder frames (1 s) of further audio after which a search is not repeated: they do not change what was said before. */
const ENOUGH = 42;
/** Tokens that are read for the searches of one decoding, about as many as it has itself: the thread is other sessions' too. */
const MAX_READINGS = 40;
/** Results that are kept; an utterance has fewer places. */
const MAX_KEPT = 300;

interface Kept {
  /** Of the audio, when it was searched here for the first time, and the last. */
  firstFrames: number;
  frames: number;
  expected: Expected | undefined;
}

/** The words and phrases that a session expects, and where in its audio they were looked for. */
export class SessionVocabulary {
  private start = 0;
  private budget: ReadingBudget = { left: MAX_READINGS };
  private readonly kept = new Map<string, Kept>();

  constructor(readonly tree: VocabularyTree) {}

  /** Whether what is found at the start may be all that was said: not while somebody speaks on. */
  mayBeAll = false;

  /** Begins the decoding of some audio; forgets what was found if that begins elsewhere now. */
  begin({ start, endsInPause = false }: Pick<Audio, 'start' | 'endsInPause'>): void {
    this.budget = { left: MAX_READINGS };
    if (endsInPause !== this.mayBeAll) this.kept.delete('');
    this.mayBeAll = endsInPause;
    if (start !== this.start) this.kept.clear();
    this.start = start;
  }

  /**
   * What comes next after some tokens: as it was found before, if enough was heard by then. Nothing, once this decoding's
   * searches have read enough.
   *
   * @param frames of the audio
   */
  async recall(
    tokens: readonly number[],
    frames: number,
    search: (budget: ReadingBudget) => Promise<Expected | undefined>,
  ): Promise<Expected | undefined> {
    const key = tokens.join();
    const before = this.kept.get(key);
    if (before && (frames === before.frames || isSettled(before))) return before.expected;
    if (this.budget.left === 0) return undefined;
    const expected = await search(this.budget);
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    this.kept.set(key, { firstFrames: before?.firstFrames ?? frames, frames, expected });
    return expected;
  }
}

/** What was all that was said may be the beginning of more. */
function isSettled({ firstFrames, frames, expected }: Kept): boolean {
  return frames - firstFrames >= ENOUGH && !expected?.isAll;
}
