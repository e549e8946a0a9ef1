import { Worker } from 'node:worker_threads';
import { ProtocolError } from '../protocol-error';
import type { AudioDecoder } from './decoder';
import type { DecodingReply, DecodingRequest, DecodingSettings } from './decoding-messages';
import { unreadable } from './unreadable';

/** Milliseconds for the thread to end by itself: it may be decoding a frame. */
const CLOSE_TIMEOUT = 2000;

type State = { name: 'open' } | { name: 'closed' } | { name: 'failed'; error: ProtocolError };

/** Decodes a file in a separate thread, piece by piece on demand. */
export class WorkerDecoder implements AudioDecoder {
  private readonly worker: Worker;
  private state: State = { name: 'open' };
  private answer: ((reply: DecodingReply) => void) | undefined;

  /**
   * @param ffmpeg name or path of the program for containers without a library here
   * @param entry module of the thread
   */
  constructor(ffmpeg: string, entry: string = require.resolve('./decoding-worker')) {
    const workerData: DecodingSettings = { ffmpeg };
    this.worker = new Worker(entry, { workerData });
    this.worker.on('message', (reply: DecodingReply) => this.answer?.(reply));
    this.worker.on('error', (error) => this.fail(error.message));
    this.worker.on('exit', (code) => this.fail(`its decoder ended with exit code ${code}`));
  }

  decode(bytes: Buffer): AsyncGenerator<Float32Array> {
    // A view would transfer its whole underlying buffer.
    const own = new Uint8Array(bytes);
    return this.run({ type: 'decode', bytes: own }, [own.buffer]);
  }

  end(): AsyncGenerator<Float32Array> {
    return this.run({ type: 'end' });
  }

  close(): void {
    const { name } = this.state;
    this.state = { name: 'closed' };
    if (name !== 'open') return;
    this.answer?.({ type: 'done' });
    this.worker.postMessage({ type: 'close' } satisfies DecodingRequest);
    const timer = setTimeout(() => void this.worker.terminate(), CLOSE_TIMEOUT);
    this.worker.once('exit', () => {
      clearTimeout(timer);
    });
  }

  private async *run(request: DecodingRequest, transfer: ArrayBuffer[] = []): AsyncGenerator<Float32Array> {
    let reply = await this.ask(request, transfer);
    while (reply.type === 'samples') {
      yield reply.samples;
      reply = await this.ask({ type: 'more' });
    }
    if (reply.type === 'refused') throw new ProtocolError(reply.error, reply.reason);
  }

  private ask(request: DecodingRequest, transfer: ArrayBuffer[] = []): Promise<DecodingReply> {
    if (this.state.name === 'failed') return Promise.reject(this.state.error);
    if (this.state.name === 'closed') return Promise.resolve({ type: 'done' });
    return new Promise((resolve) => {
      this.answer = resolve;
      this.worker.postMessage(request, transfer);
    });
  }

  private fail(reason: string): void {
    if (this.state.name !== 'open') return;
    const error = unreadable(reason);
    this.state = { name: 'failed', error };
    this.answer?.({ type: 'refused', error: error.type, reason: error.message });
  }
}
