import { CompressedDecoder } from './compressed-decoder';
import { detectContainer, type Container } from './container';
import type { AudioDecoder } from './decoder';
import { FfmpegDecoder } from './ffmpeg-decoder';
import { unreadable } from './unreadable';
import { WavDecoder } from './wav-decoder';

type State =
  | { name: 'detecting'; bytes: Buffer }
  | { name: 'skipping_tag'; remaining: number }
  | { name: 'decoding'; decoder: AudioDecoder }
  | { name: 'closed' };

/** Decodes a stream that says itself what it is: tells the container from the first bytes and leaves it to its decoder. */
export class FileDecoder implements AudioDecoder {
  private state: State = { name: 'detecting', bytes: Buffer.alloc(0) };

  /** @param ffmpeg name or path of the program that decodes what no library here does */
  constructor(private readonly ffmpeg: string) {}

  async decode(bytes: Buffer): Promise<Float32Array[]> {
    switch (this.state.name) {
      case 'detecting':
        return this.detect(Buffer.concat([this.state.bytes, bytes]), false);
      case 'skipping_tag': {
        const { remaining } = this.state;
        const detecting = remaining < bytes.length;
        this.state = detecting
          ? { name: 'detecting', bytes: Buffer.alloc(0) }
          : { name: 'skipping_tag', remaining: remaining - bytes.length };
        return detecting ? this.decode(bytes.subarray(remaining)) : [];
      }
      case 'decoding':
        return this.state.decoder.decode(bytes);
      case 'closed':
        return [];
    }
  }

  async end(): Promise<Float32Array[]> {
    const pieces =
      this.state.name === 'detecting' && this.state.bytes.length > 0 ? await this.detect(this.state.bytes, true) : [];
    if (this.state.name === 'skipping_tag') throw unreadable('it ends within a tag');
    return this.state.name === 'decoding' ? [...pieces, ...(await this.state.decoder.end())] : pieces;
  }

  close(): void {
    if (this.state.name === 'decoding') this.state.decoder.close();
    this.state = { name: 'closed' };
  }

  private async detect(bytes: Buffer, complete: boolean): Promise<Float32Array[]> {
    const detection = detectContainer(bytes, complete);
    switch (detection.name) {
      case 'unclear':
        this.state = { name: 'detecting', bytes };
        return [];
      case 'unknown':
        throw unreadable('it is none of WAV, MP3, FLAC, Ogg, MP4, AAC, AMR and MPEG');
      case 'tag':
        this.state = { name: 'skipping_tag', remaining: detection.length };
        return this.decode(bytes);
      case 'container': {
        const decoder = await this.open(detection.container);
        if (this.isClosed()) {
          decoder.close();
          return [];
        }
        this.state = { name: 'decoding', decoder };
        return decoder.decode(bytes.subarray(detection.offset));
      }
    }
  }

  private async open(container: Container): Promise<AudioDecoder> {
    switch (container) {
      case 'wav':
        return new WavDecoder();
      case 'mp3':
      case 'flac':
      case 'ogg':
        return CompressedDecoder.open(container);
      case 'webm':
        throw unreadable('WebM and Matroska are not taken; send the same sound as Ogg or WAV');
      default:
        return FfmpegDecoder.open(container, this.ffmpeg);
    }
  }

  private isClosed(): boolean {
    return this.state.name === 'closed';
  }
}
