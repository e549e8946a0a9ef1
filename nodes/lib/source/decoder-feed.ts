import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { WorkerDecoder } from '../built-in/server/audio-input/worker-decoder';
import { CodedError } from '../errors/coded-error';
import type { Address } from './address';
import { INSTALLATION } from './engine';
import type { Feed, FeedEvent } from './feed';

/** Bytes that are decoded in one call. */
const PIECE = 32 * 1024;
/** The most redirects. */
const MOST_REDIRECTS = 5;

/** Where the bytes come from. */
export type DecoderOrigin = { path: string } | { address: Address };

/** Decodes WAV, MP3, FLAC and Ogg without a program, in a worker thread. */
export class DecoderFeed implements Feed {
  private readonly decoder = new WorkerDecoder('ffmpeg');
  private readonly cancelled = new AbortController();
  private readonly gone: Promise<void>;
  private gate: { opened: Promise<void>; open: () => void } | undefined;

  constructor(
    private readonly from: DecoderOrigin,
    private readonly onEvent: (event: FeedEvent) => void,
  ) {
    this.gone = this.run();
  }

  pause(): void {
    let open = (): void => {};
    const opened = new Promise<void>((resolve) => (open = resolve));
    this.gate ??= { opened, open };
  }

  resume(): void {
    this.gate?.open();
    this.gate = undefined;
  }

  stop(): Promise<void> {
    this.cancelled.abort();
    this.decoder.close();
    this.resume();
    return this.gone;
  }

  private async run(): Promise<void> {
    // Events must not come from within the call that starts a feed.
    await Promise.resolve();
    try {
      await this.read();
      this.onEvent({ type: 'ended' });
    } catch (error) {
      this.onEvent({ type: 'ended', error: faultOf(error) });
    } finally {
      this.decoder.close();
    }
  }

  private async read(): Promise<void> {
    const { signal } = this.cancelled;
    const { bytes, isFinite } = await open(this.from, signal);
    this.onEvent({ type: 'found', found: { engine: 'built-in' }, isFinite });
    for await (const chunk of bytes) {
      const whole = chunk as Buffer;
      for (let at = 0; at < whole.length; at += PIECE)
        await this.tell(this.decoder.decode(whole.subarray(at, at + PIECE)));
      if (signal.aborted) return;
    }
    await this.tell(this.decoder.end());
  }

  private async tell(decoded: AsyncIterable<Float32Array>): Promise<void> {
    for await (const samples of decoded) {
      while (this.gate) await this.gate.opened;
      if (this.cancelled.signal.aborted) return;
      this.onEvent({ type: 'audio', data: toInt16(samples), channels: 1 });
    }
  }
}

async function open(from: DecoderOrigin, signal: AbortSignal): Promise<{ bytes: Readable; isFinite: boolean }> {
  if ('path' in from) return { bytes: createReadStream(from.path, { signal, highWaterMark: PIECE }), isFinite: true };
  const response = await request(from.address, signal);
  if (response.status === 401 || response.status === 403) {
    throw new CodedError(
      'not_authorised',
      `The server refuses access (HTTP ${response.status}). Check user and password.`,
    );
  }
  if (!response.ok || !response.body) {
    const code = response.status === 404 ? 'not_found' : 'source_failed';
    throw new CodedError(code, `The server answers with HTTP ${response.status}.`);
  }
  const isFinite = response.headers.get('content-length') !== null;
  return { bytes: Readable.fromWeb(response.body as ReadableStream), isFinite };
}

/** User and password are sent to this server only, not to those it redirects to. */
async function request({ url, user, password }: Address, signal: AbortSignal): Promise<Response> {
  let place = url;
  for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects += 1) {
    const isAsked = place.origin === url.origin && (user !== '' || password !== '');
    const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    const response = await fetch(place, { signal, redirect: 'manual', headers: isAsked ? { authorization } : {} });
    const location = response.headers.get('location');
    if (response.status < 300 || response.status > 399 || location === null) return response;
    await response.body?.cancel();
    place = new URL(location, place);
    if (!/^https?:$/.test(place.protocol)) break;
  }
  throw new CodedError('source_failed', 'The server sends us from one address to the next.');
}

function toInt16(samples: Float32Array): Buffer {
  const data = Buffer.allocUnsafe(samples.length * 2);
  for (let index = 0; index < samples.length; index += 1) {
    data.writeInt16LE(Math.max(-0x8000, Math.min(0x7fff, Math.round(samples[index]! * 0x8000))), index * 2);
  }
  return data;
}

/** Replaces messages of Node.js, which contain the address and may so contain secrets. */
function faultOf(error: unknown): CodedError {
  if (error instanceof CodedError) return error;
  const { cause, code: own } = Object(error) as { cause?: { code?: unknown }; code?: unknown };
  const found = cause?.code ?? own;
  const code = typeof found === 'string' ? found : '';
  const known: Record<string, string> = {
    ECONNREFUSED: 'connection_refused',
    ENOTFOUND: 'host_not_found',
    EHOSTUNREACH: 'host_unreachable',
  };
  if (known[code])
    return new CodedError(known[code], `The server could not be reached (${code}).`, { retryable: true });
  if (code !== '' && code !== 'job_error')
    return new CodedError('source_failed', `The source could not be read (${code}).`);
  const why = error instanceof Error ? error.message : 'it could not be read';
  const cure = `Without the program ffmpeg only WAV, MP3, FLAC and Ogg can be read. ${INSTALLATION}`;
  return new CodedError('unreadable_audio', `${why}. ${cure}`, { retryable: false, cause: error });
}
