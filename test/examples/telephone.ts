import assert from 'node:assert/strict';
import { mulaw } from 'alawmulaw';
import { once } from 'node:events';
import { connect } from 'node:net';
import { WebSocket } from 'ws';
import { audioSocketCall } from '../../dev/frames';
import type { Running } from './running';
import { spoken } from './spoken';

const SAID = 'speechmatics-telephone-said';
const STREAM = 'MZ0123456789';

/** The example "Telephone". */
export function telephone(running: Running): void {
  describe('Telephone', () => {
    const said = async (): Promise<unknown> => {
      const { data } = await running.nodeRed.waitFor(({ topic, data }) => topic === 'debug' && data.id === SAID);
      return data.msg;
    };

    it('writes a call from Twilio down', async () => {
      const answer = await running.nodeRed.fetch('/twilio/call', { method: 'POST' });
      const address = /<Stream url="wss:\/\/([^"]+)"/.exec(await answer.text())?.[1];
      assert.match(answer.headers.get('content-type')!, /^text\/xml/);
      const call = new WebSocket(`ws://${address}`);
      await once(call, 'open');
      // The messages are those of Twilio's documentation, keys that are pressed and marks included.
      let sequence = 0;
      const send = (event: string, details: object = {}): void =>
        call.send(JSON.stringify({ event, sequenceNumber: String((sequence += 1)), streamSid: STREAM, ...details }));
      const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 };
      const sids = { accountSid: 'AC0123456789', callSid: 'CA0123456789' };
      call.send(JSON.stringify({ event: 'connected', protocol: 'Call', version: '1.0.0' }));
      send('start', { start: { ...sids, streamSid: STREAM, tracks: ['inbound'], mediaFormat, customParameters: {} } });
      for (const [index, frame] of framesOf(telephoneAudio(), 160).entries()) {
        const [chunk, timestamp] = [String(index + 1), String(index * 20)];
        send('media', { media: { track: 'inbound', chunk, timestamp, payload: frame.toString('base64') } });
        if (index === 5) send('dtmf', { dtmf: { track: 'inbound_track', digit: '1' } });
        if (index === 6) send('mark', { mark: { name: 'my label' } });
      }
      send('stop', { stop: sids });
      assert.equal(await said(), 'one');
      call.close();
    });

    it('writes a call from Asterisk down', async () => {
      const call = connect(running.ports.asterisk, '127.0.0.1');
      // Kind 0x12: 16 kHz.
      for (const frame of audioSocketCall(framesOf(spoken('hello one'), 640), 0x12)) call.write(frame);
      assert.equal(await said(), 'hello one');
      call.destroy();
    });
  });
}

function framesOf(audio: Buffer, bytes: number): Buffer[] {
  return Array.from({ length: Math.ceil(audio.length / bytes) }, (_, index) =>
    audio.subarray(index * bytes, (index + 1) * bytes),
  );
}

/** "one" in mu-law at 8 kHz. */
function telephoneAudio(): Buffer {
  const audio = spoken('one');
  const samples = new Int16Array(audio.buffer, audio.byteOffset, audio.length / 2);
  return Buffer.from(mulaw.encode(samples.filter((_, index) => index % 2 === 0)));
}
