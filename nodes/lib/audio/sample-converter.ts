import {
  bytesPerSecond,
  DEFAULT_FORMAT,
  type Format,
  type RawFormat,
  type SampleFormat,
  type SourceFormat,
  type StoredFormat,
} from './format';
import { SAMPLE_FORMAT_OF, storedBytes, toMonoFloat32, toMonoInt16 } from './samples';
import { SampleAligner } from './sample-aligner';

/** Audio in its wire format: whole samples, at most 100 ms, or a part of a container. */
export interface AudioPiece {
  data: Buffer;
  /** Duration; 0 for containers, where it is unknown. */
  seconds: number;
}

const UNCHANGED: Partial<Record<SampleFormat, RawFormat['encoding']>> = {
  s16le: 'pcm_s16le',
  f32le: 'pcm_f32le',
  mulaw: 'mulaw',
};
const FLOATS: ReadonlySet<SampleFormat> = new Set(['f32le', 'f32be', 'f64le', 'f64be']);

/** The wire format for samples: their own if the protocol has it, else the nearest one that can hold them. */
export function wireFormat({ sampleFormat, channels, sampleRate }: StoredFormat): RawFormat {
  const own = channels === 1 ? UNCHANGED[sampleFormat] : undefined;
  return {
    type: 'raw',
    encoding: own ?? (FLOATS.has(sampleFormat) ? 'pcm_f32le' : 'pcm_s16le'),
    sample_rate: sampleRate,
  };
}

/** The stored format of a source that sends samples without a header. */
export function layoutOf(source: Exclude<SourceFormat, { type: 'file' }>): StoredFormat {
  if (source.type === 'stored') return source;
  const { encoding, sample_rate } = source.type === 'auto' ? DEFAULT_FORMAT : source;
  return { type: 'stored', sampleFormat: SAMPLE_FORMAT_OF[encoding], channels: 1, sampleRate: sample_rate };
}

/** The format for a session that is opened ahead of the audio, unless the first bytes decide otherwise. */
export function expectedFormat(source: SourceFormat): Format {
  if (source.type === 'auto') return DEFAULT_FORMAT;
  return source.type === 'stored' ? wireFormat(source) : source;
}

/**
 * Converts stored samples, in Buffers cut anywhere, to the wire format. Samples that need no conversion are not copied.
 */
export class SampleConverter {
  readonly format: RawFormat;
  private readonly frames: SampleAligner;

  constructor(readonly layout: StoredFormat) {
    this.format = wireFormat(layout);
    const frameBytes = storedBytes(layout.sampleFormat) * layout.channels;
    this.frames = new SampleAligner(frameBytes, Math.floor(layout.sampleRate / 10) * frameBytes);
  }

  push(data: Buffer): AudioPiece[] {
    return this.frames.push(data).map((frames) => {
      const converted = this.convert(frames);
      return { data: converted, seconds: converted.length / bytesPerSecond(this.format) };
    });
  }

  private convert(frames: Buffer): Buffer {
    const { sampleFormat, channels } = this.layout;
    if (channels === 1 && UNCHANGED[sampleFormat]) return frames;
    const convert = FLOATS.has(sampleFormat) ? toMonoFloat32 : toMonoInt16;
    return convert(frames, sampleFormat, channels);
  }
}
