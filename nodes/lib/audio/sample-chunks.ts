import { AudioError } from './format';
import { HEADER_LIMIT, type SampleFileFormat, type SampleFileHeader } from './sample-file-header';

/** The sample format in the format chunk. */
export type ChunkLayout = Pick<SampleFileFormat, 'sampleFormat' | 'channels' | 'sampleRate'>;

/** A chunked file: chunks have a name and a length; one has the format, a later one the samples. */
export interface ChunkedFile {
  /** For errors, such as "WAV". */
  name: string;
  /** Where its first chunk begins. */
  start: number;
  /** Bytes of the header of a chunk, which begins with its name of four letters. */
  chunkHeader: number;
  lengthOf(bytes: Buffer, chunk: number): number;
  /** Where the next chunk begins; chunks may be padded. */
  behind(bytes: Buffer, body: number, length: number): number;
  /** The format chunk, and its minimum length in bytes. */
  format: { id: string; least: number; read: (chunk: Buffer) => ChunkLayout };
  samples: {
    id: string;
    /** Where the samples start in their chunk, and how many bytes follow; undefined if more bytes are needed. */
    locate: (bytes: Buffer, body: number, length: number) => SampleSpan | undefined;
  };
  /** Called for every other chunk. */
  note?: (id: string, chunk: Buffer) => void;
}

/** Where the samples of a file are. */
export type SampleSpan = Pick<SampleFileFormat, 'dataLength' | 'trailingLength'> & Pick<SampleFileHeader, 'dataOffset'>;

/** The most chunks before the samples: all of them are read again with each piece that comes. */
const MOST_CHUNKS = 100;

/**
 * Finds the samples in a file of chunks.
 *
 * @returns undefined when the header goes on beyond `bytes`
 * @throws AudioError `invalid_wav`, `unsupported_audio`
 */
export function readChunks(bytes: Buffer, file: ChunkedFile): SampleFileHeader | undefined {
  const invalid = (what: string): AudioError => new AudioError('invalid_wav', what);
  let layout: ChunkLayout | undefined;
  let offset = file.start;
  for (let chunk = 0; offset + file.chunkHeader <= bytes.length; chunk += 1) {
    const id = bytes.toString('latin1', offset, offset + 4);
    const length = file.lengthOf(bytes, offset);
    const body = offset + file.chunkHeader;
    if (id === file.samples.id) {
      if (!layout) throw invalid(`The ${file.name} header has no format before its samples.`);
      const span = file.samples.locate(bytes, body, length);
      if (!span) return undefined;
      const { dataOffset, ...lengths } = span;
      return { format: { ...layout, ...lengths }, dataOffset };
    }
    if (length < 0 || body + length > HEADER_LIMIT || chunk === MOST_CHUNKS) {
      throw invalid(`The ${file.name} header never comes to its samples.`);
    }
    if (body + length > bytes.length) return undefined;
    const content = bytes.subarray(body, body + length);
    if (id === file.format.id) {
      if (length < file.format.least) throw invalid(`The format chunk of the ${file.name} header is too short.`);
      layout = file.format.read(content);
    } else file.note?.(id, content);
    offset = file.behind(bytes, body, length);
  }
  return undefined;
}
