import { diagnose } from '../diagnostics/diagnostics';
import { CodedError } from '../errors/coded-error';
import type { Endpoint } from '../speech-api/endpoint';
import { defaultLimits } from '../speech-api/limits';
import type { TranscriptionConfig } from '../speech-api/messages';
import type { SessionOutcome } from '../speech-api/outcome';
import { Timeout } from '../time/timeout';
import type { StreamAudio } from './audio/stream-audio';
import type { SessionStart } from './session-start';
import type { StreamEvent, StreamState } from './stream-event';
import type { StreamMetrics } from './stream-metrics';
import { StreamSession, type StreamSessionEvent } from './stream-session';
import type { StreamDependencies } from './stream-settings';
import type { Transcripts } from './transcripts';

type Phase =
  /** Waiting for the address of the appliance. */
  | { name: 'asking' }
  /** `configuration`: whether the session is started with the latest one. */
  | { name: 'opening'; session: StreamSession; configuration: 'latest' | 'outdated' }
  /** The session does not fit the audio or the configuration: it is ended, and another one is opened. */
  | { name: 'replacing'; session: StreamSession }
  /** The session has reached the server's limit: another one continues after its last words. */
  | { name: 'handing_over'; session: StreamSession }
  | { name: 'running' | 'draining'; session: StreamSession }
  | { name: 'abandoned' };

const STATES: Record<Exclude<Phase['name'], 'abandoned'>, StreamState> = {
  asking: 'opening',
  opening: 'opening',
  replacing: 'opening',
  running: 'running',
  draining: 'draining',
  handing_over: 'draining',
};

/** The result of a run: it was left before its session ran, no session could be opened, or the session ended in a phase. */
export type RunEnd =
  | { how: 'left' }
  | { how: 'unreachable'; error: CodedError }
  | { how: 'ended'; phase: Phase['name']; session: StreamSession; outcome: SessionOutcome };

/** The events of a run. `sent`: all audio so far was sent. */
export type RunEvent =
  | Exclude<StreamSessionEvent, { type: 'started' | 'limited' | 'session_ended' }>
  | Extract<StreamEvent, { type: 'state' }>
  | { type: 'sent' };

export interface SessionRunSettings {
  /** The stream's id. */
  id: string;
  dependencies: Pick<StreamDependencies, 'appliance' | 'clock' | 'limits'>;
  audio: StreamAudio;
  transcripts: Transcripts;
  metrics: StreamMetrics;
  start: SessionStart;
  /** Milliseconds until waiting audio is lost. */
  patience: () => number;
  onEvent: (event: RunEvent, run: SessionRun) => void;
}

/** One session of a stream, from the request for the appliance's address to the last message. */
export class SessionRun {
  private phase: Phase = { name: 'asking' };
  private readonly endpointLimit: Timeout;
  private resolveLeft: ((end: RunEnd) => void) | undefined;

  constructor(private readonly settings: SessionRunSettings) {
    this.endpointLimit = new Timeout(settings.dependencies.clock);
  }

  /** Resolves when the session has ended, can't be opened or was left; perhaps never, if it was abandoned. */
  run(): Promise<RunEnd> {
    const left = new Promise<RunEnd>((resolve) => (this.resolveLeft = resolve));
    return Promise.race([this.open(), left]);
  }

  private async open(): Promise<RunEnd> {
    this.emit({ type: 'state', state: 'opening' });
    try {
      const endpoint = await this.endpoint();
      return await this.connect(endpoint);
    } catch (error) {
      return { how: 'unreachable', error: CodedError.from(error) };
    }
  }

  /** The session, if it accepts audio and controls. */
  get running(): StreamSession | undefined {
    return this.phase.name === 'running' ? this.phase.session : undefined;
  }

  /** The session, if another one is to continue after its last words. */
  get handedOver(): StreamSession | undefined {
    return this.phase.name === 'handing_over' ? this.phase.session : undefined;
  }

  /** Whether the session has started and contributes to the stream. */
  get isStarted(): boolean {
    return ['running', 'draining', 'handing_over'].includes(this.phase.name);
  }

  /** Sends waiting audio, as far as it may be sent. */
  advance(): void {
    if (this.phase.name === 'running') this.send(this.phase.session);
  }

  /** Changes the recognition of the session, now or when it runs. */
  configure(changes: Partial<TranscriptionConfig>): void {
    if (this.phase.name === 'opening' || this.phase.name === 'running') this.phase.session.configure(changes);
  }

  /** Replaces the session, since it can't apply a change of the recognition. */
  outdate(): void {
    if (this.phase.name === 'running') this.handOver(this.phase.session);
    if (this.phase.name === 'opening') this.phase = { ...this.phase, configuration: 'outdated' };
  }

  /** Ends the session at once. No more events follow. */
  abandon(): void {
    const { phase } = this;
    this.phase = { name: 'abandoned' };
    this.endpointLimit.clear();
    if ('session' in phase) phase.session.abandon();
  }

  /** As `abandon`, but `run` resolves: the stream continues without the session. */
  leave(): void {
    this.abandon();
    this.resolveLeft?.({ how: 'left' });
  }

  private endpoint(): Promise<Endpoint> {
    const { appliance, limits } = this.settings.dependencies;
    const answer = appliance.endpoint();
    const late = new Promise<never>((_resolve, reject) => {
      this.endpointLimit.set(limits.endpoint, () => {
        const reason = 'The appliance did not start in time. Check the load on its machine.';
        reject(new CodedError('appliance_timeout', reason, { retryable: true }));
      });
    });
    return Promise.race([answer, late]).finally(() => this.endpointLimit.clear());
  }

  private connect(endpoint: Endpoint): Promise<RunEnd> {
    const { dependencies, transcripts, metrics, start } = this.settings;
    const { appliance, clock, limits } = dependencies;
    const { format, ...recognition } = start.settings;
    return new Promise((resolve) => {
      if (this.phase.name === 'abandoned') return;
      const session: StreamSession = new StreamSession({
        endpoint,
        createConnection: appliance.createConnection,
        clock,
        limits: { ...limits, session: { ...limits.session, start: this.startLimit } },
        format,
        recognition,
        transcripts,
        metrics,
        onEvent: (event) => {
          if (event.type !== 'session_ended') this.onSessionEvent(session, event);
          else resolve({ how: 'ended', phase: this.phase.name, session, outcome: event.outcome });
        },
      });
      this.phase = { name: 'opening', session, configuration: 'latest' };
      session.open();
    });
  }

  private onSessionEvent(session: StreamSession, event: Exclude<StreamSessionEvent, { type: 'session_ended' }>): void {
    switch (event.type) {
      case 'started':
        this.started(session);
        break;
      case 'acknowledged':
        this.emit(event);
        this.advance();
        break;
      case 'limited':
        this.limit(session, event.seconds);
        break;
      case 'notice':
        // The end of a session that was sent no audio does not affect the stream.
        if (this.phase.name !== 'replacing') this.emit(event);
        break;
      case 'transcript':
      case 'translation':
      case 'covered':
      case 'usage':
        this.emit(event);
        break;
    }
  }

  private started(session: StreamSession): void {
    const isOutdated = this.phase.name === 'opening' && this.phase.configuration === 'outdated';
    this.enter({ name: 'running', session });
    if (isOutdated) this.replace(session);
    else this.advance();
  }

  private send(session: StreamSession): void {
    const { audio } = this.settings;
    if (audio.format && !session.takes(audio.format)) {
      this.replace(session);
      return;
    }
    for (let next = audio.peek(); next && session.send(next); next = audio.peek()) audio.markSent();
    if (!audio.sent) return;
    if (audio.finished) {
      this.enter({ name: 'draining', session });
      session.finish();
    }
    this.emit({ type: 'sent' });
  }

  /** Ends a session that was sent no audio. */
  private replace(session: StreamSession): void {
    diagnose(this.settings.id, 'replace');
    this.enter({ name: 'replacing', session });
    session.finish();
  }

  /** @param seconds of the session's audio that the server accepts; left out: it ends the session soon */
  private limit(session: StreamSession, seconds: number | undefined): void {
    // A draining session may still exceed the limit of audio, but no longer that of time.
    const { name } = this.phase;
    if (name === 'running' || (name === 'draining' && seconds !== undefined)) this.handOver(session, seconds);
  }

  private handOver(session: StreamSession, seconds?: number): void {
    diagnose(this.settings.id, 'hand_over', () => ({ seconds }));
    this.enter({ name: 'handing_over', session });
    session.handOver(seconds);
  }

  /** Milliseconds for a session to start: one that hangs must leave time for another before waiting audio is lost. */
  private get startLimit(): number {
    const { session, leastStart } = this.settings.dependencies.limits;
    const { start = defaultLimits.start } = session;
    const patience = this.settings.patience();
    return patience > 0 ? Math.min(start, Math.max(leastStart, patience / 2)) : start;
  }

  private enter(phase: Exclude<Phase, { name: 'abandoned' }>): void {
    this.phase = phase;
    this.emit({ type: 'state', state: STATES[phase.name] });
  }

  private emit(event: RunEvent): void {
    this.settings.onEvent(event, this);
  }
}
