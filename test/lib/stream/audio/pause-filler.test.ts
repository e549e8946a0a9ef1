import assert from 'node:assert/strict';
import { PauseFiller } from '../../../../nodes/lib/stream/audio/pause-filler';

const FORMAT = { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 } as const;

/** A filler on a clock whose timer goes off when it is told to, as in a process that is busy. */
function setUp() {
  let now = 0;
  let callback = (): void => {};
  let filled = 0;
  const clock = {
    now: () => now,
    date: () => now,
    setTimeout: (set: () => void) => (callback = set),
    clearTimeout: () => (callback = (): void => {}),
  };
  const filler = new PauseFiller(clock, 10, {
    isSent: () => true,
    fill: (pieces) => (filled += pieces.reduce((sum, { seconds }) => sum + seconds, 0)),
    skip: () => {},
  });
  return {
    at: (milliseconds: number) => (now = milliseconds),
    audio: () => filler.before(0.1, FORMAT),
    timer: () => callback(),
    filled: () => Math.round(filled * 100) / 100,
  };
}

describe('stream/audio/pause-filler', () => {
  it('puts silence where a source was silent', () => {
    const { at, audio, timer, filled } = setUp();
    audio();
    at(1100);
    timer();
    assert.ok(filled() >= 0.9);
  });

  for (const order of ['the timer goes off', 'the audio is taken'] as const) {
    it(`puts none in where the process was busy, if first ${order}`, () => {
      const { at, audio, timer, filled } = setUp();
      audio();
      at(3000);
      if (order === 'the timer goes off') timer();
      for (let count = 0; count < 30; count += 1) audio();
      assert.equal(filled(), 0);
      at(3100);
      audio();
      assert.equal(filled(), 0);
    });
  }

  it('goes on with the pause when the process is on time again', () => {
    const { at, audio, timer, filled } = setUp();
    audio();
    at(3000);
    timer();
    assert.equal(filled(), 0);
    at(3250);
    timer();
    assert.ok(filled() >= 3);
  });
});
