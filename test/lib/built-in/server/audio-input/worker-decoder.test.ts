import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { WorkerDecoder } from '../../../../../nodes/lib/built-in/server/audio-input/worker-decoder';
import { flacBomb } from '../../../../support/bombs';
import { cut, readContainer } from '../../../../support/containers';
import { decodeAll, likeness, piecesOf } from '../../../../../dev/decoding';
import { readSamples, recordingNamed } from '../../../../../dev/recordings';
import { temporaryFolder } from '../../../../../dev/temporary-folder';

const MISSING = 'no-such-ffmpeg';

describe('WorkerDecoder', () => {
  const folder = temporaryFolder();
  after(() => folder.remove());

  /** A decoder whose thread runs these lines. */
  function scripted(...lines: string[]): WorkerDecoder {
    const path = join(folder.path, 'entry.cjs');
    writeFileSync(path, ["const { parentPort } = require('node:worker_threads');", ...lines].join('\n'));
    return new WorkerDecoder(MISSING, path);
  }

  it('decodes as the decoders in its thread do', async () => {
    for (const name of ['mono-16000.flac', 'opus.ogg']) {
      const decoded = await decodeAll(new WorkerDecoder(MISSING), cut(readContainer(name), [700, 1]));
      assert.ok(likeness(readSamples(recordingNamed('austen-0880')), decoded) > 0.9, name);
    }
  });

  it('gives what can be heard before all is decoded, and leaves the rest if nobody wants it', async () => {
    const decoder = new WorkerDecoder(MISSING);
    for await (const samples of decoder.decode(flacBomb(4000, 700))) {
      assert.ok(samples.length > 0 && samples.length <= 17 * 16000);
      break;
    }
    decoder.close();
  });

  it('ends a call that is under way when it is closed, twice', async () => {
    const decoder = new WorkerDecoder(MISSING);
    const decoding = piecesOf(decoder.decode(readContainer('mono-16000.flac')));
    decoder.close();
    decoder.close();
    assert.deepEqual(await decoding, []);
    assert.deepEqual(await piecesOf(decoder.end()), []);
  });

  it('hands on why audio is refused', async () => {
    const decoder = new WorkerDecoder(MISSING);
    await assert.rejects(piecesOf(decoder.decode(readContainer('adts.aac'))), { type: 'job_error', message: /ffmpeg/ });
    decoder.close();
  });

  for (const [what, line, reason] of [
    ['fails', "throw new Error('it broke');", /it broke/],
    ['ends', 'process.exit(3);', /exit code 3/],
  ] as const) {
    it(`refuses the audio when its thread ${what}`, async () => {
      const decoder = scripted(`parentPort.on('message', () => { ${line} });`);
      await assert.rejects(piecesOf(decoder.decode(Buffer.alloc(1))), { type: 'job_error', message: reason });
      await assert.rejects(piecesOf(decoder.end()), { type: 'job_error', message: reason });
      decoder.close();
    });
  }

  it('gives up a thread that does not end', async () => {
    const decoder = scripted("parentPort.on('message', () => { for (;;); });");
    const decoding = piecesOf(decoder.decode(Buffer.alloc(1)));
    decoder.close();
    assert.deepEqual(await decoding, []);
  });
});
