import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { wellBehaved } from '../../support/behaviours';
import { PIECE } from '../stream/stream-harness';
import { audioBytes, TranscriberHarness } from './transcriber-harness';

describe('Transcriber: a readable stream as payload', () => {
  it('is read to its end, no faster than it is sent, and done with its last word', async () => {
    const harness = new TranscriberHarness(
      wellBehaved({
        audio(connection) {
          // In real time: acknowledgements hold the rest back.
          const count = connection.audio.length;
          connection.after(100, () => connection.send({ message: 'AudioAdded', seq_no: count }));
        },
      }),
    );
    let read = 0;
    const source = Readable.from(
      (function* () {
        for (; read < 600; read += 1) yield Buffer.from(PIECE);
      })(),
    );
    const input = harness.send({ payload: source });
    await harness.time.settle();
    assert.ok(read < 200, `${read} pieces were read before any was acknowledged`);
    assert.deepEqual(input.results, []);
    await harness.time.advance(120_000);
    assert.deepEqual(input.results, ['done']);
    assert.equal(audioBytes(harness.server.connection), 600 * PIECE.length);
    harness.transcriber.close();
  });

  it('that breaks off is done with its error, and what came before is heard', async () => {
    const harness = new TranscriberHarness(wellBehaved());
    const source = new Readable({ read: () => {} });
    source.push(Buffer.from(PIECE));
    const input = harness.send({ payload: source });
    await harness.time.settle();
    source.destroy(Object.assign(new Error('gone'), { code: 'EIO' }));
    await harness.time.advance(1000);
    assert.deepEqual(input.results, ['EIO']);
    assert.deepEqual(harness.texts, ['hello world']);
    harness.transcriber.close();
  });

  /** Says nothing, and never ends. */
  function silent(): Readable {
    const source = new Readable({ read: () => {} });
    source.push(Buffer.from(PIECE));
    return source;
  }

  const ends: Record<string, (harness: TranscriberHarness) => unknown> = {
    cancel: (harness) => harness.send({ action: 'cancel' }),
    close: (harness) => harness.transcriber.close(),
    'the limit of a redeploy': async (harness) => {
      harness.redeploy();
      await harness.time.advance(10_000);
    },
    finish: (harness) => harness.send({ action: 'finish' }),
    'ten silent seconds': (harness) => harness.time.advance(12_000),
  };

  for (const [name, end] of Object.entries(ends)) {
    it(`that is silent is destroyed by ${name}`, async () => {
      const harness = new TranscriberHarness(wellBehaved());
      const source = silent();
      const input = harness.send({ payload: source });
      await harness.time.advance(500);
      await end(harness);
      await harness.time.advance(1000);
      assert.ok(source.destroyed);
      assert.equal(input.results.length, 1);
      assert.deepEqual(harness.errors, []);
      source.emit('error', new Error('late'));
      harness.transcriber.close();
      await harness.time.advance(1000);
      assert.equal(input.results.length, 1);
      assert.equal(harness.time.pendingTimers, 0);
    });
  }

  it('is done with the code of what ended its stream', async () => {
    const harness = new TranscriberHarness(wellBehaved());
    const cancelled = harness.send({ payload: silent() });
    harness.send({ action: 'cancel' });
    await harness.time.settle();
    assert.deepEqual(cancelled.results, ['cancelled']);
    const finished = harness.send({ payload: silent() });
    await harness.time.settle();
    harness.send({ action: 'finish' });
    await harness.time.settle();
    assert.deepEqual(finished.results, ['done']);
    harness.transcriber.close();
  });
});
