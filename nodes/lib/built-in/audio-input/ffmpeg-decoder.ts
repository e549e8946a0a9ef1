import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { toMono } from '../../audio/samples';
import { WholeSamples } from '../../audio/whole-samples';
import { SAMPLE_RATE } from '../recogniser';
import type { AudioDecoder } from './decoder';
import { unreadable } from './unreadable';

/** What is left to the program ffmpeg, because its codecs are patented or rare. */
export type FfmpegContainer = 'mp4' | 'aac' | 'amr' | 'mpeg_audio' | 'mpeg_ts' | 'mpeg_ps';

/** ffmpeg's names for them. Naming the format keeps it from taking the stream for a playlist that opens other files. */
const DEMUXERS: Record<FfmpegContainer, string> = {
  mp4: 'mov',
  aac: 'aac',
  amr: 'amr',
  mpeg_audio: 'mp3',
  mpeg_ts: 'mpegts',
  mpeg_ps: 'mpeg',
};

const SAMPLE_BYTES = 4;
/** Bytes of one piece of decoded samples: a tenth of a second. */
const PIECE_BYTES = (SAMPLE_RATE / 10) * SAMPLE_BYTES;
/** Characters kept of what ffmpeg complains about. */
const COMPLAINT_LENGTH = 300;
/** Microseconds of audio that ffmpeg looks at before it starts: without it live streams would come five seconds late. */
const ANALYSED = 1_000_000;

/**
 * Decodes by the program ffmpeg, in a process of its own that takes the stream on its standard input. `decode` waits until
 * the operating system has taken the bytes, so that no more is waiting than fits into two pipes; what they decode to may
 * come with the next call.
 */
export class FfmpegDecoder implements AudioDecoder {
  private readonly whole = new WholeSamples(SAMPLE_BYTES, PIECE_BYTES);
  private readonly exit: Promise<number | null>;
  private pieces: Float32Array[] = [];
  private heard = 0;
  private complaint = '';

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly container: FfmpegContainer,
  ) {
    this.exit = new Promise((resolve) => {
      child.once('close', resolve);
    });
    child.stdout.on('data', (bytes: Buffer) => {
      this.heard += bytes.length;
      for (const piece of this.whole.push(bytes)) this.pieces.push(toMono(piece, 'f32le', 1));
    });
    child.stderr.on('data', (text: Buffer) => {
      this.complaint = (this.complaint + text.toString()).slice(-COMPLAINT_LENGTH);
    });
    // The way in which the process ended says it all.
    for (const source of [child, child.stdin, child.stdout, child.stderr]) source.on('error', () => {});
  }

  /**
   * @param command name or path of the program
   * @throws Refusal `job_error` when there is no such program
   */
  static async open(container: FfmpegContainer, command: string): Promise<FfmpegDecoder> {
    const child = spawn(command, ffmpegArguments(container), { stdio: 'pipe', windowsHide: true });
    try {
      await once(child, 'spawn');
    } catch (error) {
      throw unreadable(
        'MP4, AAC, AMR and MPEG need the program ffmpeg on the PATH of the machine that runs Node-RED; install it, or ' +
          `send WAV, MP3, FLAC or Ogg (${(error as Error).message})`,
      );
    }
    return new FfmpegDecoder(child, container);
  }

  async decode(bytes: Buffer): Promise<Float32Array[]> {
    const failure = await new Promise((resolve) => this.child.stdin.write(bytes, resolve));
    // It takes no more: it has come to the end of what it can play, or failed. A write that is under way when the process
    // ends may be reported as done.
    if (failure || this.child.stdin.destroyed) await this.checkExit();
    return this.take();
  }

  async end(): Promise<Float32Array[]> {
    this.child.stdin.end();
    await this.checkExit();
    return this.take();
  }

  close(): void {
    this.child.kill('SIGKILL');
  }

  private async checkExit(): Promise<void> {
    const code = await this.exit;
    if (code === 0 && this.heard > 0) return;
    const complaint = this.complaint.trim().split('\n').at(-1) ?? '';
    const cure =
      this.container === 'mp4'
        ? '; an MP4 file can only be read while it comes when its index stands in front (ffmpeg -movflags +faststart)'
        : '';
    throw unreadable(`ffmpeg found no audio in it (${complaint})${cure}`);
  }

  private take(): Float32Array[] {
    const { pieces } = this;
    this.pieces = [];
    return pieces;
  }
}

function ffmpegArguments(container: FfmpegContainer): string[] {
  const input = ['-protocol_whitelist', 'pipe', '-analyzeduration', `${ANALYSED}`, '-f', DEMUXERS[container]];
  const output = ['-map', '0:a:0', '-f', 'f32le', '-ac', '1', '-ar', `${SAMPLE_RATE}`];
  return ['-v', 'error', '-nostdin', ...input, '-i', 'pipe:0', ...output, 'pipe:1'];
}
