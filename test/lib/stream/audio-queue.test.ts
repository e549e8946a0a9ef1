import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AudioQueue, type AudioKind } from '../../../nodes/lib/stream/audio-queue';
import { HeldAudio } from '../../../nodes/lib/stream/held-audio';

const piece = (mark: number, seconds = 1) => ({ data: Buffer.from([mark]), seconds });

function drain(queue: AudioQueue): number[] {
  const marks: number[] = [];
  for (let next = queue.shift(); next; next = queue.shift()) marks.push(next.data[0]!);
  return marks;
}

function filled(drop: 'oldest' | 'newest', kinds: AudioKind[]): AudioQueue {
  const queue = new AudioQueue({ seconds: 2, drop }, new HeldAudio());
  kinds.forEach((kind, mark) => queue.push(piece(mark), kind));
  return queue;
}

describe('stream/audio-queue', () => {
  it('gives pieces back in order, each with its place on the stream', () => {
    const queue = new AudioQueue({ seconds: 60, drop: 'oldest' }, new HeldAudio());
    assert.ok(queue.empty);
    for (const mark of [1, 2, 3]) queue.push(piece(mark, 0.5), 'live');
    assert.equal(queue.end, 1.5);
    assert.equal(queue.peek()?.position, 0);
    assert.deepEqual(
      [queue.shift(), queue.shift(), queue.shift()].map((entry) => entry?.position),
      [0, 0.5, 1],
    );
    assert.equal(queue.shift(), undefined);
    assert.equal(queue.peek(), undefined);
    assert.ok(queue.empty);
  });

  it('drops the oldest or the newest live audio, and says how much', () => {
    const oldest = filled('oldest', ['live', 'live', 'live', 'live']);
    assert.deepEqual(oldest.trim(), { seconds: 2, bytes: 2 });
    assert.deepEqual(oldest.trim(), { seconds: 0, bytes: 0 });
    assert.deepEqual(drain(oldest), [2, 3]);
    const newest = filled('newest', ['live', 'live', 'live', 'live']);
    assert.deepEqual(newest.trim(), { seconds: 2, bytes: 2 });
    assert.deepEqual(drain(newest), [0, 1]);
  });

  it('keeps the time of what was dropped', () => {
    const queue = filled('oldest', ['live', 'live', 'live', 'live']);
    queue.trim();
    assert.equal(queue.peek()?.position, 2);
    assert.equal(queue.end, 4);
  });

  it('never drops a recording, and does not count it as live', () => {
    for (const drop of ['oldest', 'newest'] as const) {
      const queue = filled(drop, ['recording', 'recording', 'recording', 'live', 'live', 'recording']);
      assert.deepEqual(queue.trim(), { seconds: 0, bytes: 0 });
      queue.push(piece(6), 'live');
      assert.deepEqual(queue.trim(), { seconds: 1, bytes: 1 });
      assert.deepEqual(drain(queue), drop === 'oldest' ? [0, 1, 2, 4, 5, 6] : [0, 1, 2, 3, 4, 5]);
    }
  });

  it('keeps exactly what is allowed, although sums drift', () => {
    const queue = new AudioQueue({ seconds: 60, drop: 'oldest' }, new HeldAudio());
    for (let mark = 0; mark < 600; mark += 1) queue.push(piece(0, 0.1), 'live');
    assert.equal(queue.trim().bytes, 0);
    queue.push(piece(0, 0.1), 'live');
    assert.equal(queue.trim().bytes, 1);
  });

  it('keeps nothing that is live with a limit of 0', () => {
    const queue = new AudioQueue({ seconds: 0, drop: 'newest' }, new HeldAudio());
    for (const seconds of [0.1, 0.2, 0.3]) queue.push(piece(1, seconds), 'live');
    queue.push(piece(2), 'recording');
    assert.equal(queue.trim().bytes, 3);
    assert.deepEqual(drain(queue), [2]);
  });

  it('drops live audio of no known length too when the node holds too much, and only its own', () => {
    const held = new HeldAudio(3);
    const other = new AudioQueue({ seconds: 60, drop: 'oldest' }, held);
    other.push(piece(9, 0), 'recording');
    const queue = new AudioQueue({ seconds: 60, drop: 'oldest' }, held);
    for (const mark of [1, 2, 3, 4]) queue.push(piece(mark, 0), 'live');
    assert.deepEqual(queue.trim(), { seconds: 0, bytes: 2 });
    assert.deepEqual(drain(queue), [3, 4]);
    assert.deepEqual(drain(other), [9]);
    assert.ok(held.fits(3));
  });

  it('counts what it holds for the node, and nothing when it is cleared', () => {
    const held = new HeldAudio(10);
    const queue = new AudioQueue({ seconds: 60, drop: 'oldest' }, held);
    for (let mark = 0; mark < 10; mark += 1) queue.push(piece(mark), 'recording');
    assert.ok(!held.fits(1));
    queue.clear();
    assert.ok(held.fits(10));
    assert.ok(queue.empty);
  });

  it('does what a plain list would do, whatever comes', () => {
    const step = fc.oneof(fc.constantFrom('live', 'recording', 'live', 'live'), fc.constantFrom('shift', 'trim'));
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 5000, size: 'max' }),
        fc.constantFrom('oldest', 'newest'),
        (steps, drop) => {
          const held = new HeldAudio();
          const queue = new AudioQueue({ seconds: 20, drop }, held);
          const list: { position: number; kind: string }[] = [];
          let end = 0;
          for (const name of steps) {
            if (name === 'shift') assert.equal(queue.shift()?.position, list.shift()?.position);
            else if (name === 'trim') {
              queue.trim();
              for (let live = list.filter(({ kind }) => kind === 'live').length; live > 20; live -= 1) {
                const isLive = ({ kind }: { kind: string }): boolean => kind === 'live';
                list.splice(drop === 'oldest' ? list.findIndex(isLive) : list.findLastIndex(isLive), 1);
              }
            } else {
              queue.push(piece(0), name);
              list.push({ position: end++, kind: name });
            }
          }
          assert.deepEqual(queue.peek()?.position, list[0]?.position);
          assert.equal(held.fits(128 * 1024 * 1024 - list.length), true);
          assert.equal(held.fits(128 * 1024 * 1024 - list.length + 1), false);
          while (!queue.empty) assert.equal(queue.shift()?.position, list.shift()?.position);
          assert.equal(list.length, 0);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('takes a long recording off piece by piece without the time growing with its length', () => {
    const queue = new AudioQueue({ seconds: 60, drop: 'oldest' }, new HeldAudio());
    for (let mark = 0; mark < 300_000; mark += 1) queue.push(piece(0), 'recording');
    let count = 0;
    while (queue.shift()) count += 1;
    assert.equal(count, 300_000);
  }).timeout(5000);
});
