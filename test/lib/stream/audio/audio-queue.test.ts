import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AudioQueue, type AudioKind } from '../../../../nodes/lib/stream/audio/audio-queue';
import { AudioBudget } from '../../../../nodes/lib/stream/audio/audio-budget';

const piece = (mark: number, seconds = 1) => ({ data: Buffer.from([mark]), seconds });

function drain(queue: AudioQueue): number[] {
  const marks: number[] = [];
  for (let next = queue.peek(); next; next = queue.peek()) {
    marks.push(next.data[0]!);
    queue.take();
  }
  return marks;
}

function filled(drop: 'oldest' | 'newest', kinds: AudioKind[]): AudioQueue {
  const queue = new AudioQueue({ seconds: 2, drop }, new AudioBudget(), 60);
  kinds.forEach((kind, mark) => queue.push(piece(mark), kind));
  return queue;
}

describe('stream/audio/audio-queue', () => {
  it('gives pieces back in order, each with its place on the stream', () => {
    const queue = new AudioQueue({ seconds: 60, drop: 'oldest' }, new AudioBudget(), 60);
    assert.ok(queue.empty);
    for (const mark of [1, 2, 3]) queue.push(piece(mark, 0.5), 'live');
    assert.equal(queue.end, 1.5);
    assert.equal(queue.peek()?.position, 0);
    const positions = [1, 2, 3].map(() => {
      const position = queue.peek()?.position;
      queue.take();
      return position;
    });
    assert.deepEqual(positions, [0, 0.5, 1]);
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
    const queue = new AudioQueue({ seconds: 60, drop: 'oldest' }, new AudioBudget(), 60);
    for (let mark = 0; mark < 600; mark += 1) queue.push(piece(0, 0.1), 'live');
    assert.equal(queue.trim().bytes, 0);
    queue.push(piece(0, 0.1), 'live');
    assert.equal(queue.trim().bytes, 1);
  });

  it('keeps nothing that is live with a limit of 0', () => {
    const queue = new AudioQueue({ seconds: 0, drop: 'newest' }, new AudioBudget(), 60);
    for (const seconds of [0.1, 0.2, 0.3]) queue.push(piece(1, seconds), 'live');
    queue.push(piece(2), 'recording');
    assert.equal(queue.trim().bytes, 3);
    assert.deepEqual(drain(queue), [2]);
  });

  it('drops live audio of no known length too when the node holds too much, and only its own', () => {
    const held = new AudioBudget(3);
    const other = new AudioQueue({ seconds: 60, drop: 'oldest' }, held, 60);
    other.push(piece(9, 0), 'recording');
    const queue = new AudioQueue({ seconds: 60, drop: 'oldest' }, held, 60);
    for (const mark of [1, 2, 3, 4]) queue.push(piece(mark, 0), 'live');
    assert.deepEqual(queue.trim(), { seconds: 0, bytes: 2 });
    assert.deepEqual(drain(queue), [3, 4]);
    assert.deepEqual(drain(other), [9]);
    assert.ok(held.fits(2));
  });

  it('counts what it holds for the node, and nothing when it is cleared', () => {
    const held = new AudioBudget(10);
    const queue = new AudioQueue({ seconds: 60, drop: 'oldest' }, held, 60);
    for (let mark = 0; mark < 10; mark += 1) queue.push(piece(mark), 'recording');
    assert.ok(!held.fits(1));
    queue.clear();
    assert.ok(held.fits(10));
    assert.ok(queue.empty);
  });

  it('lets what was sent wait again when a session is lost, before all else', () => {
    const queue = filled('oldest', ['live', 'live', 'live']);
    queue.take();
    queue.take();
    queue.requeueSent();
    queue.push(piece(3), 'live');
    assert.deepEqual(drain(queue), [0, 1, 2, 3]);
  });

  it('forgets what was sent and is covered', () => {
    const queue = filled('oldest', ['live', 'live', 'recording', 'live']);
    queue.take();
    queue.take();
    queue.take();
    queue.forgetBefore(1.5);
    queue.requeueSent();
    assert.deepEqual(drain(queue), [1, 2, 3]);
  });

  it('counts only what was never sent as waiting', () => {
    const queue = filled('oldest', ['live', 'live', 'live']);
    queue.take();
    queue.take();
    queue.take();
    queue.requeueSent();
    for (const mark of [3, 4]) queue.push(piece(mark), 'live');
    assert.equal(queue.trim().bytes, 0);
    queue.push(piece(5), 'live');
    assert.equal(queue.trim().bytes, 1);
    assert.deepEqual(drain(queue), [0, 1, 2, 4, 5]);
  });

  it('keeps sent live audio up to its limit, a recording whatever its length', () => {
    const held = new AudioBudget();
    const queue = new AudioQueue({ seconds: 60, drop: 'oldest' }, held, 2);
    for (const mark of [0, 1, 2]) queue.push(piece(mark), 'live');
    queue.take();
    queue.take();
    assert.equal(queue.trimSent(), undefined);
    queue.take();
    assert.equal(queue.trimSent(), 1);
    queue.requeueSent();
    assert.deepEqual(drain(queue), [1, 2]);
    for (const mark of [3, 4, 5]) queue.push(piece(mark), 'recording');
    assert.deepEqual(drain(queue), [3, 4, 5]);
    queue.requeueSent();
    assert.deepEqual(drain(queue), [1, 2, 3, 4, 5]);
  });

  it('does not keep live pieces of containers: they are worth nothing without what stood before them', () => {
    const held = new AudioBudget(2);
    const queue = new AudioQueue({ seconds: 60, drop: 'oldest' }, held, 60);
    queue.push(piece(0, 0), 'live');
    queue.push(piece(1, 0), 'recording');
    queue.take();
    queue.take();
    assert.ok(held.fits(1) && !held.fits(2));
    queue.forgetBefore(100);
    queue.requeueSent();
    assert.deepEqual(drain(queue), [1]);
  });

  it('lets time pass without audio', () => {
    const queue = filled('oldest', ['live']);
    queue.skip(5);
    queue.push(piece(1), 'live');
    queue.take();
    assert.equal(queue.peek()?.position, 6);
  });

  it('says when it is cleared what waited behind a time', () => {
    const queue = filled('oldest', ['live', 'live', 'live']);
    assert.deepEqual(queue.clear(1.5), { seconds: 1.5, bytes: 2 });
    assert.ok(queue.empty);
  });

  it('does what a plain list would do, whatever comes', () => {
    const step = fc.oneof(fc.constantFrom('live', 'recording', 'live', 'live'), fc.constantFrom('take', 'trim'));
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 5000, size: 'max' }),
        fc.constantFrom('oldest', 'newest'),
        (steps, drop) => {
          const held = new AudioBudget();
          const queue = new AudioQueue({ seconds: 20, drop }, held, 60);
          const list: { position: number; kind: string }[] = [];
          let end = 0;
          for (const name of steps) {
            if (name === 'take') {
              assert.equal(queue.peek()?.position, list.shift()?.position);
              queue.take();
              queue.forgetBefore(end);
            } else if (name === 'trim') {
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
          assert.equal(drain(queue).length, list.length);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('takes memory for new pieces only from those that finals cover, and from nobody else', () => {
    const step = fc.oneof(fc.constantFrom('short', 'long', 'long'), fc.constantFrom('take', 'cover', 'lose'));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 200, size: 'max' }), (steps) => {
        const queue = new AudioQueue({ seconds: 60, drop: 'oldest' }, new AudioBudget(), 60);
        const given: Buffer[] = [];
        let [waiting, sent]: number[][] = [[], []];
        for (const name of steps) {
          if (name === 'take') {
            assert.equal(queue.peek()?.data[0], waiting![0]);
            sent!.push(...waiting!.splice(0, 1));
            queue.take();
          } else if (name === 'cover') {
            queue.forgetBefore((sent!.shift() ?? -1) + 1);
          } else if (name === 'lose') {
            queue.requeueSent();
            [waiting, sent] = [[...sent!, ...waiting!], []];
          } else {
            const data = Buffer.alloc(name === 'long' ? 4 : 2, given.length);
            waiting!.push(given.length);
            given.push(data);
            queue.push({ data, seconds: 1 }, 'live');
          }
        }
        queue.requeueSent();
        assert.deepEqual(drain(queue), [...sent!, ...waiting!]);
        given.forEach((data, mark) => assert.ok(data.every((byte) => byte === mark)));
      }),
    );
  });

  it('takes a long recording off piece by piece without the time growing with its length', () => {
    const queue = new AudioQueue({ seconds: 60, drop: 'oldest' }, new AudioBudget(), 60);
    for (let mark = 0; mark < 300_000; mark += 1) queue.push(piece(0), 'recording');
    assert.equal(drain(queue).length, 300_000);
    queue.requeueSent();
    assert.equal(drain(queue).length, 300_000);
  }).timeout(10_000);
});
