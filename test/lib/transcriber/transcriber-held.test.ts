import assert from 'node:assert/strict';
import { insteadOn, wellBehaved } from '../../support/behaviours';
import { PIECE, silence } from '../stream/stream-harness';
import type { AppliancePhase } from '../../../nodes/lib/appliance/appliance';
import { newSharing } from '../../../nodes/lib/appliance/appliance-sharing';
import { TranscriberHarness } from './transcriber-harness';

/** What the node shows last: its text's key, and how many seconds wait. */
function shown({ statuses }: TranscriberHarness): unknown[] {
  const { text, held, fill } = statuses.at(-1)!;
  return ['key' in text ? text.key : text.verbatim, held, fill];
}

/** Sends live audio for some seconds. */
async function talk(harness: TranscriberHarness, seconds: number, source?: string): Promise<void> {
  for (let piece = 0; piece < seconds * 10; piece += 1) {
    harness.send({ payload: PIECE }, source);
    await harness.time.advance(100);
  }
}

describe('Transcriber: audio that waits shows in the status, with the reason and its seconds:', () => {
  it('no session yet, and nothing any more when one runs', async () => {
    const harness = new TranscriberHarness(wellBehaved());
    let found: (endpoint: { url: string }) => void = () => {};
    harness.answer = () => new Promise((resolve) => (found = resolve));
    await talk(harness, 3);
    assert.deepEqual(shown(harness), ['opening', 3, 'yellow']);
    found(harness.address);
    await harness.time.advance(1000);
    assert.deepEqual(shown(harness), ['running', undefined, 'green']);
    harness.transcriber.close();
    await harness.time.advance(5000);
    assert.equal(harness.time.pendingTimers, 0);
  });

  it('nobody there: the fault stays, and says how much waits', async () => {
    const harness = new TranscriberHarness(wellBehaved());
    harness.network = 'down';
    await talk(harness, 4);
    const faults = harness.statuses.filter(({ code }) => code === 'connection_refused');
    assert.ok(faults.some(({ held, fill }) => held !== undefined && held >= 2 && fill === 'red'));
    harness.transcriber.close();
  });

  it('an appliance that has no free session', async () => {
    const harness = new TranscriberHarness(wellBehaved(), {}, 1);
    harness.pool.request({ granted: () => {} });
    await talk(harness, 3);
    assert.deepEqual(shown(harness), ['turn', 3, 'yellow']);
    harness.transcriber.close();
  });

  it('another stream that goes first', async () => {
    const harness = new TranscriberHarness(insteadOn('EndOfStream', () => {}));
    harness.send({ payload: PIECE });
    harness.send({ action: 'finish' });
    await harness.time.advance(1000);
    await talk(harness, 3);
    assert.deepEqual(shown(harness), ['draining', 3, 'blue']);
    harness.transcriber.close();
  });

  it('an old instance of the node that still has words to say', async () => {
    const harness = new TranscriberHarness(insteadOn('EndOfStream', () => {}));
    await talk(harness, 1);
    harness.redeploy();
    await talk(harness, 3);
    assert.deepEqual(shown(harness), ['predecessor', 3, 'yellow']);
    harness.transcriber.close();
  });

  it('a recogniser that is being installed, then loaded: not even tried before, and on its way by itself then', async () => {
    const harness = new TranscriberHarness(wellBehaved());
    let phase: AppliancePhase = 'stopped';
    let changed = (): void => {};
    const missing = Object.assign(new Error('Install it.'), { code: 'recogniser_missing', retryable: false });
    let asked = 0;
    let found: () => void = () => {};
    const { createConnection, address, time } = harness;
    harness.appliance = {
      ...newSharing(time.clock),
      createConnection,
      phase: () => phase,
      watch: (onPhase) => (changed = onPhase),
      release: () => {},
      endpoint: () => {
        asked += 1;
        if (phase === 'stopped') return Promise.reject(missing);
        return phase === 'running'
          ? Promise.resolve(address)
          : new Promise((resolve) => (found = () => resolve(address)));
      },
    };
    const enter = (next: AppliancePhase): void => {
      phase = next;
      changed();
    };
    harness.transcriber.close();
    harness.restart();
    await talk(harness, 12);
    assert.deepEqual([asked, shown(harness)], [1, ['recogniser_missing', undefined, 'red']]);
    assert.deepEqual(
      harness.errors.map(({ code }) => code),
      ['recogniser_missing'],
    );
    enter('installing');
    await talk(harness, 3);
    assert.deepEqual([asked, shown(harness)], [1, ['installing', 2, 'yellow']]);
    enter('starting');
    await talk(harness, 2);
    assert.deepEqual([asked, shown(harness)], [2, ['loading', 4, 'yellow']]);
    phase = 'running';
    found();
    await talk(harness, 2);
    assert.deepEqual(shown(harness), ['running', undefined, 'green']);
    assert.equal(harness.errors.length, 1);
    harness.transcriber.close();
  });

  it('never says ready while something is wrong: a fault stays when its stream has ended', async () => {
    const harness = new TranscriberHarness(wellBehaved());
    harness.answer = () =>
      Promise.reject(Object.assign(new Error('No.'), { code: 'recogniser_missing', retryable: false }));
    await talk(harness, 1);
    await harness.time.advance(200_000);
    assert.deepEqual(shown(harness), ['recogniser_missing', undefined, 'red']);
    harness.send({ payload: silence(0.1) });
    harness.transcriber.close();
  });
});
