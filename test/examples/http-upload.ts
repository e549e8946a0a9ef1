import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { wavFile } from '../../dev/wav-file';
import { commandsOf } from '../docs/commands';
import { infoOf } from '../support/examples';
import { AUDIO } from '../support/speech-api';
import type { Running } from './running';

const RECORDING = new Uint8Array(wavFile(AUDIO));

/** A file that begins like that. */
function fileOf(signature: string): Uint8Array<ArrayBuffer> {
  return new Uint8Array([...Buffer.from(signature, 'latin1'), ...randomBytes(9000)]);
}

/** The example "HTTP upload". */
export function httpUpload(running: Running): void {
  describe('HTTP upload', () => {
    const send = async (method: 'POST' | 'PUT', body: BodyInit, type?: string): Promise<[number, string]> => {
      const headers = { connection: 'close', ...(type && { 'content-type': type }) };
      const response = await fetch(`${running.nodeRed.url}/transcribe`, { method, body, headers });
      return [response.status, await response.text()];
    };

    it('has a page', async () => {
      const page = await running.nodeRed.fetch('/transcribe');
      assert.match(page.headers.get('content-type')!, /^text\/html/);
      assert.match(await page.text(), /<input type="file"/);
    });

    it('answers a form, and a body, with the text', async () => {
      const form = new FormData();
      form.append('recording', new Blob([RECORDING], { type: 'audio/wav' }), 'memo.wav');
      assert.deepEqual(await Promise.all([send('POST', form), send('PUT', RECORDING, 'audio/wav')]), [
        [200, 'one two three'],
        [200, 'one two three'],
      ]);
    });

    it('answers the commands of its comment', async () => {
      const commands = commandsOf(infoOf('HTTP upload'));
      assert.equal(commands.length, 2);
      for (const name of ['memo.mp3', 'memo.wav']) writeFileSync(join(running.folder, name), RECORDING);
      for (const command of commands) {
        const here = command.replace('http://127.0.0.1:1880', running.nodeRed.url);
        const { stdout } = await promisify(exec)(`${here} --silent --fail`, { cwd: running.folder });
        assert.equal(stdout, 'one two three', command);
      }
    });

    it('answers a recording without speech, too', async () => {
      assert.deepEqual(await send('PUT', new Uint8Array(wavFile(Buffer.alloc(64_000))), 'audio/wav'), [200, '']);
    });

    const refused: [what: string, ...Parameters<typeof send>][] = [
      ['text', 'PUT', 'what is this', 'text/plain'],
      ['a picture', 'PUT', fileOf('\x89PNG\r\n\x1a\n'), 'image/png'],
      ['a form without a file', 'POST', new FormData()],
      ['a video that is not supported', 'PUT', fileOf('RIFF\xff\xff\x01\x00AVI LIST'), 'video/avi'],
    ];
    for (const [what, ...request] of refused) {
      it(`says each time what is wrong with ${what}`, async () => {
        for (let times = 0; times < 3; times += 1) {
          const [status, text] = await send(...request);
          assert.equal(status, 422);
          assert.notEqual(text, '');
        }
      });
    }
  });
}
