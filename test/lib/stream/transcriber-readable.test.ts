import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { wellBehaved } from '../../support/behaviours';
import { PIECE } from './stream-harness';
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
});
