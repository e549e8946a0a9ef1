import assert from 'node:assert/strict';
import fc from 'fast-check';
import { PauseClock } from '../../../nodes/lib/audio/pause-clock';

/** Seconds of sound and silence on a stream, as a source sends it. */
function play(messages: readonly { at: number; seconds: number }[], until = 0) {
  const pauses = new PauseClock();
  let position = 0;
  const starts: number[] = [];
  let next = 0;
  for (let now = 0; next < messages.length || now <= until; now += 0.1) {
    while (next < messages.length && messages[next]!.at <= now + 1e-9) {
      const { at, seconds } = messages[next++]!;
      position += pauses.note(seconds, at * 1000);
      starts.push(position);
      position += seconds;
    }
    position += pauses.due(now * 1000);
  }
  return { position, starts };
}

function steady(from: number, count: number, seconds: number) {
  return Array.from({ length: count }, (_, index) => ({ at: from + (index + 1) * seconds, seconds }));
}

describe('PauseClock', () => {
  it('adds nothing to a source that sends steadily, whatever the length of its messages and the jitter', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0.02, 0.1, 0.25, 1, 2, 5),
        fc.array(fc.double({ min: 0, max: 0.9, noNaN: true }), { minLength: 20, maxLength: 20 }),
        (seconds, delays) => {
          const messages = steady(0, 20, seconds).map(({ at }, index) => ({ at: at + delays[index]!, seconds }));
          messages.sort((one, other) => one.at - other.at);
          assert.ok(Math.abs(play(messages).position - 20 * seconds) < 1e-6);
        },
      ),
    );
  });

  it('adds nothing to a source whose clock is a little fast or slow, until it pauses, and little then', () => {
    for (const factor of [0.97, 1.03]) {
      const messages = steady(0, 5000, 0.1).map(({ at, seconds }) => ({ at: at * factor, seconds }));
      assert.ok(Math.abs(play(messages).position - 500) < 1e-6);
      const end = messages.at(-1)!.at;
      const { position } = play(messages, end + 10);
      assert.ok(position > 508 && position < 511.5, `${position}`);
    }
  });

  it('gives sound behind a pause its true time', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(0.02, 0.1, 0.5, 1),
        fc.double({ min: 2.5, max: 9, noNaN: true }),
        (seconds, pause) => {
          const before = steady(0, Math.round(3 / seconds), seconds);
          const after = steady(3 + pause, Math.round(2 / seconds), seconds);
          const { starts } = play([...before, ...after]);
          const start = starts[before.length]!;
          assert.ok(Math.abs(start - (3 + pause)) < 0.11, `${start} in place of ${3 + pause}`);
        },
      ),
    );
  });

  it('fills a pause while it lasts', () => {
    const { position } = play(steady(0, 100, 0.02), 7);
    assert.ok(position > 6.8 && position <= 7.01, `${position}`);
  });

  it('takes sound that was only late out of the next pause', () => {
    const late = steady(2, 20, 0.1).map(({ seconds }) => ({ at: 4, seconds }));
    const messages = [...steady(0, 20, 0.1), ...late, ...steady(4, 10, 0.1), ...steady(10, 1, 0.1)];
    const { starts } = play(messages);
    assert.ok(Math.abs(starts.at(-1)! - 10) < 0.5, `${starts.at(-1)}`);
  });
});
