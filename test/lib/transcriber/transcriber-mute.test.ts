import assert from 'node:assert/strict';
import { final, wellBehaved } from '../../support/behaviours';
import type { ServerConnection } from '../../../dev/scripted-server';
import { TranscriberHarness } from './transcriber-harness';

/** Bytes of a second. */
const SECOND = 32_000;
const [BEFORE, SECRET, AFTER] = [1, 2, 3];

const heard = ({ audio }: ServerConnection): Buffer => Buffer.concat(audio);

/** A server that hears one word, 0.1 s long, where the audio after the pause begins. */
const behaviour = wellBehaved({
  message(connection, message) {
    if (message.message !== 'EndOfStream') {
      wellBehaved().message(connection, message);
      return;
    }
    const start = heard(connection).indexOf(AFTER) / SECOND;
    connection.send(final('word', start, start + 0.1));
    connection.send({ message: 'EndOfTranscript' });
  },
});

/** Live audio whose bytes all are `value`, in pieces of 100 ms. */
async function speak(harness: TranscriberHarness, value: number, seconds: number): Promise<void> {
  for (let piece = 0; piece < seconds * 10; piece += 1) {
    harness.send({ payload: Buffer.alloc(SECOND / 10, value) });
    await harness.time.advance(100);
  }
}

function allHeard({ server }: TranscriberHarness): Buffer {
  return Buffer.concat(server.connections.map(heard));
}

describe('Transcriber: mute', () => {
  it('keeps audio from the server until unmute; words after it have their true times', async () => {
    const harness = new TranscriberHarness(behaviour);
    await speak(harness, BEFORE, 1);
    assert.deepEqual(harness.send({ action: 'mute' }).results, ['done']);
    await speak(harness, SECRET, 2);
    assert.deepEqual(harness.send({ action: 'unmute' }).results, ['done']);
    await speak(harness, AFTER, 1);
    harness.send({ action: 'finish' });
    await harness.time.advance(1000);
    assert.ok(!allHeard(harness).includes(SECRET));
    assert.deepEqual(
      [BEFORE, AFTER].map((value) => allHeard(harness).filter((byte) => byte === value).length),
      [SECOND, SECOND],
    );
    assert.deepEqual(harness.texts, ['word']);
    const { start_time, end_time } = harness.transcripts[0]!.transcript as Record<string, number>;
    assert.deepEqual([start_time, end_time], [3, 3.1]);
    harness.transcriber.close();
  });

  it('holds for streams that are opened later, and again for the one after that', async () => {
    const harness = new TranscriberHarness(behaviour);
    harness.send({ action: 'mute' });
    for (let stream = 0; stream < 2; stream += 1) {
      await speak(harness, SECRET, 1);
      harness.send({ action: 'finish' });
      await harness.time.advance(1000);
    }
    assert.ok(!allHeard(harness).includes(SECRET));
    harness.send({ action: 'unmute' });
    await speak(harness, AFTER, 1);
    assert.ok(allHeard(harness).includes(AFTER));
    assert.ok(!allHeard(harness).includes(SECRET));
    harness.transcriber.close();
  });

  it('outlasts a redeploy', async () => {
    const harness = new TranscriberHarness(behaviour);
    harness.send({ action: 'mute' });
    harness.redeploy();
    await speak(harness, SECRET, 1);
    assert.ok(!allHeard(harness).includes(SECRET));
    harness.send({ action: 'unmute' });
    await speak(harness, AFTER, 1);
    assert.ok(allHeard(harness).includes(AFTER));
    harness.transcriber.close();
  });

  it('opens no stream by itself, and may be said twice', async () => {
    const harness = new TranscriberHarness(behaviour);
    for (const action of ['mute', 'mute', 'unmute', 'unmute']) {
      assert.deepEqual(harness.send({ action }).results, ['done']);
    }
    await harness.time.advance(1000);
    assert.deepEqual(harness.connections, []);
    await speak(harness, AFTER, 0.5);
    assert.ok(allHeard(harness).includes(AFTER));
    harness.transcriber.close();
  });
});
