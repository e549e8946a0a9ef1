import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import type { Running } from './running';
import { spoken } from './spoken';

/** A program that speaks until the test has heard enough: while its connection is open. */
const PROGRAM = (port: number): string => `${process.execPath} -e require("net").connect(${port},"127.0.0.1").resume()`;

/** The voice of the assistant. */
export async function voice(): Promise<Server> {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

/** @param microphone port of which the audio takes the place of the microphone's */
export function voiceAssistantChanges(server: Server, microphone: number): Record<string, object> {
  const { port } = server.address() as AddressInfo;
  return {
    'speechmatics-assistant-source': {
      type: 'tcp in',
      server: 'server',
      port: String(microphone),
      datamode: 'stream',
      datatype: 'buffer',
      newline: '',
      topic: '',
    },
    'speechmatics-assistant-speak': { command: PROGRAM(port) },
  };
}

/** The example "Voice assistant". */
export function voiceAssistant(running: Running): void {
  describe('Voice assistant', () => {
    it('answers, and does not hear itself', async () => {
      const { nodeRed } = running;
      const microphone = connect(running.ports.microphone, '127.0.0.1');
      const speaking = async (): Promise<Socket> => ((await once(running.voice, 'connection')) as [Socket])[0];
      let voice = speaking();
      microphone.write(spoken('hello'));
      const first = await voice;
      await nodeRed.waitForStatus('speechmatics-assistant-state', /^mute$/);
      microphone.write(spoken('one two three'));
      voice = speaking();
      nodeRed.forgetNews();
      first.end();
      await nodeRed.waitForStatus('speechmatics-assistant-state', /^unmute$/);
      const answer = nodeRed.waitFor(
        ({ topic, data }) => topic === 'debug' && data.id === 'speechmatics-assistant-said',
      );
      microphone.write(spoken('turn on the lamp'));
      assert.equal((await answer).data.msg, '"You said: turn on the lamp"');
      (await voice).end();
      microphone.destroy();
    });
  });
}
