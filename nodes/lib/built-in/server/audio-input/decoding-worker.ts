/** Entry of the thread that decodes one session's file, so that its contents can't delay other sessions. */
import { parentPort, workerData } from 'node:worker_threads';
import { ownMemory } from '../../../audio/own-memory';
import { ProtocolError } from '../protocol-error';
import type { DecodingReply, DecodingRequest, DecodingSettings } from './decoding-messages';
import { FileDecoder } from './file-decoder';
import { unreadable } from './unreadable';

const port = parentPort!;
const decoder = new FileDecoder((workerData as DecodingSettings).ffmpeg);
let pieces: AsyncGenerator<Float32Array> | undefined;

function send(reply: DecodingReply, transfer: ArrayBuffer[] = []): void {
  port.postMessage(reply, transfer);
}

async function sendNext(): Promise<void> {
  try {
    const next = await pieces?.next();
    if (!next || next.done) {
      send({ type: 'done' });
      return;
    }
    const samples = ownMemory(next.value);
    send({ type: 'samples', samples }, [samples.buffer]);
  } catch (error) {
    const { type, message } = error instanceof ProtocolError ? error : unreadable((error as Error).message);
    send({ type: 'refused', error: type, reason: message });
  }
}

port.on('message', (request: DecodingRequest) => {
  switch (request.type) {
    case 'decode':
      pieces = decoder.decode(Buffer.from(request.bytes.buffer));
      break;
    case 'end':
      pieces = decoder.end();
      break;
    case 'more':
      break;
    case 'close':
      decoder.close();
      // The thread ends when nothing is pending, such as the exit of ffmpeg.
      port.close();
      return;
  }
  void sendNext();
});
