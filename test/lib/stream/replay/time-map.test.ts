import assert from 'node:assert/strict';
import fc from 'fast-check';
import { TimeMap } from '../../../../nodes/lib/stream/replay/time-map';

describe('stream/replay/time-map', () => {
  it('is empty until audio was sent, and shifts nothing', () => {
    const times = new TimeMap();
    assert.ok(times.empty);
    assert.equal(times.toStream(3), 3);
    times.note(0, 1);
    assert.ok(!times.empty);
  });

  it('places a session that began in the middle of the stream', () => {
    const times = new TimeMap();
    times.note(10, 1);
    times.note(11, 1);
    assert.equal(times.shiftAt(0), 10);
    assert.equal(times.toStream(1.5), 11.5);
  });

  it('places words behind audio that was dropped', () => {
    const times = new TimeMap();
    times.note(10, 1);
    times.note(15, 1);
    times.note(16, 1);
    assert.equal(times.toStream(0.9), 10.9);
    assert.equal(times.toStream(1), 15);
    assert.equal(times.toStream(2.5), 16.5);
  });

  it('places what is heard around a gap on the side where most of it is: times of servers differ a little', () => {
    const times = new TimeMap();
    times.note(0, 5);
    times.note(30, 5);
    for (const [start, end, shift] of [
      [4.98, 5.3, 25],
      [4.9, 5.2, 25],
      [5, 5.3, 25],
      [4.6, 5.05, 0],
      [4.7, 5, 0],
    ] as const) {
      assert.equal(times.shiftOf(start, end), shift, `${start} to ${end}`);
    }
  });

  it('leaves no word on the wrong side whose times are wrong by less than half of it', () => {
    const word = fc.record({
      before: fc.boolean(),
      length: fc.integer({ min: 120, max: 800 }),
      wrong: fc.integer({ min: -59, max: 59 }),
      gap: fc.integer({ min: 1, max: 90 }),
    });
    fc.assert(
      fc.property(word, ({ before, length, wrong, gap }) => {
        const times = new TimeMap();
        times.note(0, 5);
        times.note(5 + gap, 5);
        const start = (before ? 5 - length / 1000 : 5) + wrong / 1000;
        assert.equal(times.shiftOf(start, start + length / 1000), before ? 0 : gap);
      }),
    );
  });

  it('places times of the stream in the session, those in a gap where the gap is', () => {
    const times = new TimeMap();
    assert.equal(times.toSession(0), undefined);
    times.note(10, 5);
    times.note(30, 5);
    assert.deepEqual(
      [9, 10, 12.5, 20, 30, 33, 35, 35.5].map((time) => times.toSession(time)),
      [undefined, 0, 2.5, 5, 5, 8, 10, undefined],
    );
  });

  it('begins with the first piece if its audio has no length', () => {
    const times = new TimeMap();
    for (const position of [7, 8, 9]) times.note(position, 0);
    assert.equal(times.toStream(2), 9);
  });

  it('gives times without binary noise', () => {
    const times = new TimeMap();
    times.note(0.1, 1);
    assert.equal(times.toStream(0.2), 0.3);
  });

  it('forgets gaps that no word can refer to any more, and no others', () => {
    const times = new TimeMap();
    for (let second = 0; second < 10; second += 1) times.note(second * 2, 1);
    times.forgetBefore(5.5);
    assert.equal(times.toStream(5.5), 10.5);
    assert.equal(times.toStream(9.5), 18.5);
    assert.equal(times.toStream(0), 5);
  });

  it('follows the stream to the sample, however it was cut and dropped', () => {
    const pieces = fc.array(fc.record({ samples: fc.integer({ min: 1, max: 1600 }), sent: fc.boolean() }), {
      minLength: 1,
    });
    fc.assert(
      fc.property(pieces, (list) => {
        const times = new TimeMap();
        let [position, session] = [0, 0];
        const sent: { session: number; position: number }[] = [];
        for (const piece of list) {
          if (piece.sent) {
            times.note(position, piece.samples / 16000);
            sent.push({ session, position });
            session += piece.samples / 16000;
          }
          position += piece.samples / 16000;
        }
        for (const at of sent) assert.ok(Math.abs(times.toStream(at.session + 1e-5) - at.position) < 2e-4);
      }),
    );
  });
});
