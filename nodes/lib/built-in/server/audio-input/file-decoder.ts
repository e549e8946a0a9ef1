import { CompressedDecoder } from './compressed-decoder';
import type { Container } from '../../../audio/signatures';
import { detectContainer } from './container';
import type { AudioDecoder } from './decoder';
import { FfmpegDecoder } from './ffmpeg-decoder';
import { Mp4Decoder } from './mp4-decoder';
import { unreadable } from './unreadable';
import { WavDecoder } from './wav-decoder';

type State =
  | { name: 'detecting'; bytes: Buffer }
  | { name: 'skipping_tag'; remaining: number }
  | { name: 'decoding'; decoder: AudioDecoder }
  | { name: 'closed' };

/** Decodes a file: detects the container from the first bytes and delegates to its decoder. */
export class FileDecoder implements AudioDecoder {
  private state: State = { name: 'detecting', bytes: Buffer.alloc(0) };

  /** @param ffmpeg name or path of the program for containers without a library here */
  constructor(private readonly ffmpeg: string) {}

  async *decode(bytes: Buffer): AsyncGenerator<Float32Array> {
    switch (this.state.name) {
      case 'detecting':
        yield* this.detect(Buffer.concat([this.state.bytes, bytes]), false);
        break;
      case 'skipping_tag': {
        const { remaining } = this.state;
        const detecting = remaining < bytes.length;
        this.state = detecting
          ? { name: 'detecting', bytes: Buffer.alloc(0) }
          : { name: 'skipping_tag', remaining: remaining - bytes.length };
        if (detecting) yield* this.decode(bytes.subarray(remaining));
        break;
      }
      case 'decoding':
        yield* this.state.decoder.decode(bytes);
        break;
      case 'closed':
        break;
    }
  }

  async *end(): AsyncGenerator<Float32Array> {
    if (this.state.name === 'detecting' && this.state.bytes.length > 0) yield* this.detect(this.state.bytes, true);
    if (this.state.name === 'skipping_tag') throw unreadable('it ends within a tag');
    if (this.state.name === 'decoding') yield* this.state.decoder.end();
  }

  close(): void {
    if (this.state.name === 'decoding') this.state.decoder.close();
    this.state = { name: 'closed' };
  }

  private async *detect(bytes: Buffer, complete: boolean): AsyncGenerator<Float32Array> {
    const detection = detectContainer(bytes, complete);
    switch (detection.name) {
      case 'unclear':
        this.state = { name: 'detecting', bytes };
        break;
      case 'unknown':
        throw unreadable('it is none of WAV, MP3, FLAC, Ogg, WebM, AIFF, CAF, MP4, AAC, AMR and MPEG');
      case 'tag':
        this.state = { name: 'skipping_tag', remaining: detection.length };
        yield* this.decode(bytes);
        break;
      case 'container': {
        const decoder = await this.open(detection.container);
        if (this.isClosed()) {
          decoder.close();
          return;
        }
        this.state = { name: 'decoding', decoder };
        yield* decoder.decode(bytes.subarray(detection.offset));
        break;
      }
    }
  }

  private async open(container: Container): Promise<AudioDecoder> {
    switch (container) {
      case 'wav':
      case 'aiff':
      case 'au':
      case 'caf':
        return new WavDecoder();
      case 'mp3':
      case 'flac':
      case 'ogg':
      case 'webm':
        return CompressedDecoder.open(container);
      case 'mp4':
        return new Mp4Decoder(() => FfmpegDecoder.open('mp4', this.ffmpeg));
      case 'avi':
      case 'asf':
      case 'wave64':
        throw unreadable('AVI, Windows Media and Wave64 are not taken; send the same sound as Ogg or WAV');
      default:
        return FfmpegDecoder.open(container, this.ffmpeg);
    }
  }

  private isClosed(): boolean {
    return this.state.name === 'closed';
  }
}
