import { randomUUID } from 'node:crypto';
import { CodedError } from '../errors/coded-error';
import type { Done, FlowMessage } from '../message/flow-message';
import type { Clock } from '../time/clock';
import { Throttle } from '../time/throttle';
import { BackBuffer } from './back-buffer';
import { trackTopic } from './channels';
import type { AudioHold } from '../message/audio-hold';
import { withDevice } from './devices';
import { chooseEngine } from './engine';
import type { OpenFeed } from './feed';
import { chooseFiles, MOST_FILES, tooManyFiles } from './file-choice';
import { LevelMeter } from './level';
import { audioMessage, endMessage, eventMessage } from './messages';
import { type Origin, originOf } from './origin';
import { feedOf } from './open-plan';
import type { Programs } from './programs';
import { readRequest, type SourceRequest } from './source-request';
import { type Packet, type RunEvent, SourceRun } from './source-run';
import type { SourceSettings } from './source-settings';
import { errorStatus, levelStatus, type SourceStatus, stateStatus } from './status';

/** Milliseconds between two statuses. */
const STATUS_INTERVAL = 1000;
/** Seconds of a recording between two `position` events. */
const POSITION_EVERY = 10;

/** Where the messages of a source go. */
export interface SourceListener {
  audio(messages: FlowMessage[]): void;
  event(message: FlowMessage): void;
  status(status: SourceStatus): void;
  error(error: CodedError, topic: string): void;
}

export interface SourceDependencies {
  programs: Programs;
  clock: Clock;
  /** Returns the function that starts the feed of an origin; throws CodedError. */
  open?: (origin: Origin) => OpenFeed;
}

/** A source to play. */
interface Job {
  origin: Origin;
  topic: string;
}

/** A run and its state. */
interface Current extends Job {
  run: SourceRun;
  /** Tracks with audio so far: each of them gets an end message. */
  tracks: Map<string, number>;
  level: LevelMeter;
  /** Whether audio is sent, or only kept to listen back. */
  isOut: boolean;
  isFound: boolean;
  isFinite: boolean;
  /** Seconds sent. */
  seconds: number;
  told: number;
  fault?: CodedError;
}

/** The behaviour of an audio source node. Its methods never throw. */
export class AudioSource {
  private readonly jobs: Job[] = [];
  private readonly back: BackBuffer;
  private readonly status: Throttle<SourceStatus>;
  private current: Current | undefined;
  private work: Promise<void> = Promise.resolve();
  /** Resolves when the previous run has ended completely. */
  private gone: Promise<unknown> = Promise.resolve();
  private isClosed = false;
  /** Distinguishes its recordings from those of other nodes. */
  private readonly id = randomUUID();
  private serial = 0;

  constructor(
    private readonly settings: SourceSettings,
    private readonly dependencies: SourceDependencies,
    private readonly listener: SourceListener,
  ) {
    this.back = new BackBuffer(settings.back);
    this.status = new Throttle(dependencies.clock, STATUS_INTERVAL, (status) => listener.status(status));
  }

  /** Starts a source that needs no message. */
  begin(): void {
    const report = (error?: Error): void => {
      if (error) this.listener.error(CodedError.from(error), this.settings.topic);
    };
    if (this.settings.start === 'deploy') this.carryOut(() => this.start({ action: 'start' }), report);
    else if (this.listensBack) this.carryOut(() => this.enqueue({ action: 'start' }, false), report);
    else this.status.push(stateStatus('idle'));
  }

  /** @param done called when the message was carried out, or with the error */
  input(message: FlowMessage, done: Done): void {
    let request: SourceRequest;
    try {
      request = readRequest(message, this.settings);
    } catch (error) {
      return done(CodedError.from(error));
    }
    switch (request.action) {
      case 'start':
        return this.carryOut(() => this.start(request), done);
      case 'stop':
        return this.carryOut(() => this.stop(), done);
      case 'pause':
        return this.carryOut(() => this.pause(), done);
    }
  }

  /** Ends everything. Resolves when no process is left. */
  async close(): Promise<void> {
    this.isClosed = true;
    this.stop(true);
    this.status.stop();
    await this.work;
    await this.gone;
  }

  private get listensBack(): boolean {
    return this.settings.back > 0 && this.settings.source !== 'file';
  }

  /** Carries out one message after another, so that none finds the source between two states. */
  private carryOut(work: () => Promise<void> | void, done: Done): void {
    this.work = this.work.then(work).then(
      () => done(),
      (error: unknown) => {
        const known = CodedError.from(error);
        if (!this.current) this.status.push(errorStatus(known.code));
        if (this.isClosed) done();
        else done(known);
      },
    );
  }

  private async start(request: SourceRequest): Promise<void> {
    if (!request.place && request.filename === undefined && this.current) {
      this.current.run.resume();
      if (!this.current.isOut) this.goOut(this.current, request.topic);
      return;
    }
    // Another source replaces the one that runs; files are queued.
    if (request.place) this.stop(true);
    await this.enqueue(request, true);
  }

  private pause(): void {
    if (this.current?.isOut) this.current.run.pause();
  }

  /** @param isFinal whether to stop listening back as well */
  private stop(isFinal = false): void {
    this.jobs.length = 0;
    if (!this.current) return;
    if (this.listensBack && !isFinal) {
      if (this.current.isOut) this.comeBack(this.current);
    } else this.gone = this.current.run.stop();
  }

  private async enqueue(request: SourceRequest, isOut: boolean): Promise<void> {
    const place = await withDevice(request.place ?? this.settings, this.dependencies.programs, this.settings.ffmpeg);
    const files = place.source === 'file' ? await chooseFiles(place.path, request.filename) : [undefined];
    if (this.isClosed) return;
    if (this.jobs.length + files.length > MOST_FILES) throw tooManyFiles();
    const topic = this.settings.topic || (request.topic ?? '');
    for (const file of files) this.jobs.push({ origin: originOf(place, this.dependencies.programs, file), topic });
    try {
      await this.next(isOut);
    } catch (error) {
      // The others would fail in the same way.
      this.jobs.length = 0;
      throw error;
    }
  }

  /** Starts the next job, if nothing runs. */
  private async next(isOut: boolean): Promise<void> {
    await this.gone;
    if (this.isClosed || this.current) return;
    const job = this.jobs.shift();
    if (!job) return;
    const { rate, channels, pace, stall, restart } = this.settings;
    const { origin } = job;
    const feed = this.dependencies.open?.(origin) ?? this.openFeed(origin);
    const waits = origin.kind === 'udp' || origin.kind === 'sdp' || ('listen' in origin && origin.listen);
    const life = { stall: stall * 1000, waits, restarts: restart && origin.kind !== 'file' };
    const figures = { isFound: false, isFinite: false, seconds: 0, told: 0 };
    const take = (event: RunEvent): void => this.take(current, event);
    const run = new SourceRun({ ...life, rate, channels, pace }, feed, this.dependencies.clock, take);
    const current: Current = { ...job, ...figures, tracks: new Map(), level: new LevelMeter(), run, isOut };
    this.current = current;
    this.status.push(stateStatus('starting'));
  }

  private openFeed(origin: Origin): OpenFeed {
    const { rate, channels, ffmpeg } = this.settings;
    const { programs } = this.dependencies;
    return feedOf(chooseEngine(origin, { rate, isMixed: channels === 'mix' }, programs, ffmpeg), rate, programs);
  }

  private take(current: Current, event: RunEvent): void {
    switch (event.type) {
      case 'state':
        if (event.state !== 'running') this.status.push(stateStatus(event.state));
        break;
      case 'found':
        current.isFinite = event.isFinite;
        if (!current.isFound) this.tell(current, 'started', { ...event.found });
        current.isFound = true;
        break;
      case 'packet':
        this.takePacket(current, event.packet, event.hold);
        break;
      case 'stalled':
        this.tell(current, 'stalled', { seconds: event.seconds });
        break;
      case 'lost':
        // One error for each outage.
        if (event.attempt === 1 || !current.fault) this.listener.error(event.error, current.topic);
        current.fault = event.error;
        this.tell(current, 'lost', { code: event.error.code, attempt: event.attempt, delay: event.delay });
        break;
      case 'restarted':
        current.fault = undefined;
        this.tell(current, 'restarted', { attempt: event.attempt, gap: event.gap });
        break;
      case 'ended':
        this.ended(current, event);
        break;
    }
  }

  private takePacket(current: Current, packet: Packet, hold: AudioHold): void {
    for (const { data } of packet.tracks) current.level.push(data);
    if (current.isOut) this.send(current, packet, hold);
    else this.back.push(packet);
    if (Math.floor(packet.position) === Math.floor(packet.position + 0.1)) return;
    const level = current.level.take();
    if (level) this.status.push(levelStatus(level.level, current.seconds, current.isOut));
  }

  private send(current: Current, packet: Packet, hold: AudioHold): void {
    const { rate, pace } = this.settings;
    const messages = packet.tracks.map((track) => {
      const index = current.tracks.get(track.name) ?? 0;
      current.tracks.set(track.name, index + 1);
      const recording =
        current.isFinite && pace === 'fast' ? { id: this.streamId(track.name), index, hold } : undefined;
      return audioMessage(track.data, rate, trackTopic(current.topic, track), recording);
    });
    this.listener.audio(messages);
    current.seconds = Math.round((current.seconds + 0.1) * 10) / 10;
    if (!current.isFinite || current.seconds < current.told + POSITION_EVERY) return;
    current.told = current.seconds;
    this.tell(current, 'position', { seconds: current.seconds });
  }

  private goOut(current: Current, topic?: string): void {
    current.isOut = true;
    if (!this.settings.topic && topic !== undefined) current.topic = topic;
    for (const packet of this.back.take()) this.send(current, packet, () => () => {});
  }

  private comeBack(current: Current): void {
    this.sendEnds(current);
    this.tell(current, 'ended', { reason: 'stopped', seconds: current.seconds });
    current.isOut = false;
    current.seconds = 0;
    current.run.resume();
  }

  private ended(current: Current, { reason, error }: Extract<RunEvent, { type: 'ended' }>): void {
    this.current = undefined;
    if (current.isOut) this.sendEnds(current);
    const fault = error && { code: error.code, message: error.message };
    this.tell(current, 'ended', { reason, seconds: current.seconds, ...fault });
    if (error) this.listener.error(error, current.topic);
    this.status.push(error ? errorStatus(error.code) : stateStatus(reason === 'stopped' ? 'idle' : 'ended'));
    if (reason === 'stopped') return;
    this.gone = current.run.stop();
    this.carryOut(
      () => this.next(true),
      (problem) => {
        if (!problem) return;
        this.jobs.length = 0;
        this.listener.error(CodedError.from(problem), current.topic);
      },
    );
  }

  /** Sends the end message of every track. */
  private sendEnds(current: Current): void {
    const { rate, pace } = this.settings;
    const isRecording = current.isFinite && pace === 'fast';
    for (const [name, count] of current.tracks) {
      const parts = isRecording ? { id: this.streamId(name), index: count, count: count + 1 } : undefined;
      this.listener.audio([endMessage(rate, trackTopic(current.topic, { name }), parts)]);
    }
    current.tracks.clear();
    this.serial += 1;
  }

  private streamId(track: string): string {
    return `${this.id}/${this.serial}/${track}`;
  }

  private tell(current: Current, name: string, payload: object): void {
    this.listener.event(eventMessage(name, payload, current.topic));
  }
}
