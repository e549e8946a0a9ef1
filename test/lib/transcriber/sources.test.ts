import assert from 'node:assert/strict';
import { AudioError } from '../../../nodes/lib/audio/format';
import { Sources } from '../../../nodes/lib/transcriber/sources';
import { wellBehaved } from '../../support/behaviours';
import { VirtualTime } from '../../support/virtual-time';
import { PIECE, silence } from '../stream/stream-harness';
import { TranscriberHarness } from './transcriber-harness';

describe('transcriber/sources', () => {
  it('are not kept for sources whose stream could not be opened', () => {
    const lanes = new Sources(new VirtualTime().clock, {
      newStream: () => {
        throw new AudioError('unsupported_audio', 'no');
      },
      mayProceed: () => true,
      readFormat: () => ({ type: 'auto' }),
      ended: () => {},
    });
    const audio = { data: PIECE, hints: {} };
    for (let source = 0; source < 5000; source += 1) {
      assert.throws(() => lanes.get(`${source}`).write({}, audio, 'open', () => {}), { code: 'unsupported_audio' });
    }
    assert.deepEqual(lanes.of(), []);
    assert.ok(lanes.empty);
  });

  it('refuse a source whose name is no name', () => {
    const harness = new TranscriberHarness(wellBehaved());
    for (const message of [{ payload: PIECE }, { action: 'mute' }, { action: 'start' }]) {
      assert.deepEqual(harness.send(message, 'x'.repeat(1001)).results, ['source_too_long']);
    }
    for (const action of ['cancel', 'finish']) {
      assert.deepEqual(harness.send({ action }, 'x'.repeat(1001)).results, ['done']);
    }
    harness.transcriber.close();
  });

  it('hold 5000 streams, and have room again when those are dropped, which takes no longer than to open them', function () {
    this.timeout(60_000);
    const harness = new TranscriberHarness(wellBehaved(), { idle: 0 }, 1);
    const open = (source: number) => harness.send({ payload: PIECE, topic: source }, `${source}`).results;
    const opening = performance.now();
    for (let source = 0; source < 5000; source += 1) assert.deepEqual(open(source), ['done']);
    const opened = performance.now();
    assert.deepEqual(open(5000), ['too_many_streams']);
    assert.deepEqual(open(0), ['done'], 'a stream that is open goes on');
    let asked = 0;
    harness.answer = () => {
      asked += 1;
      return Promise.resolve(harness.address);
    };
    const cancelling = performance.now();
    harness.send({ action: 'cancel' });
    const cancelled = performance.now();
    assert.ok(cancelled - cancelling < opened - opening, `${cancelled - cancelling} ms, ${opened - opening} ms`);
    assert.equal(asked, 0, 'no session is opened for what is about to be dropped');
    assert.deepEqual(open(5000), ['done']);
    harness.transcriber.close();
    assert.equal(harness.releases, 1);
  });

  it('mute and unmute sources without a stream in no time that grows with their number', () => {
    const harness = new TranscriberHarness(wellBehaved());
    const time = (first: number): number => {
      const before = performance.now();
      for (let source = first; source < first + 2000; source += 1) harness.send({ action: 'mute' }, `${source}`);
      return performance.now() - before;
    };
    time(0);
    const early = time(0);
    for (let source = 2000; source < 8000; source += 2000) time(source);
    const late = time(8000);
    assert.ok(late < early * 20 + 20, `${late} ms, ${early} ms`);
    assert.deepEqual(harness.send({ action: 'mute' }, 'another').results, ['too_many_sources']);
    assert.deepEqual(harness.send({ action: 'unmute' }).results, ['done']);
    assert.deepEqual(harness.send({ action: 'mute' }, 'another').results, ['done']);
    harness.transcriber.close();
  });

  it('remember recordings in parts that were refused, and not without end', () => {
    const harness = new TranscriberHarness(wellBehaved());
    const webm = Buffer.concat([Buffer.from('1a45dfa3a3428682', 'hex'), Buffer.from('webm'), silence(0.1)]);
    for (let id = 0; id < 1500; id += 1) {
      assert.deepEqual(harness.send({ payload: webm, parts: { id, index: 0 } }, `${id}`).results, [
        'unsupported_audio',
      ]);
    }
    const last = { payload: PIECE, parts: { id: 1499, index: 1, count: 2 } };
    assert.deepEqual(harness.send(last, '1499').results, ['unsupported_audio']);
    assert.deepEqual(harness.connections, []);
    harness.transcriber.close();
  });
});
