import { AudioError, CHANNELS, SAMPLE_RATES, type SampleFormat } from '../format';
import { storedBytes } from '../samples';

/** How a payload of RTP is stored. */
export interface RtpFormat {
  sampleFormat: SampleFormat;
  /** Hz; also ticks of the timestamp in a second. */
  rate: number;
  channels: number;
}

/** Meanings of payload types: a format, no audio, or the name of an unsupported codec. */
export type RtpPayloadTypes = ReadonlyMap<number, RtpFormat | 'nothing' | { refused: string }>;

/** RFC 3551, table 4. */
const STATIC: RtpPayloadTypes = new Map<number, RtpFormat | 'nothing' | { refused: string }>([
  [0, { sampleFormat: 'mulaw', rate: 8000, channels: 1 }],
  [3, { refused: 'GSM' }],
  [4, { refused: 'G.723' }],
  [5, { refused: 'DVI4' }],
  [6, { refused: 'DVI4' }],
  [7, { refused: 'LPC' }],
  [8, { sampleFormat: 'alaw', rate: 8000, channels: 1 }],
  [9, { refused: 'G.722' }],
  [10, { sampleFormat: 's16be', rate: 44100, channels: 2 }],
  [11, { sampleFormat: 's16be', rate: 44100, channels: 1 }],
  [12, { refused: 'QCELP' }],
  [13, 'nothing'],
  [14, { refused: 'MPEG audio' }],
  [15, { refused: 'G.728' }],
  [16, { refused: 'DVI4' }],
  [17, { refused: 'DVI4' }],
  [18, { refused: 'G.729' }],
]);

const SAMPLES: Partial<Record<string, SampleFormat>> = {
  PCMU: 'mulaw',
  PCMA: 'alaw',
  L8: 'u8',
  L16: 's16be',
  L24: 's24be',
};
/** Comfort noise and telephone keys, which have no speech. */
const NOTHING = new Set(['CN', 'TELEPHONE-EVENT']);
const MOST = 127;
/** `a=rtpmap:96 L16/16000/1`, as SDP says it; the beginning may be left out, and `=` or `:` stand for the blank. */
const ENTRY = /^(?:a=)?(?:rtpmap:)?\s*(\d{1,3})\s*[\s=:]\s*([A-Za-z0-9-]+)(?:\/(\d{1,6})(?:\/(\d{1,2}))?)?$/;

/**
 * Parses the setting for payload types, `96 L16/16000/1`, separated by commas, semicolons or lines, and adds the static types.
 *
 * @returns undefined if the text is invalid
 */
export function readPayloadTypes(text: string): RtpPayloadTypes | undefined {
  const types = new Map(STATIC);
  for (const entry of text.split(/[,;\n]/).filter((part) => part.trim() !== '')) {
    const [, type, name, rate, channels] = ENTRY.exec(entry.trim()) ?? [];
    if (type === undefined || name === undefined || Number(type) > MOST) return undefined;
    const meaning = meaningOf(name.toUpperCase(), Number(rate ?? 8000), Number(channels ?? 1));
    if (!meaning) return undefined;
    types.set(Number(type), meaning);
  }
  return types;
}

function meaningOf(
  name: string,
  rate: number,
  channels: number,
): RtpFormat | 'nothing' | { refused: string } | undefined {
  if (NOTHING.has(name)) return 'nothing';
  if (rate < SAMPLE_RATES.min || rate > SAMPLE_RATES.max || channels < CHANNELS.min || channels > CHANNELS.max) {
    return undefined;
  }
  const sampleFormat = Object.hasOwn(SAMPLES, name) ? SAMPLES[name] : undefined;
  return sampleFormat ? { sampleFormat, rate, channels } : { refused: name };
}

/** The error for a payload type that cannot be decoded. */
export function unknownPayloadType(type: number, meaning: { refused: string } | undefined): AudioError {
  const cure = 'Let the sender use PCMU, PCMA or L16, or convert it before this node, for example with ffmpeg.';
  return new AudioError(
    'unsupported_audio',
    meaning
      ? `The audio is RTP with ${meaning.refused} (payload type ${type}), which is not decoded here. ${cure}`
      : `The audio is RTP with payload type ${type}, and packets do not say what that stands for. ` +
          `Enter it in the transcribe node under "RTP payload types", for example ${type} L16/16000/1.`,
  );
}

/** Bytes of one tick of the timestamp. */
export function frameBytes({ sampleFormat, channels }: RtpFormat): number {
  return storedBytes(sampleFormat) * channels;
}

const SILENCE: Partial<Record<SampleFormat, number>> = { mulaw: 0xff, alaw: 0xd5, u8: 0x80 };

/** Returns silence of this many ticks. */
export function silentTicks(format: RtpFormat, ticks: number): Buffer {
  return Buffer.alloc(ticks * frameBytes(format), SILENCE[format.sampleFormat] ?? 0);
}
