import { isDeepStrictEqual } from 'node:util';
import { findContainer, findFrames, findSignature, type Finding } from './container';
import { FileStructure, startsFile } from './ends/file-structure';
import { LONGEST_PIECE, SHORTEST_PIECE } from './ends/end-of-audio';
import { AudioError, type Format, type SampleFormat, type SourceFormat, type StoredFormat } from './format';
import { findMpegFrames } from './mpeg-frame';
import { partOf } from './part-of';
import { isSoundAs } from './plausibility/plausibility';
import { SampleCheck } from './plausibility/sample-check';
import { layoutOf, SampleConverter, wireFormat, type AudioPiece } from './sample-converter';
import { storedBytes } from './samples';
import { readSampleFileHeader, startsSampleFile } from './sample-file';
import { id3TagLength, signatureOf, type Container } from './signatures';
import { startsWav, wavFileLength } from './wav';

export type { AudioPiece } from './sample-converter';

/** Longest piece of a container, bytes. */
const FILE_PIECE_BYTES = 16 * 1024;
/** Bytes after which a container must have been recognised. */
const DETECTION_LIMIT = 16 * 1024;

/** `remaining`: bytes of samples still to come, by the header; `trailing`: bytes after them; `length`: seconds of the file. */
interface Samples {
  name: 'samples';
  stream: SampleConverter;
  /** Only for headerless bytes. */
  check?: SampleCheck;
  remaining: number;
  trailing: number;
  length: number;
}

/**
 * `before`: the samples up to these bytes, which may be the start of a header. `remaining`: bytes of the file still to come, by
 * its header; undefined before its first bytes, Infinity if the header announces no length.
 */
type State =
  | { name: 'detecting'; bytes: Buffer; before?: Samples }
  | { name: 'wav_header'; bytes: Buffer; before?: Samples }
  | Samples
  | { name: 'holding'; bytes: Buffer; samples: Samples }
  /** `error`: why the bytes are no samples. */
  | { name: 'seeking'; bytes: Buffer; error: unknown }
  | { name: 'trailing'; remaining: number; onward?: Samples }
  | { name: 'file'; remaining?: number; structure?: FileStructure }
  | { name: 'complete' };

/**
 * Reads the bytes of one stream, in Buffers cut anywhere, and gives them back in the form in which they go to the server.
 * Headers of sample files are removed wherever a Buffer starts with one, since headerless audio can be sent again after a lost
 * connection. Incoming Buffers are never changed, and copied only where samples have to be converted.
 */
export class AudioReader {
  private state: State;
  private known: Format | undefined;
  private latest: 'within' | 'end_of_short_file' = 'within';

  /**
   * @param assumed format of bytes that don't begin with a header; `file` is passed through
   * @param takes containers that the server takes besides those of the protocol
   */
  constructor(
    private readonly assumed: SourceFormat,
    private readonly takes: readonly Container[] = [],
  ) {
    if (assumed.type === 'file') this.known = assumed;
    this.state = assumed.type === 'file' ? { name: 'file' } : { name: 'detecting', bytes: Buffer.alloc(0) };
  }

  /** The format that goes to the server; undefined until the first bytes have decided it. */
  get format(): Format | undefined {
    return this.known;
  }

  /** The format of incoming samples; undefined for containers, and until the first bytes have decided it. */
  get sampleFormat(): SampleFormat | undefined {
    const { state } = this;
    if (state.name === 'holding') return state.samples.stream.layout.sampleFormat;
    const samples = state.name === 'detecting' || state.name === 'wav_header' ? state.before : state;
    return samples?.name === 'samples' ? samples.stream.layout.sampleFormat : undefined;
  }

  /** Whether the latest bytes ended a short WAV file: a recording, or a piece of live audio. */
  get endsFile(): boolean {
    return this.latest === 'end_of_short_file';
  }

  /** Whether the file is incomplete by its header or structure, even if the message claims to be the last. */
  get goesOn(): boolean {
    const { state } = this;
    if (state.name === 'file') return state.structure?.state === 'within' || isAnnounced(state.remaining);
    return state.name === 'wav_header' || (state.name === 'samples' && isAnnounced(state.remaining));
  }

  /**
   * Whether a recording has been read to the end that its WAV header announced. A short file does not count: live sources
   * wrap each chunk in one.
   */
  get complete(): boolean {
    return this.state.name === 'complete';
  }

  /**
   * @param data the bytes of one message
   * @throws AudioError `invalid_wav`, `unsupported_audio`, `not_audio`, `text_not_audio`, `not_samples`
   */
  read(data: Buffer): AudioPiece[] {
    if (data.length === 0) return [];
    this.latest = 'within';
    const { state } = this;
    if (state.name === 'samples' && startsSampleFile(data) !== false) {
      this.state = { name: 'detecting', bytes: Buffer.alloc(0), before: state };
    }
    return this.consume(data);
  }

  /** Whether the bytes of one message begin another file, or samples that need another wire format. */
  changesFormat(data: Buffer): boolean {
    const { state } = this;
    if (state.name === 'file' && state.remaining !== undefined) {
      return state.structure ? state.structure.endsBefore(data) : startsFile(data);
    }
    if (state.name !== 'samples') return false;
    if (startsSampleFile(data) === true) {
      const format = readSampleFileHeader(data)?.format;
      return format !== undefined && !isDeepStrictEqual(wireFormat({ type: 'stored', ...format }), this.known);
    }
    if (state.remaining !== Infinity) return false;
    return startsFile(data) || isFragment(data) || (hasSignature(data) && !isSound(data, state.stream.layout));
  }

  /**
   * Ends the stream: returns bytes that were held back because they could have been the start of a header.
   *
   * @throws AudioError `invalid_wav`
   */
  end(): AudioPiece[] {
    const { state } = this;
    if (state.name === 'holding') {
      state.samples.check?.end();
      this.state = { ...state.samples, check: undefined };
      return this.consume(state.bytes);
    }
    if (state.name === 'seeking') throw state.error;
    if (state.name === 'wav_header') throw new AudioError('invalid_wav', 'The file ends within its header.');
    if (state.name !== 'detecting' || state.bytes.length === 0) return [];
    this.state = state.before ?? this.bareSamples();
    return [...this.consume(state.bytes), ...this.end()];
  }

  private consume(data: Buffer): AudioPiece[] {
    const { state } = this;
    switch (state.name) {
      case 'detecting':
        return this.detect(joined(state.bytes, data), state.before);
      case 'wav_header':
        return this.readHeader(joined(state.bytes, data), state.before);
      case 'samples':
        return this.checkSamples(data, data, state);
      case 'holding':
        return this.checkSamples(data, joined(state.bytes, data), state.samples);
      case 'seeking':
        return this.seekFrames(joined(state.bytes, data), state.error);
      case 'trailing':
        state.remaining -= data.length;
        if (state.remaining <= 0) this.state = state.onward ?? { name: 'complete' };
        return [];
      case 'file':
        if (state.remaining === undefined) state.structure = FileStructure.of(data);
        state.structure?.push(data);
        state.remaining = (state.remaining ?? announcedBytes(data)) - data.length;
        if (state.remaining <= 0) this.state = { name: 'complete' };
        return filePieces(data);
      case 'complete':
        return [];
    }
  }

  private detect(bytes: Buffer, before: Samples | undefined): AudioPiece[] {
    const starts = startsSampleFile(bytes);
    if (starts === true) return this.readHeader(bytes, before);
    const finding = before || starts === undefined ? 'none' : this.find(bytes);
    if (starts === undefined || (finding === 'unclear' && bytes.length < DETECTION_LIMIT)) {
      this.state = { name: 'detecting', bytes, before };
      return [];
    }
    if (finding === 'container') {
      this.known = { type: 'file' };
      this.state = { name: 'file' };
    } else {
      this.state = before ?? this.bareSamples();
    }
    return this.consume(bytes);
  }

  /** A signature overrides the assumed format; frames don't, since their headers are too short. */
  private find(bytes: Buffer): Finding {
    return this.assumed.type === 'auto' ? findContainer(bytes, this.takes) : findSignature(bytes, this.takes);
  }

  private readHeader(bytes: Buffer, before: Samples | undefined): AudioPiece[] {
    const header = readSampleFileHeader(bytes);
    if (!header) {
      this.state = { name: 'wav_header', bytes, before };
      return [];
    }
    const { sampleFormat, channels, sampleRate, dataLength = Infinity, trailingLength } = header.format;
    const layout: StoredFormat = { type: 'stored', sampleFormat, channels, sampleRate };
    // With the same format the stream goes on, even in the middle of a sample that the header interrupts.
    const stream =
      before && isDeepStrictEqual(before.stream.layout, layout) ? before.stream : new SampleConverter(layout);
    if (this.known && !isDeepStrictEqual(this.known, stream.format)) {
      throw new AudioError(
        'unsupported_audio',
        `A header within the stream changes its format to ${sampleRate} Hz ${stream.format.encoding}. ` +
          'Finish the stream before another one begins, or separate the sources.',
      );
    }
    this.known = stream.format;
    const length = dataLength / (storedBytes(sampleFormat) * channels * sampleRate);
    this.state = { name: 'samples', stream, remaining: dataLength, trailing: trailingLength, length };
    return this.consume(bytes.subarray(header.dataOffset));
  }

  /** @param fresh the part of `data` that has not been checked yet */
  private checkSamples(fresh: Buffer, data: Buffer, samples: Samples): AudioPiece[] {
    try {
      if (samples.check?.push(fresh) === 'hold') {
        this.state = { name: 'holding', bytes: data, samples };
        return [];
      }
    } catch (error) {
      return this.seekFrames(data, error);
    }
    this.known ??= samples.stream.format;
    this.state = samples;
    return this.readSamples(data, samples);
  }

  /**
   * A listener who joins a radio stream gets it from the middle of a frame.
   *
   * @throws AudioError `error`, where no frames follow
   */
  private seekFrames(bytes: Buffer, error: unknown): AudioPiece[] {
    const found = this.assumed.type === 'auto' && this.known === undefined ? findMpegFrames(bytes) : 'none';
    if (found === 'none') throw error;
    if (found === 'unclear') {
      if (bytes.length >= DETECTION_LIMIT) throw error;
      this.state = { name: 'seeking', bytes, error };
      return [];
    }
    this.known = { type: 'file' };
    this.state = { name: 'file' };
    return this.consume(bytes.subarray(found));
  }

  private readSamples(data: Buffer, state: Samples): AudioPiece[] {
    const end = Math.min(data.length, state.remaining);
    const pieces = state.stream.push(partOf(data, 0, end));
    state.remaining -= end;
    if (state.remaining > 0) return pieces;
    const rest = data.subarray(end);
    const onward: Samples = { ...state, remaining: Infinity, trailing: 0, length: Infinity };
    // A recorder that reaches its longest file starts another one in the same stream.
    if (rest.length > 0 && startsSampleFile(rest) !== false) return [...pieces, ...this.detect(rest, onward)];
    const isShort = state.length < LONGEST_PIECE;
    if (isShort && state.length >= SHORTEST_PIECE) this.latest = 'end_of_short_file';
    this.state = isShort ? onward : { name: 'complete' };
    if (state.trailing > rest.length) {
      this.state = { name: 'trailing', remaining: state.trailing, ...(isShort && { onward }) };
      this.consume(rest);
    }
    return pieces;
  }

  private bareSamples(): Samples {
    const stream = new SampleConverter(layoutOf(this.assumed as Exclude<SourceFormat, { type: 'file' }>));
    const check = new SampleCheck(stream.layout);
    return { name: 'samples', stream, check, remaining: Infinity, trailing: 0, length: Infinity };
  }
}

/** Whether the number of bytes that are still to come is known. */
function isAnnounced(remaining: number | undefined): boolean {
  return remaining !== undefined && remaining > 0 && remaining < Infinity;
}

/** The length that a WAV header announces; Infinity for other formats, and for short files, in which live sources wrap chunks. */
function announcedBytes(data: Buffer): number {
  const length = startsWav(data) === true ? wavFileLength(data) : undefined;
  return length && length.seconds >= SHORTEST_PIECE ? length.bytes : Infinity;
}

function isFragment(data: Buffer): boolean {
  const signature = signatureOf(data);
  return signature !== undefined && 'fragment' in signature;
}

function hasSignature(data: Buffer): boolean {
  return signatureOf(data) !== undefined || id3TagLength(data) !== undefined || findFrames(data) === 'container';
}

/** Samples may look like the start of a file by chance. */
function isSound(data: Buffer, layout: StoredFormat): boolean {
  try {
    return isSoundAs(data, layout);
  } catch {
    return false;
  }
}

function filePieces(data: Buffer): AudioPiece[] {
  const pieces: AudioPiece[] = [];
  for (let at = 0; at < data.length; at += FILE_PIECE_BYTES) {
    pieces.push({ data: data.subarray(at, at + FILE_PIECE_BYTES), seconds: 0 });
  }
  return pieces;
}

function joined(before: Buffer, data: Buffer): Buffer {
  return before.length === 0 ? data : Buffer.concat([before, data]);
}
