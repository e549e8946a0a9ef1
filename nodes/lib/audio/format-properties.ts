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
import { readFormatName, type NamedFormat } from './format-names';
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
  rate: [
    'rate',
    'sample_rate',
    'sampleRate',
    'samplerate',
    'sample_rate_hertz',
    'sampleRateHertz',
    'samplingRate',
    'sr',
  ],
  bits: ['bits', 'bitDepth', 'bit_depth', 'bitsPerSample', 'bits_per_sample'],
  width: ['width', 'sample_width', 'sampleWidth'],
  channels: ['channels', 'numChannels', 'num_channels', 'channelCount', 'audioChannelCount', 'audio_channel_count'],
  encoding: ['encoding', 'content-type', 'contentType', 'content_type', 'mimeType', 'mimetype', 'mime_type', 'codec'],
  format: ['format', 'audio_format', 'audioFormat', 'input_audio_format', 'audio_encoding', 'audioEncoding'],
  byteOrder: ['byteOrder', 'byte_order', 'endian', 'endianness'],
};

const MEANINGS = (Object.entries(NAMES) as [keyof FormatProperties, readonly string[]][]).flatMap(([meaning, names]) =>
  names.map((name) => ({ name, meaning })),
);

/** Names of formats that other nodes use for other things. */
const AMBIGUOUS: ReadonlySet<string> = new Set(
  [...NAMES.encoding, ...NAMES.format].filter((name) => name !== 'encoding'),
);

/** Collects what the objects say of the audio; the first that says something is believed. */
export function formatPropertiesOf(...objects: readonly object[]): FormatProperties {
  const found: FormatProperties = {};
  for (const object of objects) {
    // Every message is asked for every name.
    for (const { name, meaning } of MEANINGS) {
      const value = (object as Record<string, unknown>)[name];
      if (isSaid(value) && !(meaning in found) && isOwnWord(name, value)) found[meaning] = value;
    }
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
  const named = readName(said.encoding) ?? readName(said.format);
  const channels = readNumber(said.channels ?? named?.channels, 'channels', CHANNELS);
  const rate = readNumber(said.rate ?? named?.rate, 'rate', SAMPLE_RATES);
  const width = readNumber(said.width, 'width', { min: 1, max: 8 });
  const saidBits = readNumber(said.bits, 'bits', { min: 8, max: 64 });
  const bits = saidBits ?? (width === undefined ? named?.bits : width * 8);
  if (named?.kind === 'webm') throw unsupportedContainer('WebM or Matroska');
  if (named?.kind === 'file') return { type: 'file' };
  if ([named, channels, rate, bits, said.byteOrder].every((value) => value === undefined)) return setting;
  const fallback = setting.type === 'raw' ? setting : DEFAULT_FORMAT;
  const sampleFormat = readSampleFormat(named, bits, isBigEndian(said.byteOrder), SAMPLE_FORMAT_OF[fallback.encoding]);
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

/** Other nodes use the names of formats for other things. */
function isOwnWord(name: string, value: unknown): boolean {
  if (!AMBIGUOUS.has(name)) return true;
  return typeof value === 'string' && (readFormatName(value)?.kind ?? 'none') !== 'none';
}

/** What an encoding is called in errors, and what its name says. */
type Named = NamedFormat & { name: string };

/** @throws AudioError `unsupported_audio` for a name that is not known */
function readName(value: unknown): Named | undefined {
  if (typeof value !== 'string') return undefined;
  const named = readFormatName(value);
  if (!named) throw unsupportedEncoding(value, undefined);
  return named.kind === 'none' ? undefined : { ...named, name: value };
}

function readSampleFormat(
  named: Named | undefined,
  bits: number | undefined,
  bigEndian: boolean,
  fallback: SampleFormat,
): SampleFormat {
  const fits = (format: SampleFormat): boolean => bits === undefined || bits === storedBytes(format) * 8;
  let format: string | undefined = named?.kind;
  if (named === undefined) format = fits(fallback) ? fallback : bits === 8 ? 'u8' : `s${bits}le`;
  else if (named.kind === 'signed') format = bits === 8 ? 's8' : `s${bits ?? 16}le`;
  else if (named.kind === 'unsigned') format = `u${bits ?? 8}`;
  else if (named.kind === 'float') format = `f${bits ?? 32}le`;
  if (bigEndian && format !== undefined) format = format.replace(/le$/, 'be');
  if (format !== undefined && isSampleFormat(format) && (fits(format) || format.endsWith('law'))) return format;
  throw unsupportedEncoding(named?.name ?? 'PCM', bits);
}

function unsupportedEncoding(name: string, bits: number | undefined): AudioError {
  return new AudioError(
    'unsupported_audio',
    `The audio is said to be "${name.slice(0, 80)}"${bits === undefined ? '' : ` with ${bits} bits`}, which is not known. ` +
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
