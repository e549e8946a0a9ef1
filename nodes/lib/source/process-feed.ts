import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { programEnvironment } from '../audio/ffmpeg';
import { SampleAligner } from '../audio/sample-aligner';
import { readWavHeader } from '../audio/wav';
import { CodedError } from '../errors/coded-error';
import { Timeout } from '../time/timeout';
import { systemClock } from '../time/clock';
import { Banner } from './banner';
import type { Plan } from './engine';
import type { Feed, FeedEvent, Found } from './feed';
import { processFault } from './process-fault';
import { endingWithUs, type Programs, SOUND_ENVIRONMENT } from './programs';

/** Milliseconds for a program to close its connection before it is killed. */
const GOODBYE = 1500;
/** Bytes of WAV headers; ffmpeg's has 78, and tags. */
const HEADER_LIMIT = 64 * 1024;

type ProcessPlan = Extract<Plan, { type: 'process' }>;

/** A program that writes samples to its standard output. */
export class ProcessFeed implements Feed {
  private readonly child: ChildProcess;
  /** There is none where there are too many open files for another process. */
  private readonly stdout: Readable | undefined;
  private readonly banner = new Banner();
  private readonly gone: Promise<void>;
  private readonly killing = new Timeout(systemClock);
  private header: Buffer = Buffer.alloc(0);
  private aligner: { whole: SampleAligner; channels: number } | undefined;
  private reading: 'not_yet' | 'running' | 'paused' = 'not_yet';
  private fault: CodedError | undefined;

  constructor(
    private readonly plan: ProcessPlan,
    rate: number,
    programs: Programs,
    private readonly onEvent: (event: FeedEvent) => void,
  ) {
    const [command, list] = endingWithUs(plan.command, plan.arguments, programs);
    this.child = spawn(command, list, { stdio: 'pipe', windowsHide: true, env: programEnvironment(SOUND_ENVIRONMENT) });
    const { stdin, stdout, stderr } = this.child;
    this.stdout = stdout ?? undefined;
    // The exit of the process is reported instead.
    for (const part of [stdin, stdout, stderr]) part?.on('error', () => {});
    stdin?.end(plan.input);
    this.gone = new Promise((resolve) => {
      this.child.once('error', (error) => {
        this.fault ??= new CodedError('source_failed', `${plan.engine} could not be started: ${error.message}`);
        // Nothing was started: no other event follows.
        if (this.child.pid === undefined) this.over('', resolve);
      });
      this.child.once('close', (code, signal) => this.over(signal ?? `exit code ${code}`, resolve, code ?? 1));
    });
    stderr?.on('data', (text: Buffer) => this.hear(text.toString()));
    if (plan.channels === 'wav') return;
    const { channels } = plan;
    this.align(channels, rate);
    const found = { codec: 'pcm_s16le', sample_rate: rate, channels: channels === 1 ? 'mono' : 'stereo' };
    this.child.once('spawn', () => this.begin(found));
  }

  pause(): void {
    if (this.reading === 'running') this.stdout?.pause();
    if (this.reading !== 'not_yet') this.reading = 'paused';
  }

  resume(): void {
    if (this.reading === 'paused') {
      this.reading = 'running';
      this.stdout?.resume();
    }
  }

  stop(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null && !this.killing.isSet) {
      this.child.kill('SIGTERM');
      this.killing.set(GOODBYE, () => this.child.kill('SIGKILL'));
    }
    // Unread output would keep the process from closing.
    this.stdout?.destroy();
    return this.gone;
  }

  private hear(text: string): void {
    const { engine } = this.plan;
    // Recorders have no log levels: all their messages are errors.
    this.banner.push(engine === 'ffmpeg' ? text : text.replaceAll(/^(?=.)/gm, '[error] '));
    if (this.banner.isComplete && this.reading === 'not_yet') this.begin(this.banner.found);
  }

  /** Samples come only after what they are. */
  private begin(found: Found): void {
    this.reading = 'running';
    const { ends } = this.plan;
    const isFinite = ends === 'always' || (ends === 'perhaps' && found.duration !== undefined);
    this.onEvent({ type: 'found', found: { ...found, engine: this.plan.engine }, isFinite });
    this.stdout?.on('data', (bytes: Buffer) => this.take(bytes));
  }

  private take(bytes: Buffer): void {
    if (this.aligner) {
      const { whole, channels } = this.aligner;
      for (const data of whole.push(bytes)) this.onEvent({ type: 'audio', data, channels });
      return;
    }
    this.header = Buffer.concat([this.header, bytes]);
    try {
      const read = this.header.length < 12 ? undefined : readWavHeader(this.header);
      if (!read && this.header.length < HEADER_LIMIT) return;
      if (!read) throw new CodedError('source_failed', 'The program does not write audio.');
      this.align(read.format.channels, read.format.sampleRate);
      this.take(this.header.subarray(read.dataOffset));
    } catch (error) {
      this.fault ??= CodedError.from(error);
      void this.stop();
    }
  }

  private align(channels: number, rate: number): void {
    const frame = channels * 2;
    this.aligner = { channels, whole: new SampleAligner(frame, Math.ceil(rate / 10) * frame) };
  }

  private over(exit: string, resolve: () => void, code = 1): void {
    this.killing.clear();
    const said = this.plan.hide(this.banner.complaint);
    const error = this.fault ?? (code === 0 ? undefined : processFault(this.plan.engine, said, exit));
    this.onEvent({ type: 'ended', ...(error && { error }) });
    resolve();
  }
}
