import assert from 'node:assert/strict';
import { wavFile } from '../../dev/wav-file';
import { AUDIO } from '../support/speech-api';
import { randomBytes } from 'node:crypto';
import type { Running } from './running';

const PICTURE = Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), randomBytes(1000)]);

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
      form.append('recording', new Blob([wavFile(AUDIO)], { type: 'audio/wav' }), 'memo.wav');
      assert.deepEqual(await Promise.all([send('POST', form), send('PUT', wavFile(AUDIO), 'audio/wav')]), [
        [200, 'one two three'],
        [200, 'one two three'],
      ]);
    });

    it('answers a recording without speech, too', async () => {
      assert.deepEqual(await send('PUT', wavFile(Buffer.alloc(64_000)), 'audio/wav'), [200, '']);
    });

    for (const [what, body, type] of [
      ['text', 'what is this', 'text/plain'],
      ['a picture', PICTURE, 'image/png'],
      ['a form without a file', new FormData(), undefined],
      [
        'a video that is not supported',
        Buffer.concat([Buffer.from('RIFF\xff\xff\x01\x00AVI LIST', 'latin1'), randomBytes(9000)]),
        'video/avi',
      ],
    ] as const) {
      it(`says each time what is wrong with ${what}`, async () => {
        for (let times = 0; times < 3; times += 1) {
          const [status, text] = await send(body instanceof FormData ? 'POST' : 'PUT', body, type);
          assert.equal(status, 422);
          assert.notEqual(text, '');
        }
      });
    }
  });
}
