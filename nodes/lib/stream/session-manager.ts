import type { Control } from '../appliance/server-record';
import { diagnose } from '../diagnostics/diagnostics';
import { CodedError } from '../errors/coded-error';
import type { TranscriptionConfig } from '../speech-api/messages';
import { Wakeup } from '../time/wakeup';
import type { StreamAudio } from './audio/stream-audio';
import { AttemptPermission } from './attempt-permission';
import { Progress } from './progress';
import { Recovery } from './recovery';
import { type RefusedControl, refusedControlWarning } from './sent-controls';
import { SessionNews, type SessionManagerEvent } from './session-news';
import { SessionStart } from './session-start';
import { SessionRun, type RunEnd, type RunEvent } from './session-run';
import type { StreamEnd } from './stream-event';
import type { StreamMetrics } from './stream-metrics';
import type { StreamSession } from './stream-session';
import type { StreamDependencies, StreamSettings } from './stream-settings';
import type { Transcripts } from './transcripts';

/** Dependencies of a stream's sessions, besides those of the stream itself. */
export interface SessionManagerDependencies extends Omit<StreamDependencies, 'budget' | 'onEvent'> {
  audio: StreamAudio;
  transcripts: Transcripts;
  metrics: StreamMetrics;
  onEvent: (event: SessionManagerEvent) => void;
}

/**
 * Keeps a session open for a stream: opens one when there is audio, and another one when it is lost or ends too early. It is
 * one loop: wait until an attempt is allowed, run one session, decide.
 */
export class SessionManager {
  /** `queued`: other streams go first. */
  private admission: 'queued' | 'admitted' = 'queued';
  /** What triggers the next session. */
  private demand: 'audio' | 'new_audio' | 'start' = 'audio';
  private run: SessionRun | undefined;
  /** The session that left its last words to the next one, until that has sent them. */
  private predecessor: StreamSession | undefined;
  private readonly dependencies: SessionManagerDependencies;
  private readonly news: SessionNews;
  private readonly sessionStart: SessionStart;
  private readonly recovery: Recovery;
  private readonly progress: Progress;
  private readonly permission: AttemptPermission;
  private readonly stopping = new AbortController();
  private readonly wakeup: Wakeup;

  constructor(
    private readonly settings: Pick<StreamSettings, 'id' | 'format' | 'recognition' | 'queue'>,
    dependencies: Readonly<SessionManagerDependencies>,
  ) {
    const { clock, limits, audio, transcripts } = dependencies;
    this.dependencies = { ...dependencies };
    this.news = new SessionNews(settings.id, this.dependencies, this.stopping.signal);
    this.sessionStart = new SessionStart(settings.format, settings.recognition, audio);
    this.recovery = new Recovery(this.dependencies, this.sessionStart, settings.queue.seconds * 1000);
    this.progress = new Progress(audio, transcripts, clock, limits);
    this.wakeup = new Wakeup(clock, this.stopping.signal);
    this.permission = new AttemptPermission({
      id: settings.id,
      dependencies: this.dependencies,
      recovery: this.recovery,
      changed: () => this.wakeup.wake(),
    });
  }

  /**
   * Keeps sessions open until the transcript is complete or the stream has failed.
   *
   * @throws when `stop` is called meanwhile
   */
  async keepSession(): Promise<StreamEnd> {
    for (;;) {
      const attempt = await this.nextAttempt();
      this.stopping.signal.throwIfAborted();
      if (attempt === undefined) break;
      const end = await this.runSession(attempt);
      this.stopping.signal.throwIfAborted();
      const ended = this.decide(end);
      if (ended) return ended;
    }
    const refusal = this.dependencies.audio.came ? this.refusal : undefined;
    return refusal ? { how: 'failed', error: refusal, told: true } : { how: 'completed' };
  }

  /** Allows sessions to be opened. */
  admit(): void {
    this.admission = 'admitted';
    this.wakeup.wake();
  }

  /** Continues at another appliance. Does nothing while a session runs. */
  moveTo(place: Pick<StreamDependencies, 'appliance' | 'cooldown'>): void {
    if (this.run?.isStarted) return;
    this.permission.release();
    Object.assign(this.dependencies, place);
    this.run?.leave();
    this.wakeup.wake();
  }

  /** Opens a session before there is audio, and before the cooldown after a permanent error is over. */
  start(): void {
    if (this.run) return;
    if (this.admission === 'admitted') this.dependencies.cooldown.forceAttempt();
    this.demand = 'start';
    this.wakeup.wake();
  }

  /** Notes that audio arrived or ended. */
  advance(): void {
    if (this.demand === 'new_audio') this.demand = 'audio';
    if (this.run) this.run.advance();
    else this.wakeup.wake();
  }

  /** Ends everything at once. No more events follow. */
  stop(): void {
    this.stopping.abort();
    this.run?.abandon();
    this.permission.release();
  }

  /** Why audio is refused for now. A permanent error of another stream does not affect a running session. */
  get refusal(): CodedError | undefined {
    return this.run?.isStarted ? undefined : this.recovery.refusal;
  }

  /** Whether a session was lost or could not be opened, and there is no other one yet. */
  get isInterrupted(): boolean {
    return this.news.isInterrupted;
  }

  /** What audio waits for; undefined while a session runs. */
  get awaited(): 'turn' | 'session' | undefined {
    if (this.run?.isStarted) return undefined;
    return this.permission.awaitsTurn ? 'turn' : 'session';
  }

  /**
   * Returns the running session, to which a control can be sent.
   *
   * @throws CodedError `no_session`, `unsupported_control`
   */
  sessionFor(control: Control): StreamSession {
    if (this.dependencies.appliance.record.refuses(control)) {
      throw new CodedError('unsupported_control', `The server does not know ${control}, so it is no longer sent.`);
    }
    if (this.run?.running) return this.run.running;
    throw new CodedError('no_session', 'No session is running. Send audio first.');
  }

  /** Changes the recognition from now on, in the current session and all later ones. */
  setRecognitionConfig(changes: Partial<TranscriptionConfig>): void {
    this.sessionStart.change(changes);
    if (this.dependencies.appliance.record.refuses('SetRecognitionConfig')) {
      this.run?.outdate();
      return;
    }
    if (this.run) this.recovery.changed();
    this.run?.configure(changes);
  }

  /** Drops all audio that no final covers. */
  dropAll(): void {
    const left = this.run?.handedOver ?? this.predecessor;
    this.predecessor = undefined;
    left?.tellWithheld();
    this.markFinal();
    this.dependencies.audio.drop();
  }

  /** Waits until a session may be opened. Returns the number of the attempt; undefined if none is needed any more. */
  private async nextAttempt(): Promise<number | undefined> {
    const { audio } = this.dependencies;
    for (;;) {
      const retry = this.isWanted ? this.permission.request() : undefined;
      const attempt = this.permission.take();
      if (attempt !== undefined || (audio.finished && !audio.hasUnfinalised)) return attempt;
      await this.wakeup.wait(retry);
    }
  }

  private get isWanted(): boolean {
    if (this.admission === 'queued' || this.demand === 'new_audio') return false;
    return this.demand === 'start' || this.dependencies.audio.hasUnfinalised;
  }

  private runSession(attempt: number): Promise<RunEnd> {
    const { audio, transcripts, metrics } = this.dependencies;
    this.demand = 'audio';
    this.news.noteAttempt();
    this.recovery.began(attempt);
    this.progress.sessionBegan();
    diagnose(this.settings.id, 'attempt', () => ({ number: attempt }));
    this.run = new SessionRun({
      id: this.settings.id,
      dependencies: this.dependencies,
      audio,
      transcripts,
      metrics,
      start: this.sessionStart,
      patience: () => this.permission.patience,
      onEvent: (event, run) => this.onRunEvent(event, run),
    });
    return this.run.run();
  }

  private onRunEvent(event: RunEvent, run: SessionRun): void {
    switch (event.type) {
      case 'state':
        if (event.state === 'running') this.started();
        this.news.enter(event.state);
        break;
      case 'acknowledged':
        this.recovery.prove(event.isSettled);
        break;
      case 'covered':
        this.recovery.prove(event.isSettled);
        this.markFinal();
        if (!this.progress.finalCame()) break;
        if (!run.handedOver) this.predecessor = undefined;
        this.recovery.succeeded();
        break;
      case 'usage':
        this.dependencies.appliance.pool.noteUsage(event.usage, event.quota);
        break;
      case 'sent':
      case 'notice':
      case 'transcript':
      case 'translation':
        this.news.tell(event);
        break;
    }
  }

  private started(): void {
    this.dependencies.metrics.session();
    this.recovery.started();
  }

  private markFinal(): void {
    const { audio, transcripts, limits } = this.dependencies;
    audio.markFinal(transcripts.neededFrom(limits.replayOverlap));
  }

  /** Decides what follows a session. Returns the end of the stream, if it is one. */
  private decide(end: RunEnd): StreamEnd | undefined {
    const hasRun = this.run?.isStarted === true;
    this.run = undefined;
    if (end.how === 'left') return undefined;
    if (end.how === 'unreachable') return this.sessionLost(end.error, hasRun);
    const { session, phase } = end;
    const { code, reason, retryable } = end.outcome;
    diagnose(this.settings.id, 'session_ended', () => ({ code }));
    if (phase === 'handing_over') this.predecessor = session;
    const hasSaidAll = this.progress.hasSaidAll(end);
    const refused = session.refusedControl({ code, reason });
    if (refused && phase !== 'replacing') return this.continueWithout(refused, reason, hasRun);
    if (code !== 'completed' && !hasSaidAll) {
      return this.sessionLost(new CodedError(code, reason, { retryable }), hasRun);
    }
    if (phase === 'handing_over') return this.continueAfterLimit(hasRun);
    if (phase === 'replacing') {
      this.permission.renew();
      return undefined;
    }
    this.recovery.succeeded();
    return { how: 'completed' };
  }

  /** Handles the end of a session whose transcript is not complete. */
  private sessionLost(error: CodedError, hasRun: boolean): StreamEnd | undefined {
    const { audio } = this.dependencies;
    this.requeueSent(hasRun);
    if (error.code === 'quota_exceeded' && this.permission.noRoom()) {
      // Continues when it has a turn again, with or without audio.
      this.demand = 'start';
      this.news.enter('waiting');
      return undefined;
    }
    const { what, isNews } = this.recovery.failed(error, hasRun);
    const isGivenUp = what === 'fault' && (audio.finished || audio.holdsRecording);
    if (isGivenUp || this.progress.isHopeless) return { how: 'failed', error, told: !isNews };
    if (what === 'fault') this.dropAll();
    const isFirst = this.news.interrupt();
    const { code } = error;
    // The session ended for lack of audio: the next one waits for some.
    if (code === 'idle_timeout' && !audio.finished) this.demand = 'new_audio';
    diagnose(this.settings.id, 'session_lost', () => ({ code, wait: this.permission.delay }));
    this.news.enter('waiting');
    this.news.takeBackPartial();
    const data = { code, delay: this.permission.delay };
    if (isFirst) this.news.tell({ type: 'notice', name: 'reconnecting', data });
    if (isNews) this.news.tell({ type: 'error', error });
    return undefined;
  }

  /** Continues after a session that was ended at the server's limit. */
  private continueAfterLimit(hasRun: boolean): StreamEnd | undefined {
    this.recovery.replaced();
    this.requeueSent(hasRun);
    this.news.enter('waiting');
    if (!this.progress.isHopeless) return undefined;
    const reason = 'The server ends its sessions before it recognises anything new.';
    return { how: 'failed', error: new CodedError('session_timeout', reason), told: false };
  }

  /** Continues in another session, without the control for which the server ended this one. */
  private continueWithout({ control, cause }: RefusedControl, said: string, hasRun: boolean): undefined {
    if (cause === 'unknown') this.dependencies.appliance.record.refuse(control);
    else this.sessionStart.restore();
    this.recovery.replaced();
    this.requeueSent(hasRun);
    this.news.enter('waiting');
    this.news.takeBackPartial();
    this.news.tell({ type: 'warning', warning: refusedControlWarning({ control, cause }, said) });
  }

  /** Queues the session's audio for the next one. */
  private requeueSent(hasRun: boolean): void {
    const { audio, transcripts } = this.dependencies;
    audio.requeueSent(transcripts.settledUntil);
    if (!hasRun) return;
    diagnose(this.settings.id, 'replay', () => ({ seconds: audio.uncovered }));
    this.progress.sessionEnded();
  }
}
