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
import type { Container } from './signatures';
import { isSampleFormat, SAMPLE_FORMAT_OF, storedBytes } from './samples';
import { wireFormat } from './sample-converter';

/** Properties with which audio nodes describe their audio. A message may be any object: values are unchecked. */
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

/** The property names in use, by meaning, in snake case; others write them in camel case, with hyphens or in one word. */
const NAMES: Record<keyof FormatProperties, string> = {
  rate: 'rate sample_rate sample_rate_hertz sampling_rate sample_rate_hz audio_fs sr',
  bits: 'bits bit_depth bits_per_sample sample_size_bits sample_size_in_bits',
  width: 'width sample_width',
  channels: 'channels num_channels channel_count audio_channel_count',
  encoding: 'encoding content_type mime_type media_type codec audio_codec',
  format: 'format audio_format media_format input_audio_format audio_encoding type',
  byteOrder: 'byte_order endian endianness',
};

const MEANINGS = (Object.entries(NAMES) as [keyof FormatProperties, string][]).flatMap(([meaning, names]) =>
  names.split(' ').flatMap((name) => spellings(name).map((spelling) => ({ name: spelling, meaning }))),
);

/** Hz. */
const TELEPHONE_RATE = 8000;

/** The place of each name in the list: the first one that says something is taken. */
const PLACES: ReadonlyMap<string, number> = new Map(MEANINGS.map(({ name }, place) => [name, place]));

/** Format names that other nodes use for something else. */
const AMBIGUOUS: ReadonlySet<string> = new Set(
  MEANINGS.filter(({ name, meaning }) => ['encoding', 'format'].includes(meaning) && name !== 'encoding').map(
    ({ name }) => name,
  ),
);

function spellings(name: string): string[] {
  const camel = name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return [...new Set([name, camel, name.replaceAll('_', '-'), name.replaceAll('_', '')])];
}

/** Collects the format properties of several objects; the first one that has a property wins. */
export function formatPropertiesOf(...objects: readonly object[]): FormatProperties {
  const found: FormatProperties = {};
  for (const object of objects) {
    for (const { name, meaning } of namesIn(object)) {
      const value = (object as Record<string, unknown>)[name];
      if (!isSaid(value) || meaning in found || !isOwnWord(name, value)) continue;
      // Channels may be named instead of counted.
      found[meaning] = meaning === 'channels' && Array.isArray(value) ? value.length : value;
    }
  }
  return found;
}

/**
 * Determines the format: from the source's properties, else from the node's settings, else left to the first bytes. Numbers may
 * be strings.
 *
 * @param takes containers that the server takes besides those of the protocol
 * @throws AudioError `invalid_audio_format`, `unsupported_audio`
 */
export function readFormat(
  hints: FormatProperties,
  setting: Format | { type: 'auto' },
  takes: readonly Container[] = [],
): SourceFormat {
  if (setting.type === 'file') return setting;
  const named = readName(hints.encoding) ?? readName(hints.format);
  const channels = readNumber(hints.channels ?? named?.channels, 'channels', CHANNELS);
  const rate = readNumber(hints.rate ?? named?.rate, 'rate', SAMPLE_RATES);
  const width = readNumber(hints.width, 'width', { min: 1, max: 8 });
  const hintedBits = readNumber(hints.bits, 'bits', { min: 8, max: 64 });
  const bits = hintedBits ?? (width === undefined ? named?.bits : width * 8);
  if (named?.kind === 'webm' && !takes.includes('webm')) throw unsupportedContainer('WebM or Matroska');
  if (named?.kind === 'webm' || named?.kind === 'file') return { type: 'file' };
  if (named && isUnclear(named, bits, channels)) throw unsupportedEncoding(named, bits);
  if ([named, channels, rate, bits, hints.byteOrder].every((value) => value === undefined)) return setting;
  const fallback = setting.type === 'raw' ? setting : DEFAULT_FORMAT;
  const bigEndian = isBigEndian(hints.byteOrder) || named?.bigEndian === true;
  const isPadded = named?.padded === true && [undefined, 24, 32].includes(hintedBits) && (width ?? 4) === 4;
  const sampleFormat = isPadded
    ? (`s24_32${bigEndian ? 'be' : 'le'}` as const)
    : readSampleFormat(named, bits, bigEndian, SAMPLE_FORMAT_OF[fallback.encoding]);
  const layout = {
    type: 'stored' as const,
    sampleFormat,
    channels: channels ?? 1,
    sampleRate: rate ?? (isTelephone(sampleFormat) && setting.type === 'auto' ? TELEPHONE_RATE : fallback.sample_rate),
  };
  const wire = wireFormat(layout);
  return layout.channels === 1 && SAMPLE_FORMAT_OF[wire.encoding] === sampleFormat ? wire : layout;
}

/** Whether the names are those of a readable sample format; true if there are none. */
export function namesSamples({ encoding, format }: FormatProperties): boolean {
  const names = [encoding, format].filter((name) => typeof name === 'string');
  return names.every((name) => !['compressed', 'g711', 'webm', undefined].includes(readFormatName(name)?.kind));
}

/** Mu-law and A-law come from telephony, which has one rate. */
function isTelephone(sampleFormat: SampleFormat): boolean {
  return sampleFormat.endsWith('law');
}

/** The known names in an object, in order. Properties of a class may be inherited and not enumerable. */
function namesIn(object: object): typeof MEANINGS {
  if (Object.getPrototypeOf(object) !== Object.prototype) return MEANINGS;
  const places: number[] = [];
  for (const name in object) {
    const place = PLACES.get(name);
    if (place !== undefined) places.push(place);
  }
  return places.sort((one, other) => one - other).map((place) => MEANINGS[place]!);
}

function isSaid(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

/** Whether a property means something else to the node that set it. */
function isOwnWord(name: string, value: unknown): boolean {
  if (!AMBIGUOUS.has(name)) return true;
  // Usually the type of a message.
  if (name === 'type' && !(typeof value === 'string' && /^audio\//i.test(value))) return false;
  return typeof value === 'string' && (readFormatName(value)?.kind ?? 'none') !== 'none';
}

/** A format with its name, for errors. */
type Named = NamedFormat & { name: string };

/** @throws AudioError `unsupported_audio` for a name that is not known */
function readName(value: unknown): Named | undefined {
  if (typeof value !== 'string') return undefined;
  const named = readFormatName(value);
  if (!named) throw unsupportedEncoding({ name: value }, undefined);
  const { kind, rate, channels } = named;
  return kind === 'none' && rate === undefined && channels === undefined ? undefined : { ...named, name: value };
}

/** Whether a name means no samples, or more than one format. */
function isUnclear(named: Named, bits: number | undefined, channels = 1): boolean {
  if (named.kind === 'compressed' || named.kind === 'g711') return true;
  return (named.planar === true && channels > 1) || (named.bits !== undefined && named.bits !== bits);
}

function readSampleFormat(
  named: Named | undefined,
  bits: number | undefined,
  bigEndian: boolean,
  fallback: SampleFormat,
): SampleFormat {
  const fits = (format: SampleFormat): boolean => bits === undefined || bits === storedBytes(format) * 8;
  const format = nameOf(named?.kind ?? 'none', bits, fits(fallback) ? fallback : undefined);
  const ordered = bigEndian ? format.replace(/le$/, 'be') : format;
  if (isSampleFormat(ordered) && (fits(ordered) || ordered.endsWith('law'))) return ordered;
  throw unsupportedEncoding(named, bits);
}

/** The name of a little-endian sample format; not every combination exists. */
function nameOf(kind: NamedFormat['kind'], bits: number | undefined, fallback: SampleFormat | undefined): string {
  switch (kind) {
    case 'none':
      return fallback ?? (bits === 8 ? 'u8' : `s${bits}le`);
    case 'linear':
    case 'signed':
      if (bits === 8) return kind === 'linear' ? 'u8' : 's8';
      return `s${bits ?? 16}le`;
    case 'unsigned':
      return bits === undefined || bits === 8 ? 'u8' : `u${bits}le`;
    case 'float':
      return `f${bits ?? 32}le`;
    default:
      return kind;
  }
}

function unsupportedEncoding(
  named: (Pick<Named, 'name'> & Partial<Named>) | undefined,
  bits: number | undefined,
): AudioError {
  const described = `The audio is said to be "${(named?.name ?? 'PCM').slice(0, 80)}"`;
  const convert = 'Send PCM, mu-law, A-law, or a file with a header';
  const why: Partial<Record<NamedFormat['kind'], string>> = {
    g711: 'which may be mu-law or A-law. Set msg.encoding to "mulaw" (North America, Japan) or "alaw" (elsewhere).',
    compressed: `which is not decoded without a container. ${convert}, such as Ogg.`,
  };
  const unknown = `which is not known. ${convert}, and name it in msg.encoding and msg.bits.`;
  const reason = (named?.kind && why[named.kind]) ?? unknown;
  return new AudioError(
    'unsupported_audio',
    `${described}${bits === undefined ? '' : ` with ${bits} bits`}, ${reason}`,
  );
}

function isBigEndian(value: unknown): boolean {
  return typeof value === 'string' && /^(be|big)/i.test(value);
}

/** A number with what it counts, such as `16 kHz` or `16 bit`, or channels in a word. */
function numberIn(text: string): number {
  const words = text.trim().toLowerCase();
  if (words === 'mono' || words === 'stereo') return words === 'mono' ? 1 : 2;
  const [, digits, thousands] = /^(\d+(?:\.\d+)?)[ _-]?(k)?(?:hz|bits?|ch|channels?)?$/.exec(words) ?? [];
  return digits === undefined ? NaN : Math.round(Number(digits) * (thousands === undefined ? 1 : 1000) * 1000) / 1000;
}

function readNumber(value: unknown, name: string, { min, max }: { min: number; max: number }): number | undefined {
  if (value === undefined) return undefined;
  const number = typeof value === 'string' ? numberIn(value) : typeof value === 'number' ? value : NaN;
  if (Number.isInteger(number) && number >= min && number <= max) return number;
  throw new AudioError('invalid_audio_format', `msg.${name} must be a whole number between ${min} and ${max}.`);
}
