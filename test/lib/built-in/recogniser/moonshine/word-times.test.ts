import assert from 'node:assert/strict';
import { firstFrames } from '../../../../../nodes/lib/built-in/recogniser/moonshine/word-times';

/** Attention of one head: each token looks at its own frames, and a little at all. */
function looking(frames: number, spans: [from: number, to: number][]): Float32Array[][] {
  return spans.map(([from, to]) => [
    Float32Array.from({ length: frames }, (_, frame) => (frame >= from && frame < to ? 1 : 0.1)),
  ]);
}

describe('built-in/recogniser/moonshine/word-times', () => {
  it('finds the frames that each token looks at', () => {
    const attention = looking(20, [
      [0, 4],
      [4, 9],
      [9, 15],
      [15, 20],
    ]);
    assert.deepEqual(firstFrames(attention, 20), [0, 4, 9, 15]);
  });

  it('is not misled by one head among several', () => {
    const good = looking(12, [
      [0, 4],
      [4, 8],
      [8, 12],
    ]);
    const bad = looking(12, [
      [8, 12],
      [4, 8],
      [0, 4],
    ]);
    const attention = good.map((rows, token) => [...rows, ...rows, ...bad[token]!]);
    assert.deepEqual(firstFrames(attention, 12), [0, 4, 8]);
  });

  it('keeps the order of the tokens where there are more of them than frames', () => {
    const frames = firstFrames(
      looking(3, [
        [2, 3],
        [0, 1],
        [1, 2],
        [0, 1],
        [2, 3],
      ]),
      3,
    );
    assert.deepEqual(
      frames,
      frames.toSorted((a, b) => a - b),
    );
    assert.ok(frames.every((frame) => frame >= 0 && frame < 3));
  });

  it('takes attention that says nothing', () => {
    assert.deepEqual(firstFrames([[new Float32Array(4)]], 4), [0]);
  });
});
