import assert from 'node:assert/strict';
import { Endpointer } from '../../../../nodes/lib/built-in/recogniser/endpointer';

/** What comes of frames, `#` with voice and `.` without: the indices of starts and ends. */
function endPoints(frames: string, endFrames = 5, endPointing = new Endpointer()): string[] {
  return [...frames].flatMap((frame, index) => {
    const found = endPointing.accept(frame === '#', endFrames);
    return found ? [`${found} ${index}`] : [];
  });
}

describe('built-in/recogniser/endpointer', () => {
  it('starts an utterance with lasting voice, and ends it with lasting silence', () => {
    assert.deepEqual(endPoints('...######.....'), ['start 6', 'end 13']);
  });

  it('takes clicks for no utterance', () => {
    assert.deepEqual(endPoints('#..##..###....#.#.#.#.#'), []);
  });

  it('takes voice with short gaps for an utterance', () => {
    assert.deepEqual(endPoints('##.##.##'), ['start 7']);
  });

  it('goes on over a short pause', () => {
    assert.deepEqual(endPoints('####....#....#.....'), ['start 3', 'end 18']);
  });

  it('counts the frames since the last voice', () => {
    const endPointing = new Endpointer();
    endPoints('####..', 5, endPointing);
    assert.equal(endPointing.unvoicedFrames, 2);
    endPoints('...', 5, endPointing);
    assert.equal(endPointing.unvoicedFrames, 5);
    endPoints('#', 5, endPointing);
    assert.equal(endPointing.unvoicedFrames, 0);
  });

  it('finds a new start after a reset', () => {
    const endPointing = new Endpointer();
    endPoints('####', 5, endPointing);
    endPointing.reset();
    assert.deepEqual(endPoints('####', 5, endPointing), ['start 3']);
  });

  it('takes up a changed silence at once', () => {
    const endPointing = new Endpointer();
    endPoints('####....', 20, endPointing);
    assert.deepEqual(endPoints('.', 3, endPointing), ['end 0']);
  });
});
