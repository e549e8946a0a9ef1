import { unsupportedContainer } from './container';
import {
  AudioError,
  CHANNELS,
  DEFAULT_FORMAT,
  SAMPLE_RATES,
  type Format,
  type SampleFormat,
  type SourceFormat,
} from './format';
import { isSampleFormat, SAMPLE_FORMAT_OF, storedBytes } from './samples';
import { wireFormat } from './sample-converter';

/** What audio nodes say of the audio they send, in their own words. Messages are any objects: values are unchecked. */
export interface FormatProperties {
  rate?: unknown;
  bits?: unknown;
  /** Bytes of a sample. */
  width?: unknown;
  channels?: unknown;
  encoding?: unknown;
  format?: unknown;
  byteOrder?: unknown;
}

/** Every property name in use, by what it means. */
const NAMES: Record<keyof FormatProperties, readonly string[]> = {
  rate: ['rate', 'sample_rate', 'sampleRate'],
  bits: ['bits', 'bitDepth', 'bit_depth'],
  width: ['width'],
  channels: ['channels'],
  encoding: ['encoding'],
  format: ['format'],
  byteOrder: ['byteOrder', 'byte_order', 'endian', 'endianness'],
};

const ENCODINGS: Partial<Record<string, SampleFormat | 'signed' | 'unsigned' | 'float'>> = {
  'signed-integer': 'signed',
  signed: 'signed',
  int: 'signed',
  pcm: 'signed',
  lpcm: 'signed',
  'unsigned-integer': 'unsigned',
  'floating-point': 'float',
  float: 'float',
  l16: 's16le',
  linear16: 's16le',
  'audio/l16': 's16le',
  int16: 's16le',
  int32: 's32le',
  uint8: 'u8',
  float32: 'f32le',
  float64: 'f64le',
  mulaw: 'mulaw',
  'mu-law': 'mulaw',
  ulaw: 'mulaw',
  'u-law': 'mulaw',
  pcmu: 'mulaw',
  'audio/x-mulaw': 'mulaw',
  alaw: 'alaw',
  'a-law': 'alaw',
  pcma: 'alaw',
  'audio/x-alaw': 'alaw',
};
const FILES = new Set(['mp3', 'flac', 'ogg', 'aac', 'm4a', 'mp4', 'amr', 'mpeg']);
/** They say how text or bytes came, not what the samples are; a WAV file says itself what it is. */
const NO_ENCODING = new Set([
  '',
  'base64',
  'binary',
  'buffer',
  'utf8',
  'utf-8',
  'raw',
  'wav',
  'wave',
  'audio/wav',
  'none',
]);
const WEBM = new Set(['webm', 'matroska', 'mkv', 'audio/webm']);

/** Collects what the objects say of the audio; the first that says something is believed. */
export function formatPropertiesOf(...objects: readonly object[]): FormatProperties {
  const found: FormatProperties = {};
  for (const [meaning, names] of Object.entries(NAMES) as [keyof FormatProperties, readonly string[]][]) {
    const values = objects.flatMap((object) => names.map((name) => (object as Record<string, unknown>)[name]));
    const value = values.find((candidate) => isSaid(candidate) && (meaning !== 'format' || isKnownFormat(candidate)));
    if (value !== undefined) found[meaning] = value;
  }
  return found;
}

/**
 * What the audio is: as its source says, else as the node is set, else as its first bytes tell. Numbers may be strings.
 *
 * @throws AudioError `invalid_audio_format`, `unsupported_audio`
 */
export function readFormat(said: FormatProperties, setting: Format | { type: 'auto' }): SourceFormat {
  if (setting.type === 'file') return setting;
  const encoding = encodingName(said.encoding) ?? encodingName(said.format);
  const channels = readNumber(said.channels, 'channels', CHANNELS);
  const rate = readNumber(said.rate, 'rate', SAMPLE_RATES);
  const width = readNumber(said.width, 'width', { min: 1, max: 8 });
  const bits = readNumber(said.bits, 'bits', { min: 8, max: 64 }) ?? (width === undefined ? undefined : width * 8);
  if (encoding !== undefined && WEBM.has(encoding)) throw unsupportedContainer('WebM or Matroska');
  if (encoding !== undefined && FILES.has(encoding)) return { type: 'file' };
  if ([encoding, channels, rate, bits, said.byteOrder].every((value) => value === undefined)) return setting;
  const fallback = setting.type === 'raw' ? setting : DEFAULT_FORMAT;
  const sampleFormat = readSampleFormat(
    encoding,
    bits,
    isBigEndian(said.byteOrder),
    SAMPLE_FORMAT_OF[fallback.encoding],
  );
  const stored = {
    type: 'stored' as const,
    sampleFormat,
    channels: channels ?? 1,
    sampleRate: rate ?? fallback.sample_rate,
  };
  const wire = wireFormat(stored);
  return stored.channels === 1 && SAMPLE_FORMAT_OF[wire.encoding] === sampleFormat ? wire : stored;
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** Other nodes use the name `format` for other things. */
function isKnownFormat(value: unknown): boolean {
  const name = encodingName(value);
  return name !== undefined && (FILES.has(name) || WEBM.has(name) || namedSampleFormat(name) !== undefined);
}

function encodingName(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const name = value.trim().toLowerCase();
  return NO_ENCODING.has(name) ? undefined : name;
}

/** `pcm_s16le`, `s16le`, `S16_LE`, `f32`, and the words of {@link ENCODINGS}. */
function namedSampleFormat(name: string): SampleFormat | 'signed' | 'unsigned' | 'float' | undefined {
  const known = Object.hasOwn(ENCODINGS, name) ? ENCODINGS[name] : undefined;
  if (known) return known;
  const [, kind, bits, order] = /^(?:pcm_)?([suf])(8|16|24|32|64)(?:_?(le|be))?$/.exec(name) ?? [];
  if (kind === undefined) return undefined;
  const candidate = bits === '8' ? `${kind}8` : `${kind}${bits}${order ?? 'le'}`;
  return isSampleFormat(candidate) ? candidate : undefined;
}

function readSampleFormat(
  encoding: string | undefined,
  bits: number | undefined,
  bigEndian: boolean,
  fallback: SampleFormat,
): SampleFormat {
  const named = encoding === undefined ? undefined : namedSampleFormat(encoding);
  const fits = (format: SampleFormat): boolean => bits === undefined || bits === storedBytes(format) * 8;
  let format: string | undefined = named;
  if (encoding === undefined) format = fits(fallback) ? fallback : bits === 8 ? 'u8' : `s${bits}le`;
  else if (named === 'signed') format = bits === 8 ? 's8' : `s${bits ?? 16}le`;
  else if (named === 'unsigned') format = `u${bits ?? 8}`;
  else if (named === 'float') format = `f${bits ?? 32}le`;
  if (bigEndian && format !== undefined) format = format.replace(/le$/, 'be');
  if (format !== undefined && isSampleFormat(format) && (fits(format) || format.endsWith('law'))) return format;
  throw new AudioError(
    'unsupported_audio',
    `The audio is said to be "${encoding ?? 'PCM'}"${bits === undefined ? '' : ` with ${bits} bits`}, which is not known. ` +
      'Send PCM, mu-law, A-law, or a file with a header, and name it in msg.encoding and msg.bits.',
  );
}

function isBigEndian(value: unknown): boolean {
  return typeof value === 'string' && /^(be|big)/i.test(value);
}

function readNumber(value: unknown, name: string, { min, max }: { min: number; max: number }): number | undefined {
  if (value === undefined) return undefined;
  const number = typeof value === 'string' || typeof value === 'number' ? Number(value) : NaN;
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw new AudioError('invalid_audio_format', `msg.${name} must be a whole number between ${min} and ${max}.`);
}
