import type { Expected } from './vocabulary-search';
import type { VocabularyTree } from './vocabulary-tree';

/** Encoder frames (1 s) of further audio after which a search is not repeated: they do not change what was said before. */
const ENOUGH = 42;
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
  private readonly kept = new Map<string, Kept>();

  constructor(readonly tree: VocabularyTree) {}

  /** Forgets what was found if the audio begins elsewhere now. */
  beginAt(start: number): void {
    if (start !== this.start) this.kept.clear();
    this.start = start;
  }

  /**
   * What comes next after some tokens: as it was found before, if enough was heard by then.
   *
   * @param frames of the audio
   */
  async recall(
    tokens: readonly number[],
    frames: number,
    search: () => Promise<Expected | undefined>,
  ): Promise<Expected | undefined> {
    const key = tokens.join();
    const before = this.kept.get(key);
    if (before && (frames === before.frames || isSettled(before))) return before.expected;
    const expected = await search();
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    this.kept.set(key, { firstFrames: before?.firstFrames ?? frames, frames, expected });
    return expected;
  }
}

/** What was all that was said may be the beginning of more. */
function isSettled({ firstFrames, frames, expected }: Kept): boolean {
  return frames - firstFrames >= ENOUGH && !expected?.isAll;
}
