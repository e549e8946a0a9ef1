import assert from 'node:assert/strict';
import type { LikelyPlace } from '../../../../../nodes/lib/built-in/recogniser/moonshine/likely-places';
import { SessionVocabulary } from '../../../../../nodes/lib/built-in/recogniser/moonshine/session-vocabulary';
import { spellingsOf } from '../../../../../nodes/lib/built-in/recogniser/moonshine/spellings';

/** Frames after which nothing is judged again. */
const ENOUGH = 25;
const spellings = spellingsOf(
  Array.from({ length: 100 }, (_, index) => ({ content: `kowalski ${index}`, soundsLike: [] })),
  (text) => [...text].map((letter) => letter.codePointAt(0)!),
);
const place = (index = 0, isAll = false, start = 1): LikelyPlace => ({
  spelling: spellings[index]!,
  start,
  end: start + 1,
  isAll,
  difference: 0.1,
});

describe('built-in/recogniser/moonshine/session-vocabulary', () => {
  let judged: number;
  let vocabulary: SessionVocabulary;
  beforeEach(() => {
    judged = 0;
    vocabulary = new SessionVocabulary(spellings);
    vocabulary.begin({ start: 0 });
  });

  const judge = (frames: number, at = place(), tokens = [7]): number => {
    if (vocabulary.judged(at, [5], frames) === undefined && vocabulary.mayRead(at, { tokens })) {
      vocabulary.learn(at, [5], frames, -2);
      judged++;
    }
    return judged;
  };

  it('judges again as the audio grows, until enough was heard behind a place', () => {
    assert.equal(judge(100), 1);
    assert.equal(judge(100), 1);
    assert.equal(judge(110), 2);
    assert.equal(judge(100 + ENOUGH), 3);
    assert.equal(judge(300), 3);
    assert.equal(judge(300, place(1)), 4);
  });

  it('judges what may be all that was said again whenever more was said', () => {
    for (const frames of [100, 100 + ENOUGH, 200, 300]) judge(frames, place(0, true));
    assert.equal(judged, 4);
  });

  it('reads a bounded number of tokens in one decoding, and goes on in the next', () => {
    for (let index = 0; index < 100; index++) judge(100, place(index), [1, 2, 3]);
    assert.equal(judged, 20);
    for (let index = 0; index < 100; index++) judge(100, place(index, true), [1, 2, 3, 4]);
    assert.equal(judged, 82);
    vocabulary.begin({ start: 0 });
    for (let index = 0; index < 100; index++) judge(100, place(index), [1, 2, 3]);
    assert.equal(judged, 102, 'what was judged is not judged again');
  });

  it('says what comes next once that is settled, and remembers it before', () => {
    const expected = { tokens: [7], isAll: false };
    judge(100);
    vocabulary.keep(place(), [5], expected);
    assert.equal(vocabulary.after([5]), undefined);
    assert.deepEqual(vocabulary.remembered([5, 6], 0), [place()]);
    assert.deepEqual(vocabulary.remembered([5, 6], 2), []);
    assert.deepEqual(vocabulary.remembered([4, 6], 0), []);
    judge(100 + ENOUGH);
    vocabulary.keep(place(), [5], expected);
    assert.equal(vocabulary.after([5]), expected);
  });

  it('forgets what it found in other audio', () => {
    const expected = { tokens: [7], isAll: false };
    for (const frames of [100, 100 + ENOUGH]) judge(frames);
    vocabulary.keep(place(), [5], expected);
    vocabulary.begin({ start: 0 });
    assert.equal(vocabulary.after([5]), expected);
    vocabulary.begin({ start: 16000, endsInPause: true });
    assert.equal(vocabulary.endsInPause, true);
    assert.equal(vocabulary.after([5]), undefined);
    assert.equal(judge(300), 3);
  });
});
