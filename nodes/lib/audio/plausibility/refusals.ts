import { CONVERSION } from '../conversion';
import { AudioError, type SampleFormat } from '../format';
import type { Wrapping } from './wrapping';

const NAMES: Record<SampleFormat, string> = {
  u8: 'unsigned 8-bit PCM',
  s8: 'signed 8-bit PCM',
  s16le: '16-bit PCM (little-endian)',
  s16be: '16-bit PCM of the other byte order (big-endian)',
  s24le: '24-bit PCM',
  s24be: 'big-endian 24-bit PCM',
  s24_32le: '24-bit PCM in four bytes',
  s24_32be: 'big-endian 24-bit PCM in four bytes',
  s32le: '32-bit PCM',
  s32be: 'big-endian 32-bit PCM',
  f32le: '32-bit floats',
  f32be: 'big-endian 32-bit floats',
  f64le: '64-bit floats',
  f64be: 'big-endian 64-bit floats',
  mulaw: 'mu-law',
  alaw: 'A-law',
};

/** The error for samples that are probably of another format. */
export function otherFormatError(probably: SampleFormat, taken: SampleFormat): AudioError {
  return new AudioError(
    'not_samples',
    `The audio is taken for ${NAMES[taken]}, but is probably ${NAMES[probably]}. Set msg.encoding to "${probably}", or let ` +
      'its source send what the node is set to. It was not sent.',
  );
}

/** The error for interleaved sounds that are taken for one. */
export function channelsError(taken: SampleFormat): AudioError {
  return new AudioError(
    'not_samples',
    `The audio is taken for one channel of ${NAMES[taken]}, but two sounds take turns in it. Set msg.channels to 2 if it is ` +
      'stereo, or msg.bits to 32 if its samples have 32 bits. It was not sent.',
  );
}

/** The error for bytes that no samples have. */
export function randomError(taken: SampleFormat): AudioError {
  return new AudioError(
    'not_samples',
    `The audio is taken for ${NAMES[taken]}, but no sound has such samples. It is probably compressed (a part of an MP3, Opus, ` +
      'AAC, ADPCM or WebM stream without its beginning) or wrapped in a protocol. Send it from its beginning, or convert it ' +
      `before this node, ${CONVERSION}. It was not sent.`,
  );
}

/** The error for codes of ADPCM without their header. */
export function adpcmError(taken: SampleFormat): AudioError {
  return new AudioError(
    'not_samples',
    `The audio is taken for ${NAMES[taken]}, but is probably ADPCM with 3 to 5 bits a sample (such as G.726, IMA or MS), which is ` +
      'not decoded here. Let its source send PCM, mu-law or A-law, or convert it before this node. It was not sent.',
  );
}

/** The error for the codes of G.722. */
export function g722Error(taken: SampleFormat): AudioError {
  return new AudioError(
    'not_samples',
    `The audio is taken for ${NAMES[taken]}, but is probably G.722, which is not decoded here. Let its source send PCM, mu-law ` +
      'or A-law, or convert it before this node. It was not sent.',
  );
}

/** The error for frames of a protocol. */
export function protocolError(protocol: string): AudioError {
  return new AudioError(
    'not_samples',
    `The audio comes in ${protocol}, of which the samples are a part. Take off their headers before this node. It was not sent.`,
  );
}

/** The error for messages with a header or a trailer that is not known. */
export function wrappedError({ before, after }: Wrapping): AudioError {
  const bytes = (count: number): string =>
    count === 1 ? '1 byte that is no sample' : `${count} bytes that are not samples`;
  const start = before === 0 ? '' : `begins with ${bytes(before)}`;
  const end = after === 0 ? '' : `ends with ${bytes(after)}`;
  const cut = `${before}${after === 0 ? '' : `, -${after}`}`;
  return new AudioError(
    'not_samples',
    `Each message ${[start, end].filter(Boolean).join(' and ')}, probably a number, a time or a length. Remove them ` +
      `before this node, with a function or change node: msg.payload = msg.payload.subarray(${cut}). The message was not sent.`,
  );
}

/** The error for text in a Buffer. */
export function textError(): AudioError {
  return new AudioError(
    'text_not_audio',
    'The Buffer in msg.payload holds text, not audio. Check what the node before this one reads or gets; if it is base64, ' +
      'set msg.encoding to "base64".',
  );
}
