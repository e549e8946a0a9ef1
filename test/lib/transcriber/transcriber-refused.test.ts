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

  it('takes audio again when the bytes change in kind', () => {
    for (const later of [wavFile(pcm.subarray(0, 6400)), pcm.subarray(9600, 19200)]) {
      harness = new TranscriberHarness(wellBehaved());
      assert.deepEqual(send(cut(webm, [4000])), ['unsupported_audio']);
      assert.deepEqual(send([later]), []);
      harness.transcriber.close();
    }
  });
});
