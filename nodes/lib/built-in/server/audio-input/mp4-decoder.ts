import type { AudioDecoder } from './decoder';
import { indexFirst, topBoxes, type Box } from './mp4-boxes';
import { unreadable } from './unreadable';

/** Limit of a file with its index at the end, bytes: it is held until the index comes. Voice memos take 30 MiB an hour. */
const LONGEST_FILE = 64 * 1024 * 1024;

/** `lookAt`: length at which more boxes can be read. */
type State =
  | { name: 'looking'; bytes: Buffer[]; length: number; lookAt: number }
  | { name: 'decoding'; decoder: AudioDecoder }
  | { name: 'closed' };

/** Longest header of a box, bytes. */
const BOX_HEADER = 16;

/**
 * Decodes MP4 with any order of boxes: streaming decoders need the index first, so a file with the index at its end is held
 * until it comes.
 */
export class Mp4Decoder implements AudioDecoder {
  private state: State = { name: 'looking', bytes: [], length: 0, lookAt: 0 };

  /** @param open starts the decoder of files with the index first */
  constructor(private readonly open: () => Promise<AudioDecoder>) {}

  async *decode(bytes: Buffer): AsyncGenerator<Float32Array> {
    const { state } = this;
    if (state.name === 'decoding') yield* state.decoder.decode(bytes);
    if (state.name !== 'looking') return;
    state.bytes.push(bytes);
    state.length += bytes.length;
    if (state.length > LONGEST_FILE) throw tooLong();
    if (state.length < state.lookAt) return;
    const held = Buffer.concat(state.bytes, state.length);
    state.bytes = [held];
    const boxes = topBoxes(held);
    const first = boxes.find(({ type }) => ['mdat', 'moov', 'moof'].includes(type));
    if (first && first.type !== 'mdat') yield* this.start(held);
    else if (boxes.some(({ type, end }) => type === 'moov' && end <= held.length)) yield* this.start(indexFirst(held));
    else state.lookAt = nextLook(boxes.at(-1));
  }

  async *end(): AsyncGenerator<Float32Array> {
    if (this.state.name === 'looking') yield* this.start(Buffer.concat(this.state.bytes, this.state.length));
    if (this.state.name === 'decoding') yield* this.state.decoder.end();
  }

  close(): void {
    if (this.state.name === 'decoding') this.state.decoder.close();
    this.state = { name: 'closed' };
  }

  private async *start(bytes: Buffer): AsyncGenerator<Float32Array> {
    const decoder = await this.open();
    if (this.isClosed()) {
      decoder.close();
      return;
    }
    this.state = { name: 'decoding', decoder };
    yield* decoder.decode(bytes);
  }

  private isClosed(): boolean {
    return this.state.name === 'closed';
  }
}

/** The length that is needed next: the whole index, or the header of the box after any other. */
function nextLook(last: Box | undefined): number {
  if (!last) return BOX_HEADER;
  return last.type === 'moov' ? last.end : last.end + BOX_HEADER;
}

function tooLong(): Error {
  const limit = `${LONGEST_FILE / 1024 / 1024} MiB`;
  return unreadable(
    `the index of the MP4 file does not come within ${limit}; put it in front (ffmpeg -movflags +faststart)`,
  );
}
