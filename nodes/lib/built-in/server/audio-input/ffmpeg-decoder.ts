import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { ALLOCATION_LIMIT, ANALYSED, AUDIO_CODECS, programEnvironment } from '../../../audio/ffmpeg';
import type { AudioDecoder } from './decoder';
import { checkRate } from './rate-conversion';
import { unreadable } from './unreadable';
import { WavDecoder } from './wav-decoder';

/** Containers decoded by the program ffmpeg, because their codecs are patented or rare. */
export type FfmpegContainer = 'mp4' | 'aac' | 'amr' | 'mpeg_audio' | 'mpeg_ts' | 'mpeg_ps';

/** ffmpeg's names for them. With an explicit format, it can't take the stream for a playlist that opens other files. */
const DEMUXERS: Record<FfmpegContainer, string> = {
  mp4: 'mov',
  aac: 'aac',
  amr: 'amr',
  mpeg_audio: 'mp3',
  mpeg_ts: 'mpegts',
  mpeg_ps: 'mpeg',
};

/** Offset of the sample rate in the WAV header of ffmpeg's output. */
const RATE_AT = 24;
/** Limit of characters of ffmpeg's errors that are kept. */
const COMPLAINT_LENGTH = 300;
/**
 * Decodes with the program ffmpeg in a child process, by way of its standard input and output. `decode` waits until the bytes
 * are written, and only reads as much output as is consumed, so that no more is buffered than fits into two pipes. Samples may
 * come with a later call.
 */
export class FfmpegDecoder implements AudioDecoder {
  private readonly wav = new WavDecoder();
  private readonly exit: Promise<number | null>;
  private header: Buffer = Buffer.alloc(0);
  private heard = 0;
  private complaint = '';
  /** Called when output may be available. */
  private wake: () => void = () => {};

  private constructor(
    private readonly child: ChildProcessWithoutNullStreams,
    private readonly container: FfmpegContainer,
  ) {
    this.exit = new Promise((resolve) => {
      child.once('close', resolve);
    });
    child.stdout.on('readable', () => {
      this.wake();
    });
    child.stderr.on('data', (text: Buffer) => {
      this.complaint = (this.complaint + text.toString()).slice(-COMPLAINT_LENGTH);
    });
    // The exit of the process is reported anyway.
    for (const source of [child, child.stdin, child.stdout, child.stderr]) source.on('error', () => {});
  }

  /**
   * @param command name or path of the program
   * @throws ProtocolError `job_error` if there is no such program
   */
  static async open(container: FfmpegContainer, command: string): Promise<FfmpegDecoder> {
    const child = spawn(command, ffmpegArguments(container), {
      stdio: 'pipe',
      windowsHide: true,
      env: programEnvironment(),
    });
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

  async *decode(bytes: Buffer): AsyncGenerator<Float32Array> {
    const written = new Promise<unknown>((resolve) => this.child.stdin.write(bytes, resolve));
    yield* this.readUntil(written);
    // ffmpeg reads no more: it has reached the end of the audio, or failed. A write that is pending when the process exits may
    // be reported as done.
    if ((await written) || this.child.stdin.destroyed) yield* this.drain();
  }

  async *end(): AsyncGenerator<Float32Array> {
    this.child.stdin.end();
    yield* this.drain();
  }

  close(): void {
    this.child.kill('SIGKILL');
    // Unread output would keep the process from closing.
    this.child.stdout.destroy();
  }

  private async *drain(): AsyncGenerator<Float32Array> {
    yield* this.readUntil(this.exit);
    this.checkExit(await this.exit);
    yield* this.wav.end();
  }

  /** Yields output until the promise is settled, then the rest without waiting. */
  private async *readUntil(settled: Promise<unknown>): AsyncGenerator<Float32Array> {
    let isOver = false;
    const over = settled.then(() => {
      isOver = true;
    });
    for (;;) {
      const readable = new Promise<void>((resolve) => {
        this.wake = resolve;
      });
      const output = this.child.stdout.read() as Buffer | null;
      if (output) yield* this.hear(output);
      else if (isOver) return;
      else await Promise.race([over, readable]);
    }
  }

  private async *hear(output: Buffer): AsyncGenerator<Float32Array> {
    let bytes = output;
    if (this.header.length < RATE_AT + 4) {
      bytes = this.header = Buffer.concat([this.header, output]);
      if (bytes.length < RATE_AT + 4) return;
      checkRate(bytes.readUInt32LE(RATE_AT));
    }
    for await (const samples of this.wav.decode(bytes)) {
      this.heard += samples.length;
      yield samples;
    }
  }

  private checkExit(code: number | null): void {
    if (code === 0 && this.heard > 0) return;
    const complaint = this.complaint.trim().split('\n').at(-1) ?? '';
    const cure =
      this.container === 'mp4'
        ? '; an MP4 file can only be read while it comes when its index stands in front (ffmpeg -movflags +faststart)'
        : '';
    throw unreadable(`ffmpeg found no audio in it (${complaint})${cure}`);
  }
}

function ffmpegArguments(container: FfmpegContainer): string[] {
  const demuxer = DEMUXERS[container];
  const limits = ['-nostdin', '-max_alloc', `${ALLOCATION_LIMIT}`];
  const input = [
    ...['-protocol_whitelist', 'pipe', '-format_whitelist', demuxer, '-codec_whitelist', AUDIO_CODECS.join()],
    ...['-threads', '1', '-analyzeduration', `${ANALYSED}`, '-f', demuxer],
  ];
  // The rate is not converted: audio with too low a rate would grow without bound.
  const output = ['-map', '0:a:0', '-vn', '-sn', '-dn', '-f', 'wav', '-c:a', 'pcm_f32le', '-ac', '1'];
  return ['-v', 'error', ...limits, ...input, '-i', 'pipe:0', ...output, 'pipe:1'];
}
