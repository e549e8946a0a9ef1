import assert from 'node:assert/strict';
import { SessionVocabulary } from '../../../../../nodes/lib/built-in/recogniser/moonshine/session-vocabulary';
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

  it('forgets what it found in other audio', async () => {
    await recall([5], 100);
    vocabulary.beginAt(0);
    assert.equal(await recall([5], 100), 1);
    vocabulary.beginAt(16000);
    assert.equal(await recall([5], 100), 2);
  });
});
