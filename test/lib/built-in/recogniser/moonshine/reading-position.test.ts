import assert from 'node:assert/strict';
import fc from 'fast-check';
import { ReadingPosition } from '../../../../../nodes/lib/built-in/recogniser/moonshine/reading-position';

const FRAMES = 400;

/** Two heads of which one looks at the frame, and the other at nothing in particular. */
function lookingAt(frame: number): Float32Array[] {
  return [
    Float32Array.from({ length: FRAMES }, (_, index) => (index === frame ? 0.5 : 0.001)),
    new Float32Array(FRAMES).fill(1 / FRAMES),
  ];
}

/** Where the text ends that looks at these frames, if it is cut. */
function endOf(frames: readonly number[], settled = 0): number | undefined {
  const reading = new ReadingPosition();
  return frames
    .map((frame, token) => reading.follow(token, lookingAt(frame), token < settled))
    .find((madeUp) => madeUp !== undefined);
}

describe('built-in/recogniser/moonshine/reading-position', () => {
  it('takes what looks ever further for read', () => {
    assert.equal(endOf([5, 12, 30, 31, 60, 90, 140, 200]), undefined);
  });

  it('finds where a text begins to repeat itself', () => {
    assert.equal(endOf([14, 28, 33, 39, 60, 76, 90, 14, 28, 33, 39]), 7);
  });

  it('finds where a text looks at nothing', () => {
    assert.equal(endOf([14, 28, 33, 39, 60, 2, 2, 2]), 5);
  });

  it('forgives a token that looks elsewhere', () => {
    assert.equal(endOf([14, 28, 33, 2, 39, 60, 76]), undefined);
    assert.equal(endOf([14, 28, 33, 39, 60, 2]), undefined);
  });

  it('forgives two tokens that look ahead', () => {
    assert.equal(endOf([14, 28, 33, 200, 200, 39, 60, 76]), undefined);
  });

  it('forgives what looks back a little', () => {
    assert.equal(endOf([14, 28, 33, 39, 36, 34, 37, 60]), undefined);
  });

  it('never doubts what is settled', () => {
    assert.equal(endOf([14, 28, 33, 39, 2, 2, 2, 60, 76], 7), undefined);
    assert.equal(endOf([14, 28, 33, 39, 60, 2, 2, 2], 6), 6);
  });

  it('cuts nothing that is read on, however long it stays at a place', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 12 }), { maxLength: 30 });
    fc.assert(
      fc.property(steps, (list) => {
        let frame = 0;
        assert.equal(endOf(list.map((step) => (frame += step))), undefined);
      }),
    );
  });

  it('cuts within the next tokens wherever a text starts again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 5, max: 12 }), { minLength: 8, maxLength: 25 }),
        fc.integer({ min: 1, max: 3 }),
        (list, again) => {
          let frame = 0;
          const frames = list.map((step) => (frame += step));
          const repeated = frames.slice(0, again + 1);
          assert.equal(endOf([...frames, ...repeated]), frames.length);
        },
      ),
    );
  });
});
