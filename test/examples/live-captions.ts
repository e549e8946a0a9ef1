import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { wavFile } from '../../dev/wav-file';
import type { Running } from './running';
import { spoken } from './spoken';

/** As long as programs look at what they are sent before they play it. */
const SILENCE = Buffer.alloc(20 * 32_000);

/** A radio station that says something once. */
export async function radioStation(): Promise<{ server: Server; url: string }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'audio/wav' });
    // Its end never comes.
    response.write(
      wavFile(Buffer.concat([spoken('hello', 'turn on the lamp'), SILENCE]), { announcedLength: 0xffffffff }),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/live`;
  return { server, url };
}

export function liveCaptionsChanges(url: string): Record<string, object> {
  return { 'speechmatics-captions-source': { url } };
}

/** The example "Live captions". */
export function liveCaptions(running: Running): void {
  describe('Live captions', () => {
    it('shows running lines on its page, publishes sentences, and writes a file', async () => {
      const page = await running.nodeRed.fetch('/captions');
      assert.match(await page.text(), /<p id="lines"/);
      const socket = new WebSocket(`${running.nodeRed.url.replace('http', 'ws')}/captions/live`);
      await once(socket, 'open');
      const lines: string[] = [];
      socket.on('message', (data: Buffer) => lines.push(data.toString()));
      const sentences = running.broker.next(/^captions\/live$/, 1);
      await running.nodeRed.inject('speechmatics-captions-start');
      const [sentence] = await sentences;
      assert.equal(sentence!.payload, 'hello turn on the lamp');
      while (!lines.some((line) => line.includes('lamp'))) await once(socket, 'message');
      await running.nodeRed.inject('speechmatics-captions-stop');
      await running.nodeRed.waitFor(
        ({ topic, data }) =>
          topic === 'debug' && data.id === 'speechmatics-captions-cue' && /lamp/.test(String(data.msg)),
      );
      socket.close();
      const name = readdirSync(running.folder).find((file) => file.startsWith('captions-'));
      assert.match(readFileSync(join(running.folder, name!), 'utf8'), /^WEBVTT\n[^]*hello/);
    });
  });
}
