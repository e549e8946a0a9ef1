import assert from 'node:assert/strict';
import { AudioWindow, positionAt, secondsAt } from '../../../../nodes/lib/built-in/recogniser/audio-window';
import { FRAME_LENGTH } from '../../../../nodes/lib/built-in/recogniser/voice-activity';

function filled(frames: string): AudioWindow {
  const window = new AudioWindow();
  [...frames].forEach((frame, index) => {
    window.append(new Float32Array(FRAME_LENGTH).fill(index), frame === '#');
  });
  return window;
}

describe('built-in/recogniser/audio-window', () => {
  it('gives the samples that it was given', () => {
    const { start, samples } = filled('#'.repeat(200)).audioUntil(180);
    assert.equal(start, 0);
    assert.equal(samples.length, 180 * FRAME_LENGTH);
    assert.ok(samples.every((sample, index) => sample === Math.floor(index / FRAME_LENGTH)));
  });

  it('knows whether its audio ends in a pause', () => {
    const window = filled('##.#');
    assert.deepEqual(
      [1, 2, 3, 4].map((position) => window.audioUntil(position).endsInPause),
      [false, false, true, false],
    );
  });

  it('goes on with the background of a pause if asked, which it tells from the audio', () => {
    const window = filled('.##.');
    for (const [position, extended] of [
      [3, true],
      [4, false],
    ] as const) {
      const { samples, padding } = window.audioUntil(position, { extended });
      assert.deepEqual([padding, samples.length], [0, position * FRAME_LENGTH]);
    }
    const { samples, padding } = window.audioUntil(4, { extended: true });
    assert.ok(padding! > 0);
    assert.equal(samples.length, 4 * FRAME_LENGTH + padding!);
    assert.equal(samples[4 * FRAME_LENGTH - 1], 3);
    assert.ok(samples.subarray(4 * FRAME_LENGTH).every((sample) => sample === 3));
  });

  it('plays the end of a pause back and forth, and nothing of the voice before it', () => {
    const window = new AudioWindow();
    const ramp = (from: number): Float32Array =>
      Float32Array.from({ length: FRAME_LENGTH }, (_, index) => from + index);
    window.append(new Float32Array(FRAME_LENGTH).fill(-1), true);
    window.append(ramp(0), false);
    window.append(ramp(FRAME_LENGTH), false);
    const { samples } = window.audioUntil(3, { extended: true });
    const added = [...samples.subarray(3 * FRAME_LENGTH)];
    const last = 2 * FRAME_LENGTH - 1;
    assert.deepEqual([added[0], added[last], added[last + 1], added[2 * last + 1]], [last, 0, 0, last]);
    assert.ok(added.every((sample, index) => index === 0 || Math.abs(sample - added[index - 1]!) <= 1));
    assert.ok(added.every((sample) => sample >= 0));
  });

  it('keeps its positions when the start is dropped', () => {
    const window = filled('#'.repeat(100));
    window.dropBefore(30);
    window.append(new Float32Array(FRAME_LENGTH).fill(100), true);
    assert.deepEqual([window.start, window.end], [30, 101]);
    const { start, samples } = window.audioUntil(101);
    assert.equal(start, 30 * FRAME_LENGTH);
    assert.deepEqual([samples[0], samples.at(-1), samples.length], [30, 100, 71 * FRAME_LENGTH]);
    window.dropBefore(20);
    assert.equal(window.start, 30);
    window.dropBefore(1000);
    assert.deepEqual([window.start, window.end], [101, 101]);
  });

  it('counts the frames with voice', () => {
    const window = filled('..##.#.');
    assert.deepEqual(
      [0, 3, 7, -1].map((position) => window.voicedFramesUntil(position)),
      [0, 1, 3, 0],
    );
    window.dropBefore(3);
    assert.equal(window.voicedFramesUntil(7), 2);
  });

  it('narrows a word to where there is voice', () => {
    const window = filled(`${'.'.repeat(10)}${'#'.repeat(20)}${'.'.repeat(10)}`);
    assert.deepEqual(window.trimToVoice(0, 0.8), { start: 0.2, end: 0.6 });
    assert.deepEqual(window.trimToVoice(0.3, 0.4), { start: 0.3, end: 0.4 });
    window.dropBefore(5);
    assert.deepEqual(window.trimToVoice(0, 0.8), { start: 0.2, end: 0.6 });
  });

  it('leaves a word that has no voice its least length, and none beyond the audio', () => {
    const { start, end } = filled('.'.repeat(40)).trimToVoice(0.2, 0.7);
    assert.ok(end - start > 0.1 && end - start < 0.13);
    assert.equal(filled('####').trimToVoice(0, 5).end, 0.08);
  });

  it('converts between positions and seconds', () => {
    assert.equal(secondsAt(50), 1);
    assert.equal(positionAt(1.009), 50);
  });
});
