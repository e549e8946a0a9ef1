import assert from 'node:assert/strict';
import { TaskQueue } from '../../../../nodes/lib/built-in/recogniser/task-queue';

describe('built-in/recogniser/task-queue', () => {
  it('runs one task at a time, in order, and goes on after one that failed', async () => {
    const queue = new TaskQueue();
    const log: string[] = [];
    const task = (name: string) => async (): Promise<string> => {
      log.push(`${name} begins`);
      await Promise.resolve();
      log.push(`${name} ends`);
      if (name === 'b') throw new Error(name);
      return name;
    };
    const results = await Promise.allSettled(['a', 'b', 'c'].map((name) => queue.add(task(name))));
    assert.deepEqual(log, ['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
  });

  it('is busy until its last task has ended, well or not', async () => {
    const queue = new TaskQueue();
    assert.equal(queue.isBusy, false);
    const first = queue.add(() => Promise.reject(new Error('first')));
    let end = (): void => {};
    const second = queue.add(() => new Promise<void>((resolve) => (end = resolve)));
    assert.equal(queue.isBusy, true);
    await assert.rejects(first);
    assert.equal(queue.isBusy, true);
    end();
    await second;
    assert.equal(queue.isBusy, false);
  });
});
