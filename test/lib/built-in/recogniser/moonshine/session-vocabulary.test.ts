import assert from 'node:assert/strict';
import { SessionVocabulary } from '../../../../../nodes/lib/built-in/recogniser/moonshine/session-vocabulary';
import type { Expected, ReadingBudget } from '../../../../../nodes/lib/built-in/recogniser/moonshine/vocabulary-search';
import { VocabularyTree } from '../../../../../nodes/lib/built-in/recogniser/moonshine/vocabulary-tree';

const SECOND = 42;

describe('built-in/recogniser/moonshine/session-vocabulary', () => {
  let searches: number;
  let vocabulary: SessionVocabulary;
  beforeEach(() => {
    searches = 0;
    vocabulary = new SessionVocabulary(new VocabularyTree([], () => []));
  });

  const recall = async (tokens: readonly number[], frames: number): Promise<number> => {
    await vocabulary.recall(tokens, frames, () => {
      searches++;
      return Promise.resolve(undefined);
    });
    return searches;
  };

  it('searches again as the audio grows, until a second was heard behind a place', async () => {
    assert.equal(await recall([5], 100), 1);
    assert.equal(await recall([5], 100), 1);
    assert.equal(await recall([5], 120), 2);
    assert.equal(await recall([5], 100 + SECOND), 3);
    assert.equal(await recall([5], 300), 3);
    assert.equal(await recall([5, 6], 300), 4);
  });

  it('searches again where a phrase was all that was said, as long as more may follow', async () => {
    const search = (isAll: boolean) => (): Promise<Expected> => {
      searches++;
      return Promise.resolve({ tokens: [7], spelling: { letters: 9, allowance: { among: 9, alone: 9 } }, isAll });
    };
    for (const frames of [40, 40 + SECOND]) await vocabulary.recall([], frames, search(true));
    const later = await vocabulary.recall([], 40 + 2 * SECOND, search(false));
    assert.deepEqual([later?.isAll, searches], [false, 3]);
    await vocabulary.recall([], 40 + 3 * SECOND, search(false));
    assert.equal(searches, 3);
  });

  it('searches the start again when a pause begins or ends, for what may be all that was said', async () => {
    for (const frames of [40, 40 + SECOND]) await recall([], frames);
    vocabulary.begin({ start: 0, endsInPause: true });
    assert.equal(vocabulary.mayBeAll, true);
    assert.equal(await recall([], 50 + SECOND), 3);
    vocabulary.begin({ start: 0, endsInPause: false });
    assert.equal(vocabulary.mayBeAll, false);
    assert.equal(await recall([], 60 + SECOND), 4);
  });

  it('reads a bounded number of tokens in one decoding, however many places it searches', async () => {
    let read = 0;
    const search = (budget: ReadingBudget): Promise<undefined> => {
      const readings = Math.min(20, budget.left);
      read += readings;
      budget.left -= readings;
      return Promise.resolve(undefined);
    };
    for (let place = 0; place < 30; place++) await vocabulary.recall([place], 100, search);
    assert.equal(read, 40);
    vocabulary.begin({ start: 0 });
    await vocabulary.recall([0], 100, search);
    assert.equal(read, 40, 'what was searched is not searched again');
    await vocabulary.recall([29], 100, search);
    assert.equal(read, 60);
  });

  it('forgets what it found in other audio', async () => {
    await recall([5], 100);
    vocabulary.begin({ start: 0 });
    assert.equal(await recall([5], 100), 1);
    vocabulary.begin({ start: 16000 });
    assert.equal(await recall([5], 100), 2);
  });
});
