import { AudioError } from './format';
import { HEADER_LIMIT, type SampleFileFormat, type SampleFileHeader } from './sample-file-header';

/** How samples are stored, as the chunk with the format tells it. */
export type ChunkLayout = Pick<SampleFileFormat, 'sampleFormat' | 'channels' | 'sampleRate'>;

/** A file of samples that is made of chunks, each with a name and a length: one tells the format, a later one has the samples. */
export interface ChunkedFile {
  /** For errors, such as "WAV". */
  name: string;
  /** Where its first chunk begins. */
  start: number;
  /** Bytes of the header of a chunk, which begins with its name of four letters. */
  chunkHeader: number;
  lengthOf(bytes: Buffer, chunk: number): number;
  /** Where the chunk behind one begins, which may be padded. */
  behind(bytes: Buffer, body: number, length: number): number;
  /** The chunk with the format, and the fewest bytes that it has. */
  format: { id: string; least: number; read: (chunk: Buffer) => ChunkLayout };
  samples: {
    id: string;
    /** Where in the chunk the samples start, how many bytes are announced and how many behind them; undefined where more bytes are needed. */
    locate: (bytes: Buffer, body: number, length: number) => SampleSpan | undefined;
  };
  /** Looks at another chunk. */
  note?: (id: string, chunk: Buffer) => void;
}

/** Where the samples of a file are. */
export type SampleSpan = Pick<SampleFileFormat, 'dataLength' | 'trailingLength'> & Pick<SampleFileHeader, 'dataOffset'>;

/** More chunks than that before the samples are no header: all of them are looked at with each piece that comes. */
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
