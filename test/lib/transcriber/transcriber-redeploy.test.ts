import assert from 'node:assert/strict';
import { final, insteadOn, wellBehaved } from '../../support/behaviours';
import type { Behaviour } from '../../../dev/scripted-server';
import { wavFile } from '../../../dev/wav-file';
import { PIECE, silence } from '../stream/stream-harness';
import { newSharing } from '../../../nodes/lib/appliance/appliance-sharing';
import { audioBytes, TranscriberHarness } from './transcriber-harness';

/** A server that takes `seconds` for its last words, which say which connection they are from. */
function slow(seconds: number): Behaviour {
  let connections = 0;
  return insteadOn('EndOfStream', (connection) => {
    connections += 1;
    const words = final(`sentence ${connections}`, 0, 0.1);
    connection.after(seconds * 1000, () => {
      connection.send(words);
      connection.send({ message: 'EndOfTranscript' });
    });
  });
}

const never = (): Behaviour => insteadOn('EndOfStream', () => {});

/** A node in the middle of a sentence. */
async function speaking(behaviour: Behaviour): Promise<TranscriberHarness> {
  const harness = new TranscriberHarness(behaviour);
  harness.send({ payload: PIECE, topic: 'kitchen' });
  await harness.time.advance(1000);
  return harness;
}

describe('Transcriber: a redeploy', () => {
  it('does not cut a sentence: the next instance sends its words, once', async () => {
    const harness = await speaking(slow(2));
    harness.redeploy();
    await harness.time.advance(5000);
    assert.deepEqual(harness.texts, ['sentence 1']);
    assert.equal(harness.transcripts[0]?.topic, 'kitchen');
    assert.ok(harness.events.some(({ event }) => event === 'end_of_transcript'));
    assert.deepEqual([harness.releases, harness.errors], [1, []]);
    harness.transcriber.close();
    assert.deepEqual([harness.releases, harness.time.pendingTimers], [2, 0]);
  });

  it('keeps what comes before the next instance is there, in order, but shows no status', async () => {
    const harness = await speaking(slow(2));
    harness.send({ action: 'finish' });
    await harness.time.advance(1000);
    const before = harness.calls.length;
    harness.stop();
    await harness.time.advance(2000);
    assert.equal(harness.calls.length, before);
    harness.restart();
    assert.deepEqual(harness.calls.slice(before), ['transcript', 'notice', 'notice']);
    assert.deepEqual(harness.texts, ['sentence 1']);
    harness.transcriber.close();
  });

  it('says how many words were lost if no instance comes for them, and nothing if none were', async () => {
    for (const [behaviour, lost] of [
      [slow(2), 'redeploy_words_lost: 2 in all'],
      [never(), ''],
    ] as const) {
      const harness = await speaking(behaviour);
      harness.stop();
      await harness.time.advance(19_900);
      assert.equal(harness.lost.length, 0);
      await harness.time.advance(200);
      assert.equal(harness.lost.map(({ code, message }) => `${code}: ${/\d+ in all/.exec(message)?.[0]}`).join(), lost);
      harness.restart();
      assert.deepEqual([harness.texts, harness.time.pendingTimers], [[], 0]);
      harness.transcriber.close();
    }
  });

  it('to settings that can not be sends the words all the same, and goes on when they are corrected', async () => {
    const harness = await speaking(slow(2));
    harness.stop();
    harness.restartInvalid();
    await harness.time.advance(1000);
    harness.send({ payload: PIECE });
    await harness.time.advance(2000);
    assert.deepEqual(harness.texts, ['sentence 1']);
    harness.redeploy();
    harness.send({ payload: PIECE });
    harness.send({ action: 'finish' });
    await harness.time.advance(3000);
    assert.deepEqual([harness.texts, harness.lost, harness.errors], [['sentence 1', 'sentence 2'], [], []]);
    harness.transcriber.close();
  });

  it('gives on what an instance with such settings did not get to send', async () => {
    const harness = await speaking(slow(2));
    harness.stop();
    harness.restartInvalid();
    await harness.time.advance(1000);
    harness.stop();
    await harness.time.advance(2000);
    assert.deepEqual(harness.texts, []);
    harness.restart();
    assert.deepEqual(harness.texts, ['sentence 1']);
    harness.transcriber.close();
    await harness.time.advance(30_000);
    assert.deepEqual([harness.lost, harness.time.pendingTimers], [[], 0]);
  });

  it('keeps the errors too', async () => {
    const harness = await speaking(never());
    harness.stop();
    await harness.time.settle();
    harness.server.connection.reset();
    await harness.time.settle();
    assert.equal(harness.errors.length, 0);
    harness.restart();
    const [error] = harness.errors;
    assert.deepEqual([harness.errors.length, error?.code, error?.message.topic], [1, 'connection_lost', 'kitchen']);
    harness.transcriber.close();
  });

  it('has one session at a time: the next instance collects audio until the streams before it have ended', async () => {
    const harness = await speaking(slow(2));
    harness.redeploy();
    harness.send({ payload: silence(2) });
    await harness.time.advance(1900);
    assert.equal(harness.server.connections.length, 1);
    await harness.time.advance(200);
    assert.equal(harness.server.connections.length, 2);
    assert.equal(audioBytes(harness.server.connection), 64_000);
    harness.send({ action: 'finish' });
    await harness.time.advance(3000);
    assert.deepEqual(harness.texts, ['sentence 1', 'sentence 2']);
    harness.transcriber.close();
  });

  it('lets what waits go on at once where the next instance is: the address may have been corrected', async () => {
    for (const answer of ['refused', 'hanging'] as const) {
      const harness = new TranscriberHarness(wellBehaved());
      harness.answer = () =>
        answer === 'hanging'
          ? new Promise(() => {})
          : Promise.reject(
              Object.assign(new Error('Nobody listens.'), { code: 'connection_refused', retryable: true }),
            );
      harness.send({ payload: PIECE, topic: 'kitchen' });
      await harness.time.advance(5000);
      harness.send({ payload: PIECE });
      const { address, createConnection, time } = harness;
      const endpoint = () => Promise.resolve(address);
      harness.appliance = { ...newSharing(time.clock), endpoint, createConnection, release: () => {} };
      harness.redeploy();
      await harness.time.advance(500);
      assert.deepEqual(harness.texts, ['hello world'], answer);
      // With the pause between them.
      assert.ok(audioBytes(harness.server.connection) >= 2 * PIECE.length);
      assert.equal(harness.transcripts[0]?.topic, 'kitchen');
      harness.send({ payload: PIECE, topic: 'cellar' });
      harness.send({ action: 'finish' });
      await harness.time.advance(500);
      assert.equal(harness.texts.length, 2, 'what came after it does not wait for 10 s');
      assert.ok(!harness.errors.some(({ code }) => code === 'redeploy_timeout'));
      harness.transcriber.close();
      await harness.time.advance(5000);
      assert.equal(harness.time.pendingTimers, 0);
    }
  });

  /** What an address that is wrong may do, and the words that are there when it is corrected after five seconds. */
  const wrong: Record<string, { words: string[]; break: (harness: TranscriberHarness) => void; refuse?: number }> = {
    'where nobody listens': { words: ['hello world'], break: (harness) => (harness.network = 'down') },
    'of which nothing is known': {
      words: ['hello world'],
      break: (harness) => {
        harness.answer = () =>
          Promise.reject(Object.assign(new Error('Unknown host.'), { code: 'host_not_found', retryable: true }));
      },
    },
    'that hangs': { words: ['hello world'], break: (harness) => (harness.answer = () => new Promise(() => {})) },
    'that opens no session': { words: ['hello world'], break: () => {} },
    // It says "never": what came so far was refused, with an error.
    'of another web server': { words: [], break: () => {}, refuse: 404 },
  };
  for (const [what, { words, break: breakIt, refuse }] of Object.entries(wrong)) {
    it(`from a wrong address to the right one goes on at once, however long it was tried: ${what}`, async () => {
      const normal = wellBehaved();
      let state: 'wrong' | 'right' = 'wrong';
      let answered = 0;
      const harness = new TranscriberHarness({
        ...normal,
        refuse: () => (state === 'wrong' ? refuse : undefined),
        message: (connection, message) => {
          if (state === 'wrong') return;
          if (message.message !== 'StartRecognition') return normal.message(connection, message);
          connection.after(3000, () => {
            answered = harness.time.clock.now();
            normal.message(connection, message);
          });
        },
      });
      const { time, createConnection, address } = harness;
      breakIt(harness);
      harness.send({ payload: PIECE, topic: 'kitchen' });
      await time.advance(5000);
      const before = harness.connections.length;
      state = 'right';
      harness.network = 'up';
      const endpoint = () => Promise.resolve(address);
      harness.appliance = { ...newSharing(time.clock), endpoint, createConnection, release: () => {} };
      const deployed = time.clock.now();
      harness.redeploy();
      harness.send({ payload: PIECE, topic: 'cellar' });
      harness.send({ action: 'finish' });
      await time.advance(0);
      assert.deepEqual(harness.connections.slice(before), [deployed], 'one attempt, without a wait');
      for (const [index, word] of [...words, 'hello world'].entries()) {
        await time.advance(3000);
        assert.ok(time.clock.now() - answered <= 1000);
        assert.equal(harness.texts[index], word);
      }
      assert.equal(harness.connections.length, before + words.length + 1);
      assert.ok(!harness.errors.some(({ code }) => code === 'redeploy_timeout'));
      harness.transcriber.close();
      await time.advance(5000);
      assert.equal(time.pendingTimers, 0);
    });
  }

  it('calls done when the last word is out, and tells who waited for a word that did not come', async () => {
    for (const [behaviour, result] of [
      [slow(2), 'done'],
      [slow(20), 'cancelled'],
    ] as const) {
      const harness = new TranscriberHarness(behaviour);
      const inputs = [harness.send({ payload: wavFile(silence(3)) }), harness.send({ action: 'finish' })];
      await harness.time.settle();
      harness.redeploy();
      assert.deepEqual(
        inputs.map(({ results }) => results),
        [[], []],
      );
      await harness.time.advance(10_000);
      assert.deepEqual(
        inputs.map(({ results }) => results),
        [[result], [result]],
      );
      assert.deepEqual(harness.errors, []);
      harness.transcriber.close();
    }
  });

  it('lets streams drain for 10 s, then tells what was lost and goes on', async () => {
    const harness = await speaking(never());
    harness.redeploy();
    harness.send({ payload: PIECE });
    await harness.time.advance(9900);
    assert.deepEqual([harness.server.connections.length, harness.errors.length], [1, 0]);
    await harness.time.advance(200);
    assert.deepEqual(
      harness.errors.map(({ code, message }) => [code, message.topic]),
      [['redeploy_timeout', 'kitchen']],
    );
    assert.equal(harness.server.connections.length, 2);
    assert.notEqual(harness.server.connections[0]?.closeCode, undefined);
    assert.equal(harness.releases, 1);
    harness.transcriber.close();
  });

  it('gives what an instance has adopted on to the next one, each with its own deadline', async () => {
    const harness = await speaking(never());
    harness.redeploy();
    harness.send({ payload: PIECE, topic: 'cellar' });
    await harness.time.advance(6000);
    harness.redeploy();
    const topics = (): unknown[] => harness.errors.map(({ message }) => message.topic);
    await harness.time.advance(4100);
    assert.deepEqual(topics(), ['kitchen']);
    assert.equal(harness.server.connections.length, 2);
    await harness.time.advance(5800);
    assert.deepEqual(topics(), ['kitchen']);
    await harness.time.advance(200);
    assert.deepEqual(topics(), ['kitchen', 'cellar']);
    assert.equal(harness.releases, 2);
    harness.transcriber.close();
    await harness.time.advance(5000);
    assert.equal(harness.time.pendingTimers, 0);
  });

  it('gives the appliance back at once where nothing drains, even behind what was adopted', async () => {
    const harness = await speaking(slow(2));
    harness.redeploy();
    harness.redeploy();
    assert.equal(harness.releases, 1);
    await harness.time.advance(3000);
    assert.deepEqual([harness.releases, harness.texts], [2, ['sentence 1']]);
    harness.redeploy();
    assert.equal(harness.releases, 3);
    harness.transcriber.close();
  });

  it('twenty times while somebody speaks: every word once, in order, and nothing is left', async () => {
    const harness = new TranscriberHarness(slow(0.3));
    for (let redeploy = 0; redeploy < 20; redeploy += 1) {
      harness.send({ payload: PIECE });
      await harness.time.advance(100);
      harness.send({ payload: PIECE });
      await harness.time.advance(100);
      harness.redeploy();
    }
    await harness.time.advance(15_000);
    const sentences = Array.from({ length: 20 }, (_, index) => `sentence ${index + 1}`);
    assert.deepEqual(harness.texts, sentences);
    assert.ok(harness.server.connections.every(({ closeCode }) => closeCode !== undefined));
    assert.equal(
      harness.server.connections.reduce((sum, connection) => sum + audioBytes(connection), 0),
      40 * PIECE.length,
    );
    assert.deepEqual([harness.errors, harness.releases], [[], 20]);
    harness.send({ payload: PIECE });
    await harness.time.settle();
    assert.equal(harness.server.connections.filter(({ closeCode }) => closeCode === undefined).length, 1);
    harness.transcriber.close();
    await harness.time.advance(5000);
    assert.deepEqual([harness.releases, harness.time.pendingTimers], [21, 0]);
  });

  it('with the node removed ends everything at once, also what was adopted', async () => {
    const harness = await speaking(never());
    harness.redeploy();
    harness.send({ payload: PIECE });
    harness.redeploy();
    const recording = harness.send({ payload: wavFile(silence(3)) });
    harness.transcriber.close();
    const calls = harness.calls.length;
    assert.deepEqual(recording.results, ['cancelled']);
    assert.equal(harness.releases, 3);
    await harness.time.advance(5000);
    assert.equal(harness.time.pendingTimers, 0);
    assert.equal(harness.calls.length, calls);
    assert.equal(harness.server.connections.length, 1);
  });

  it('takes no more input into a closed instance', async () => {
    const harness = await speaking(slow(1));
    harness.stop();
    assert.deepEqual(harness.send({ payload: PIECE }).results, ['done']);
    assert.deepEqual(harness.send({ action: 'cancel' }).results, ['done']);
    await harness.time.advance(2000);
    assert.equal(audioBytes(harness.server.connection), PIECE.length);
    harness.restart();
    assert.deepEqual(harness.texts, ['sentence 1']);
    harness.transcriber.close();
  });

  it('is not held up by a node that is well: one without a redeploy leaves nothing waiting', async () => {
    const harness = await speaking(wellBehaved());
    harness.send({ action: 'finish' });
    await harness.time.settle();
    harness.redeploy();
    harness.send({ payload: PIECE });
    await harness.time.settle();
    assert.equal(harness.server.connections.length, 2);
    harness.transcriber.close();
  });
});
