import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import type { FlowMessage } from '../../../nodes/lib/message/flow-message';
import { cut } from '../../support/containers';
import { readPcm, recordingNamed } from '../../../dev/recordings';
import { wavFile } from '../../../dev/wav-file';
import { wellBehaved } from '../../support/behaviours';
import { TranscriberHarness } from './transcriber-harness';

const pcm = readPcm(recordingNamed('austen-0880'));
const webm = readFileSync('test/recordings/opus.webm');

describe('Transcriber: bytes that are no audio', () => {
  let harness: TranscriberHarness;

  beforeEach(() => {
    harness = new TranscriberHarness(wellBehaved());
  });

  /** The codes of the errors that the pieces give, told one after the other. */
  function send(pieces: Iterable<Buffer>, more: FlowMessage = {}): string[] {
    return [...pieces].flatMap((payload) => harness.send({ ...more, payload }).results.filter((one) => one !== 'done'));
  }

  it('refuses all pieces of a container whose first one is refused, and says so once', () => {
    const files = {
      webm: [...cut(webm, [4000])],
      adpcm: [...cut(wavFile(pcm, { tag: 0x11, bits: 4 }), [3000, 5])],
      matroska: [...cut(Buffer.concat([webm, pcm.subarray(0, 20)]), [1000])],
    };
    for (const [name, pieces] of Object.entries(files)) {
      harness = new TranscriberHarness(wellBehaved());
      assert.deepEqual(send(pieces), ['unsupported_audio'], name);
      assert.deepEqual(harness.connections, []);
      harness.transcriber.close();
    }
  });

  it('passes on what the server takes beside the containers of the protocol, by its bytes or by its name', async () => {
    for (const more of [{}, { encoding: 'audio/webm;codecs=opus' }, { mimeType: 'video/webm' }]) {
      harness = new TranscriberHarness(wellBehaved());
      harness.takes = ['webm'];
      harness.redeploy();
      assert.deepEqual(send(cut(webm, [4000]), more), []);
      harness.send({ action: 'finish' });
      await harness.time.settle();
      const [connection] = harness.server.connections;
      assert.deepEqual(Buffer.concat(connection!.audio), webm);
      assert.deepEqual((connection!.messages[0] as { audio_format?: unknown }).audio_format, { type: 'file' });
      harness.transcriber.close();
    }
  });

  it('takes audio again when the bytes change in kind', () => {
    for (const later of [wavFile(pcm.subarray(0, 6400)), pcm.subarray(9600, 19200)]) {
      harness = new TranscriberHarness(wellBehaved());
      assert.deepEqual(send(cut(webm, [4000])), ['unsupported_audio']);
      assert.deepEqual(send([later]), []);
      harness.transcriber.close();
    }
  });

  it('tells once what comes between audio and is none, and nothing of what keeps the connection open', async () => {
    const between: Record<string, [payload: unknown, errors: string[]]> = {
      ping: ['ping', []],
      keepAlive: [{ type: 'KeepAlive' }, []],
      note: [{ level: -20 }, []],
      text: ['hello', ['text_not_audio']],
      number: [7, ['not_audio']],
    };
    for (const [name, [payload, errors]] of Object.entries(between)) {
      harness = new TranscriberHarness(wellBehaved(), { idle: 0 });
      const results: string[] = [];
      for (let second = 0; second < 40; second += 1) {
        harness.send({ payload: pcm.subarray(0, 3200) });
        await harness.time.advance(1000);
        if (second % 10 === 0) results.push(...harness.send({ payload }).results);
      }
      assert.deepEqual(
        results.filter((one) => one !== 'done'),
        errors,
        name,
      );
      assert.equal(harness.server.connections.length, 1, name);
      harness.transcriber.close();
    }
  });

  it('believes what is said last of the audio before it comes', async () => {
    const media = (channels: string[]) => [{ type: 'audio', format: 'PCMU', channels, rate: 8000 }];
    for (const [type, channels] of [
      ['open', ['external', 'internal']],
      ['opened', ['external']],
    ] as const) {
      harness.send({ payload: JSON.stringify({ type, parameters: { media: media([...channels]) } }) });
      await harness.time.settle();
    }
    const mulaw = Buffer.alloc(1600, 0xff);
    harness.send({ payload: mulaw });
    harness.send({ payload: JSON.stringify({ type: 'close', parameters: { reason: 'end' } }) });
    await harness.time.settle();
    const { messages, audio } = harness.server.connections.at(-1)!;
    const [start] = messages as { audio_format?: unknown }[];
    assert.deepEqual(start?.audio_format, { type: 'raw', encoding: 'mulaw', sample_rate: 8000 });
    assert.deepEqual(Buffer.concat(audio), mulaw);
    harness.transcriber.close();
  });
});
