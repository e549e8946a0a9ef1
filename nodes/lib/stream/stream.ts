import type { SampleFormat } from '../audio/format';
import { expectedFormat } from '../audio/sample-converter';
import { Timeout } from '../time/timeout';
import { diagnose } from '../diagnostics/diagnostics';
import type { Endpoint } from '../speech-api/endpoint';
import { defaultLimits } from '../speech-api/limits';
import type { TranscriptionConfig } from '../speech-api/messages';
import type { SessionOutcome } from '../speech-api/outcome';
import { ArrivalTimes } from './audio/arrival-times';
import type { AudioKind } from './audio/audio-queue';
import type { ConnectionRequest } from '../appliance/reconnect-policy';
import type { StreamEvent } from './events';
import { Recovery } from './recovery';
import { type RefusedControl, refusedControlWarning } from './sent-controls';
import type { Control } from '../appliance/server-record';
import { StreamAudio } from './audio/stream-audio';
import { CodedError } from '../errors/coded-error';
import type { StreamEnd, StreamListener, StreamState } from './stream-listener';
import { StreamSession } from './stream-session';
import type { SessionRequest } from '../appliance/session-pool';
import { StreamMetrics } from './stream-metrics';
import type { StreamSettings, StreamDependencies } from './stream-settings';
import { Transcripts } from './transcripts';

type Phase =
  /** Other streams go first. `start`: open a session then, or with the first audio. */
  | { name: 'queued'; start: 'at_once' | 'with_audio' }
  /** The alarm may be set, for the next attempt. */
  | { name: 'waiting' }
  /** Without a session while the appliance is asked where it is. */
  | { name: 'opening'; session?: StreamSession }
  /** The session was opened before the audio told its format: it is ended, and another one opened. */
  | { name: 'replacing'; session: StreamSession }
  /** The server allows no longer session: its last words are awaited, then another one goes on. */
  | { name: 'handing_over'; session: StreamSession }
  | { name: 'running' | 'draining'; session: StreamSession }
  | { name: 'ended' };

/** No session since then, epoch milliseconds. `attempts`: to get another one. */
interface Outage {
  since: number;
  attempts: number;
}

/** Seconds at the end of the audio in which no word has room. */
const WORDLESS = 0.1;

/** One stream of audio, from its first sample to its last word, across the sessions that it takes. */
export class Stream {
  private phase: Phase = { name: 'queued', start: 'with_audio' };
  private input: 'open' | 'muted' | 'finished' = 'open';
  private outage: Outage | undefined;
  /** Sessions in a row that ran and covered nothing new, since the stream was finished; `since`: epoch milliseconds. */
  private fruitlessSessions = { sessions: 0, since: 0 };
  private readonly recovery: Recovery;
  /** Sessions in a row that fell silent in place of the end of the transcript. */
  private silent = 0;
  /** The configuration was changed, but not that of the session that is opening. */
  private outdated: 'no' | 'yes' = 'no';
  /** Seconds of the stream that were covered when the present session began. */
  private coveredBefore = 0;
  /** The session that left its last words to the next one, until that has told them. */
  private predecessor: StreamSession | undefined;
  private recognition: StreamSettings['recognition'];
  /** The one before it was last changed. */
  private before: StreamSettings['recognition'] | undefined;
  private readonly audio: StreamAudio;
  private readonly transcripts: Transcripts;
  private readonly listener: StreamListener;
  private readonly awaitingSent: (() => void)[] = [];
  private readonly metrics = new StreamMetrics();
  private readonly sessionRequest: SessionRequest;
  private readonly connectionRequest: ConnectionRequest = {
    patience: () => this.patience,
    allowed: (attempt) => this.open(attempt),
  };
  private readonly idle: Timeout;
  /** The end of the rest after a fault while waiting, the limit of the endpoint while opening. */
  private readonly timeout: Timeout;

  constructor(
    private readonly settings: StreamSettings,
    private readonly dependencies: StreamDependencies,
  ) {
    const { clock, budget, limits, listener } = dependencies;
    const arrivals = new ArrivalTimes();
    this.listener = listener;
    this.recognition = settings.recognition;
    const { format, queue } = settings;
    this.audio = new StreamAudio({
      format,
      queue,
      limits,
      budget,
      arrivals,
      clock,
      metrics: this.metrics,
      ready: () => this.advance(),
      warn: (warning) => listener.warning(warning),
    });
    this.transcripts = new Transcripts(settings.id, arrivals, clock);
    this.sessionRequest = { id: settings.id, granted: () => this.granted() };
    this.idle = new Timeout(clock);
    this.timeout = new Timeout(clock);
    this.recovery = new Recovery(dependencies, queue.seconds * 1000);
    this.restartIdle();
  }

  /** No more audio is taken: it was finished, or it has ended. */
  get finished(): boolean {
    return this.input === 'finished';
  }

  /** Lets the stream open sessions. Until then it only collects audio. */
  admit(): void {
    if (this.phase.name !== 'queued') return;
    const { start } = this.phase;
    this.phase = { name: 'waiting' };
    if (start === 'at_once') this.seek();
    else this.advance();
  }

  /** Opens a session before there is audio, and before a rest after a fault is over. */
  start(): void {
    if (this.phase.name === 'queued') this.phase = { name: 'queued', start: 'at_once' };
    if (this.phase.name !== 'waiting') return;
    this.dependencies.cooldown.forceAttempt();
    this.timeout.clear();
    this.seek();
  }

  /** How the samples that come in are stored; undefined for containers, and while the first bytes don't tell yet. */
  get sampleFormat(): SampleFormat | undefined {
    return this.audio.sampleFormat;
  }

  /** Whether the bytes of one message are of another format than the stream, and begin another one. */
  changesFormat(data: Buffer): boolean {
    return this.audio.changesFormat(data);
  }

  /**
   * Takes audio. The Buffer is kept, not copied.
   *
   * @throws AudioError when it can't be read; CodedError `recording_too_long`, or the fault for which a recording is
   *   refused, with nothing of `data` taken
   */
  write(data: Buffer, kind: AudioKind): void {
    if (this.finished) return;
    this.take(data, kind);
    // Whoever was warned of the audio may have ended the stream.
    if (this.finished) return;
    if (this.audio.complete) {
      this.finish();
      return;
    }
    this.restartIdle();
    this.advance();
    // During an outage, an error has been told.
    if (this.audio.trim() && !this.outage) this.listener.error(this.droppingError());
  }

  /** Audio is passed over until `unmute`: the stream's clock goes on, and nothing is sent. */
  mute(): void {
    if (this.finished) return;
    this.input = 'muted';
    this.sendGathered();
  }

  unmute(): void {
    if (!this.finished) this.input = 'open';
  }

  /** No more audio: what is left is sent, and the stream ends when its last word is out. */
  finish(): void {
    if (this.finished) return;
    this.input = 'finished';
    this.idle.clear();
    try {
      this.audio.end();
    } catch (error) {
      this.end({ how: 'failed', error: CodedError.from(error), told: false });
      return;
    }
    this.advance();
  }

  /** Drops everything. The stream ends at once. */
  cancel(): void {
    this.end({ how: 'cancelled' });
  }

  /** Changes the recognition from here on, in the present session and those after it. */
  setRecognitionConfig(changes: Partial<TranscriptionConfig>): void {
    const config = { ...this.recognition.transcription_config, ...changes };
    this.before = this.recognition;
    this.recognition = { ...this.recognition, transcription_config: config };
    const { phase } = this;
    if (phase.name !== 'opening' && phase.name !== 'running') return;
    if (!this.dependencies.appliance.record.refuses('SetRecognitionConfig')) {
      this.recovery.changed();
      phase.session?.configure(changes);
    }
    // The next session is started with it.
    else if (phase.name === 'running') this.handOver(phase.session, undefined);
    else this.outdated = 'yes';
  }

  /**
   * @param timestamp seconds of the stream up to which what was heard is made final; left out: now
   * @throws CodedError `no_session`, `invalid_timestamp`, `unsupported_control`
   */
  forceEndOfUtterance(timestamp?: unknown): void {
    const session = this.runningSession('ForceEndOfUtterance');
    const time = timestamp ?? undefined;
    this.sendGathered();
    const isTime = time === undefined || (typeof time === 'number' && Number.isFinite(time) && time >= 0);
    if (isTime && session.forceEndOfUtterance(time)) return;
    throw new CodedError(
      'invalid_timestamp',
      'The timestamp must be a number: seconds since the beginning of the stream, up to which the present session was sent ' +
        'audio. Leave it out for now.',
    );
  }

  /** @throws CodedError `no_session`, `unsupported_control` */
  getSpeakers(): void {
    this.runningSession('GetSpeakers').getSpeakers();
  }

  /** Resolves when all audio so far was sent, or no more is: for those who read it from somewhere. */
  sent(): Promise<void> {
    if (this.audio.sent || this.phase.name === 'ended') return Promise.resolve();
    return new Promise((resolve) => this.awaitingSent.push(resolve));
  }

  private tellSent(): void {
    for (const resolve of this.awaitingSent.splice(0)) resolve();
  }

  /** Tells the figures of the stream up to now, as an event. */
  tellMetrics(): void {
    if (this.phase.name !== 'ended') this.reportMetrics();
  }

  private runningSession(control: Control): StreamSession {
    if (this.dependencies.appliance.record.refuses(control)) {
      throw new CodedError('unsupported_control', `The server does not know ${control}, so it is not sent any more.`);
    }
    if (this.phase.name === 'running') return this.phase.session;
    throw new CodedError('no_session', 'No session is running. Send audio first.');
  }

  private take(data: Buffer, kind: AudioKind): void {
    // A fault that another stream met does not concern a session that runs.
    const refusal = this.isRunning ? undefined : this.recovery.refusal(this.startSettings);
    if (refusal && kind === 'recording') throw refusal;
    if (refusal) this.audio.refuse(data);
    else if (this.input === 'muted') this.audio.pass(data);
    else this.audio.read(data, kind);
  }

  private sendGathered(): void {
    this.audio.flush();
    this.advance();
  }

  /** Does what the present phase allows with what is there. */
  private advance(): void {
    const { phase } = this;
    switch (phase.name) {
      case 'queued':
        if (this.finished && !this.audio.hasUnfinalised) this.complete();
        break;
      case 'waiting':
        if (this.audio.hasUnfinalised) this.seek();
        else if (this.finished) this.complete();
        break;
      case 'running':
        this.send(phase.session);
        break;
      case 'opening':
      case 'replacing':
      case 'handing_over':
      case 'draining':
      case 'ended':
        break;
    }
  }

  /** Asks for a session: for a turn, then for an attempt. */
  private seek(): void {
    this.timeout.clear();
    const rest = this.recovery.rest(this.startSettings);
    if (rest > 0) this.timeout.set(rest, () => this.seek());
    else this.dependencies.appliance.pool.request(this.sessionRequest);
  }

  /** It is this stream's turn to have a session; until it ends. */
  private granted(): void {
    if (this.phase.name !== 'waiting') return;
    if (this.recovery.rest(this.startSettings) > 0) this.seek();
    else this.dependencies.appliance.reconnectPolicy.request(this.connectionRequest);
  }

  /** Milliseconds until something that waits is lost. */
  private get patience(): number {
    const queue = this.finished ? Infinity : this.audio.spare * 1000;
    return Math.min(queue, this.recovery.patienceLeft);
  }

  /** What the next session is started with. */
  private get startSettings(): object {
    return { format: this.audio.format ?? expectedFormat(this.settings.format), ...this.recognition };
  }

  private open(attempt: number): void {
    const phase: Phase = { name: 'opening' };
    this.enter(phase);
    if (this.phase !== phase) return;
    this.recovery.began(attempt);
    diagnose(this.settings.id, 'attempt', () => ({ number: attempt }));
    this.outdated = 'no';
    if (this.outage) this.outage.attempts += 1;
    this.coveredBefore = this.transcripts.coveredUntil;
    this.timeout.set(this.dependencies.limits.endpoint, () => {
      const reason = 'The appliance did not start in time. Check the load of its machine.';
      this.sessionLost(new CodedError('appliance_timeout', reason, { retryable: true }));
    });
    void this.askAppliance(phase);
  }

  private async askAppliance(phase: Phase): Promise<void> {
    try {
      const endpoint = await this.dependencies.appliance.endpoint();
      if (this.phase === phase) this.connect(endpoint);
    } catch (error) {
      if (this.phase === phase) this.sessionLost(CodedError.from(error));
    }
  }

  private connect(endpoint: Endpoint): void {
    const { listener } = this;
    const { appliance, clock, limits } = this.dependencies;
    const session: StreamSession = new StreamSession({
      endpoint,
      createConnection: appliance.createConnection,
      clock,
      limits: { ...limits, session: { ...limits.session, start: this.startLimit } },
      format: this.audio.format ?? expectedFormat(this.settings.format),
      recognition: this.recognition,
      transcripts: this.transcripts,
      metrics: this.metrics,
      listener: {
        transcript: (message, raw) => {
          if (!message.partial) this.metrics.final(message.transcript.latency);
          listener.transcript(message, raw);
        },
        translation: (message, raw) => listener.translation(message, raw),
        event: (event) => {
          // The end of a session that took no audio is no news of the stream.
          if (this.phase.name === 'replacing') return;
          listener.event(event);
        },
        started: () => this.started(session),
        room: () => {
          this.prove(session);
          this.advance();
        },
        covered: () => {
          this.prove(session);
          this.cover();
        },
        usage: (usage, quota) => appliance.pool.noteUsage(usage, quota),
        limited: (seconds) => this.handOver(session, seconds),
        ended: (outcome) => this.sessionEnded(session, outcome),
      },
    });
    this.timeout.clear();
    this.phase = { name: 'opening', session };
    session.open();
  }

  /** Milliseconds for a session to start: one that hangs must leave time for another one, before audio that waits is lost. */
  private get startLimit(): number {
    const { session, leastStart } = this.dependencies.limits;
    const { start = defaultLimits.start } = session;
    const { patience } = this;
    return patience > 0 ? Math.min(start, Math.max(leastStart, patience / 2)) : start;
  }

  private started(session: StreamSession): void {
    const { outage } = this;
    this.outage = undefined;
    this.metrics.session();
    this.recovery.started();
    this.enter({ name: 'running', session });
    if (outage) this.reportResumed(outage);
    if (this.outdated === 'yes' && this.phase.name === 'running') this.replace(session);
    else this.advance();
  }

  private send(session: StreamSession): void {
    const { format } = this.audio;
    if (format && !session.takes(format)) {
      this.replace(session);
      return;
    }
    for (let next = this.audio.peek(); next && session.send(next); next = this.audio.peek()) this.audio.markSent();
    if (this.phase.name !== 'running' || !this.audio.sent) return;
    this.tellSent();
    this.reportDropped('when_calm');
    if (!this.finished || this.phase.name !== 'running') return;
    this.enter({ name: 'draining', session });
    session.finish();
  }

  /** The session has shown that the server takes key and settings. */
  private prove(session: StreamSession): void {
    this.recovery.prove(session.isSettled ? this.startSettings : undefined);
  }

  /** Ends a session that was sent no audio, and opens another one. */
  private replace(session: StreamSession): void {
    this.enter({ name: 'replacing', session });
    session.finish();
  }

  /** A final came. */
  private cover(): void {
    this.coverAudio();
    if (this.transcripts.coveredUntil <= this.coveredBefore) return;
    if (this.phase.name !== 'handing_over') this.predecessor = undefined;
    this.fruitlessSessions.sessions = 0;
    this.recovery.succeeded();
  }

  private coverAudio(): void {
    const { coveredUntil } = this.transcripts;
    this.audio.markFinal(coveredUntil, this.transcripts.neededFrom(this.dependencies.limits.replayOverlap));
  }

  private handOver(session: StreamSession, seconds: number | undefined): void {
    const { name } = this.phase;
    // A session that only drains is not cut off by its time, but may be by its length.
    if (name !== 'running' && (name !== 'draining' || seconds === undefined)) return;
    this.predecessor = session;
    diagnose(this.settings.id, 'hand_over', () => ({ seconds }));
    this.enter({ name: 'handing_over', session });
    session.handOver(seconds);
  }

  private sessionEnded(session: StreamSession, { code, reason, closeCode, retryable }: SessionOutcome): void {
    diagnose(this.settings.id, 'session_ended', () => ({ code }));
    const { name } = this.phase;
    const hasSaidAll = this.hasSaidAll(session, code);
    const refused = session.refusedControl({ code, reason });
    if (refused && name !== 'replacing') {
      this.goOnWithout(refused, reason);
    } else if (code !== 'completed' && !hasSaidAll) {
      this.sessionLost(new CodedError(code, reason, { closeCode, retryable }));
    } else if (name === 'replacing') {
      this.open(this.dependencies.appliance.reconnectPolicy.began());
    } else if (name === 'handing_over') {
      this.continueAfterLimit();
    } else {
      this.recovery.succeeded();
      this.end({ how: 'completed' });
    }
  }

  /**
   * Whether all words are out, though the server never said so: finals reach to the end of the audio, or two sessions had it all,
   * agree on its last word, and fell silent.
   */
  private hasSaidAll(session: StreamSession, code: string): boolean {
    this.silent = code === 'end_timeout' && this.phase.name === 'draining' ? this.silent + 1 : 0;
    if (this.silent === 0 || this.transcripts.unsettled) return false;
    const { coveredUntil } = this.transcripts;
    const addsNothing = this.silent > 1 && coveredUntil <= this.coveredBefore + WORDLESS;
    return session.hasSaid(coveredUntil - WORDLESS) && (addsNothing || this.audio.uncovered < WORDLESS);
  }

  /** There is no session any more, and its words are not all out. */
  private sessionLost(error: CodedError): void {
    const { appliance, clock } = this.dependencies;
    if (error.code === 'quota_exceeded' && appliance.pool.refused(this.sessionRequest)) {
      this.endSession();
      this.enter({ name: 'waiting' });
      return;
    }
    const { what, isNews } = this.recovery.failed(error, { ran: this.isRunning, settings: this.startSettings });
    const isHopeless = this.endSession();
    if (isHopeless || (what === 'fault' && (this.finished || this.audio.holdsRecording))) {
      this.end({ how: 'failed', error, told: !isNews });
      return;
    }
    if (what === 'fault') this.dropAll();
    const isFirst = this.outage === undefined;
    this.outage ??= { since: clock.now(), attempts: 0 };
    this.enter({ name: 'waiting' });
    diagnose(this.settings.id, 'session_lost', () => ({ code: error.code, wait: this.delay }));
    this.takeBackPartial();
    if (isFirst) this.tell({ name: 'reconnecting', data: { code: error.code, delay: this.delay } });
    if (isNews && this.phase.name !== 'ended') this.listener.error(error);
    // The server ended a session to which nothing came: the next one is for the next audio.
    if (error.code !== 'idle_timeout' || this.finished) this.advance();
  }

  /** Seconds until the next attempt. */
  private get delay(): number {
    const { reconnectPolicy } = this.dependencies.appliance;
    return Math.max(reconnectPolicy.wait, this.recovery.rest(this.startSettings)) / 1000;
  }

  /** The session was ended because it may not be longer. */
  private continueAfterLimit(): void {
    this.recovery.replaced();
    if (this.endSession()) {
      const reason = 'The server ends its sessions before it has heard anything new.';
      this.end({ how: 'failed', error: new CodedError('session_timeout', reason), told: false });
      return;
    }
    this.enter({ name: 'waiting' });
    this.advance();
  }

  /** The server ended the session because of a control: another one goes on, and is not sent it. */
  private goOnWithout({ control, cause }: RefusedControl, said: string): void {
    if (cause === 'unknown') this.dependencies.appliance.record.refuse(control);
    else if (this.before) this.recognition = this.before;
    this.recovery.replaced();
    this.endSession();
    this.enter({ name: 'waiting' });
    this.takeBackPartial();
    if (this.phase.name !== 'ended') this.listener.warning(refusedControlWarning({ control, cause }, said));
    this.advance();
  }

  /** What the session was sent waits for the next one. Returns whether that is of no use: see `fruitlessSessions`. */
  private endSession(): boolean {
    const { clock, limits } = this.dependencies;
    this.timeout.clear();
    this.audio.requeueSent(this.transcripts.settledUntil);
    if (this.isRunning) diagnose(this.settings.id, 'replay', () => ({ seconds: this.audio.uncovered }));
    const { fruitlessSessions } = this;
    if (this.finished && this.isRunning && this.transcripts.coveredUntil <= this.coveredBefore) {
      if (fruitlessSessions.sessions === 0) fruitlessSessions.since = clock.now();
      fruitlessSessions.sessions += 1;
    }
    return (
      fruitlessSessions.sessions >= limits.fruitlessSessions &&
      clock.now() - fruitlessSessions.since >= limits.fruitlessTime
    );
  }

  /** There is a session that has started. */
  private get isRunning(): boolean {
    return ['running', 'draining', 'handing_over'].includes(this.phase.name);
  }

  private complete(): void {
    const refusal = this.audio.came ? this.recovery.refusal(this.startSettings) : undefined;
    this.end(refusal ? { how: 'failed', error: refusal, told: true } : { how: 'completed' });
  }

  private end(end: StreamEnd): void {
    if (this.phase.name !== 'ended' && end.how === 'failed') this.dropAll();
    const { phase } = this;
    if (phase.name === 'ended') return;
    // First of all, so that whatever the listener calls finds the stream ended.
    this.phase = { name: 'ended' };
    diagnose(this.settings.id, 'ended', () => ({
      how: end.how,
      code: end.how === 'failed' ? end.error.code : undefined,
    }));
    this.input = 'finished';
    this.idle.clear();
    this.timeout.clear();
    this.audio.clear();
    this.tellSent();
    if ('session' in phase) phase.session?.abandon();
    this.dependencies.appliance.reconnectPolicy.withdraw(this.connectionRequest);
    this.dependencies.appliance.pool.release(this.sessionRequest);
    this.takeBackPartial();
    this.reportDropped('now');
    // Without a session there was no transcript.
    if (end.how === 'completed' && this.metrics.read().sessions > 0) {
      this.listener.event({ name: 'end_of_transcript', data: {} });
    }
    this.reportMetrics();
    this.listener.state('ended');
    this.listener.ended(end);
  }

  /** Gives up what no final covers. */
  private dropAll(): void {
    const { predecessor } = this;
    this.predecessor = undefined;
    predecessor?.tellWithheld();
    this.coverAudio();
    this.audio.drop();
  }

  private takeBackPartial(): void {
    const message = this.transcripts.takeBack();
    if (message) this.listener.transcript(message);
  }

  private reportDropped(when: 'now' | 'when_calm'): void {
    const dropped = this.audio.takeDropped(when);
    if (dropped) diagnose(this.settings.id, 'dropped', () => ({ ...dropped }));
    if (dropped) this.listener.event({ name: 'audio_dropped', data: { ...dropped } });
  }

  private reportMetrics(): void {
    this.listener.event({ name: 'metrics', data: { ...this.metrics.read() } });
  }

  private reportResumed({ since, attempts }: Outage): void {
    const seconds = (this.dependencies.clock.now() - since) / 1000;
    this.tell({ name: 'resumed', data: { seconds, attempts } });
  }

  private droppingError(): CodedError {
    return new CodedError(
      'audio_dropped',
      `Audio is being dropped: more waits for a session than the ${this.settings.queue.seconds} s that are kept. ` +
        'Check the appliance and its load. The event "audio_dropped" will say how much was lost.',
    );
  }

  private tell(event: StreamEvent): void {
    if (this.phase.name !== 'ended') this.listener.event(event);
  }

  private restartIdle(): void {
    if (this.settings.idle > 0) this.idle.set(this.settings.idle * 1000, () => this.finish());
  }

  private enter(phase: Phase & { name: StreamState | 'replacing' | 'handing_over' }): void {
    const before = stateOf(this.phase);
    const state = stateOf(phase);
    this.phase = phase;
    diagnose(this.settings.id, 'phase', () => ({ name: phase.name }));
    if (state !== before && state !== undefined) this.listener.state(state);
  }
}

/** What others are told of a phase; undefined: nothing. */
function stateOf({ name }: Phase): StreamState | undefined {
  if (name === 'queued') return undefined;
  if (name === 'replacing') return 'opening';
  return name === 'handing_over' ? 'draining' : name;
}
