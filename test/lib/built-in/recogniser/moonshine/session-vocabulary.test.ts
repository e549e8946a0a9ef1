import assert from 'node:assert/strict';
import { SessionVocabulary } from '../../../../../nodes/lib/built-in/recogniser/moonshine/session-vocabulary';
import type { Expected } from '../../../../../nodes/lib/built-in/recogniser/moonshine/vocabulary-search';
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

  it('forgets what it found in other audio', async () => {
    await recall([5], 100);
    vocabulary.beginAt(0);
    assert.equal(await recall([5], 100), 1);
    vocabulary.beginAt(16000);
    assert.equal(await recall([5], 100), 2);
  });
});
