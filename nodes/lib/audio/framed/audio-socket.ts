import { AudioError } from '../format';
import type { FormatProperties } from '../format-properties';
import { ByteQueue } from './byte-queue';
import type { Finding, FrameEvent, FramedProtocol, Unwrapper } from './unwrapper';

/** Kinds of frames: https://docs.asterisk.org, AudioSocket. */
const HANG_UP = 0x00;
const UUID = { kind: 0x01, length: 16 };
const DTMF = { kind: 0x03, length: 1 };
const ERROR = 0xff;
/** Kinds of audio frames with their rates in Hz: 16-bit samples, little-endian. */
const RATES: ReadonlyMap<number, number> = new Map([
  [0x10, 8000],
  [0x11, 12000],
  [0x12, 16000],
  [0x13, 24000],
  [0x14, 32000],
  [0x15, 44100],
  [0x16, 48000],
  [0x17, 96000],
  [0x18, 192000],
]);

const HEADER_LENGTH = 3;
/** The longest frame at the start of a call; Asterisk sends 20 ms. A higher limit would delay samples that look like a frame. */
const FIRST_FRAMES = { seconds: 0.1, bytes: 3840 };
/** Consecutive audio frames that prove the protocol: after the UUID that begins a call, and without one. */
const FRAMES_IN_A_ROW = { afterUuid: 2, alone: 3 };

/** Asterisk's AudioSocket: frames of a kind, a length in two bytes, and the payload. */
export const audioSocket: FramedProtocol = {
  name: 'AudioSocket',
  find: (messages) => findFrames(messages.length === 1 ? messages[0]! : Buffer.concat(messages)),
  unwrap: () => new AudioSocketUnwrapper(),
};

function findFrames(bytes: Buffer): Finding {
  let audio: { kind: number; length: number; frames: number } | undefined;
  const hasUuid = bytes[0] === UUID.kind;
  for (let at = 0; ;) {
    if (at + HEADER_LENGTH > bytes.length) return mayBeHeader(bytes[at], at === 0) ? 'unclear' : 'none';
    const kind = bytes.readUInt8(at);
    const length = bytes.readUInt16BE(at + 1);
    if (RATES.has(kind)) {
      if (!isFirstAudio(kind, length)) return 'none';
      audio ??= { kind, length, frames: 0 };
      if (audio.kind !== kind || (!hasUuid && audio.length !== length)) return 'none';
      audio.frames += 1;
      if (audio.frames >= (hasUuid ? FRAMES_IN_A_ROW.afterUuid : FRAMES_IN_A_ROW.alone)) return 'found';
    } else if (at === 0 ? kind !== UUID.kind || length !== UUID.length : !isOther(kind, length)) return 'none';
    else if (kind === HANG_UP) return hasUuid ? 'found' : 'none';
    at += HEADER_LENGTH + length;
  }
}

function mayBeHeader(kind: number | undefined, isFirst: boolean): boolean {
  if (kind === undefined || RATES.has(kind) || kind === UUID.kind) return true;
  return !isFirst && [HANG_UP, DTMF.kind, ERROR].includes(kind);
}

function isFirstAudio(kind: number, length: number): boolean {
  const longest = Math.min((RATES.get(kind) ?? 0) * 2 * FIRST_FRAMES.seconds, FIRST_FRAMES.bytes);
  return length > 0 && length % 2 === 0 && length <= longest;
}

function isOther(kind: number, length: number): boolean {
  return (
    (kind === HANG_UP && length === 0) ||
    (kind === DTMF.kind && length === DTMF.length) ||
    (kind === ERROR && length <= 1)
  );
}

class AudioSocketUnwrapper implements Unwrapper {
  private readonly bytes = new ByteQueue();
  private kind: number | undefined;
  private state: 'reading' | 'hung_up' | 'lost' = 'reading';

  get lost(): boolean {
    return this.state !== 'reading';
  }

  read(data: Buffer): FrameEvent[] {
    this.bytes.push(data);
    const events: FrameEvent[] = [];
    while (this.state === 'reading') {
      const header = this.bytes.peek(HEADER_LENGTH);
      const length = header?.readUInt16BE(1) ?? 0;
      if (!header || this.bytes.length < HEADER_LENGTH + length) break;
      this.bytes.take(HEADER_LENGTH);
      events.push(...this.readFrame(header.readUInt8(0), this.bytes.take(length)!));
    }
    return events;
  }

  end(): FrameEvent[] {
    this.bytes.clear();
    return [];
  }

  private readFrame(kind: number, body: Buffer): FrameEvent[] {
    const sampleRate = RATES.get(kind);
    if (sampleRate !== undefined) {
      // A stream has one rate.
      const ends: FrameEvent[] = this.kind === undefined || this.kind === kind ? [] : [{ kind: 'end' }];
      this.kind = kind;
      return body.length === 0 ? ends : [...ends, { kind: 'audio', data: body, hints: samples(sampleRate) }];
    }
    if (kind === HANG_UP) {
      this.state = 'hung_up';
      return [{ kind: 'end' }];
    }
    if (kind === UUID.kind || kind === DTMF.kind) return [];
    this.state = 'lost';
    const reason =
      kind === ERROR
        ? `The other side of the AudioSocket sent the error ${body.toString('hex').slice(0, 8)}.`
        : `The AudioSocket sent a frame of the unknown kind 0x${kind.toString(16)}. Send each call from a connection of its own.`;
    return [{ kind: 'refused', error: new AudioError('unsupported_audio', reason) }, { kind: 'end' }];
  }
}

function samples(rate: number): FormatProperties {
  return { encoding: 's16le', rate, channels: 1 };
}
