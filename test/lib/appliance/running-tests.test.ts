import assert from 'node:assert/strict';
import { RunningTests } from '../../../nodes/lib/appliance/running-tests';

describe('appliance/running-tests', () => {
  /** A test that runs until it is told to end. */
  function pending(tests: RunningTests, user: string): { end: () => void; result: Promise<void> } {
    let end = (): void => {};
    const result = tests.run(user, () => new Promise<void>((resolve) => (end = resolve)));
    return { end, result };
  }

  it('are one of each user', async () => {
    const tests = new RunningTests();
    const first = pending(tests, 'anna');
    await assert.rejects(
      tests.run('anna', () => Promise.resolve()),
      { code: 'test_running' },
    );
    assert.equal(await tests.run('berta', () => Promise.resolve('done')), 'done');
    first.end();
    await first.result;
    assert.equal(await tests.run('anna', () => Promise.resolve('done')), 'done');
  });

  it('are few in all', async () => {
    const tests = new RunningTests();
    const running = ['a', 'b', 'c', 'd'].map((user) => pending(tests, user));
    await assert.rejects(
      tests.run('e', () => Promise.resolve()),
      { code: 'test_running' },
    );
    for (const { end } of running) end();
    await Promise.all(running.map(({ result }) => result));
    await tests.run('e', () => Promise.resolve());
  });

  it('are over when they fail', async () => {
    const tests = new RunningTests();
    await assert.rejects(
      tests.run('a', () => Promise.reject(new Error('failed'))),
      /failed/,
    );
    await tests.run('a', () => Promise.resolve());
  });
});
