import { expectedFormat } from '../audio/sample-stream';
import { Alarm } from '../speech-api/alarm';
import type { Endpoint } from '../speech-api/endpoint';
import type { TranscriptionConfig } from '../speech-api/messages';
import type { OutcomeCode, SessionOutcome } from '../speech-api/outcome';
import { Arrivals } from './arrivals';
import type { AudioKind } from './audio-queue';
import type { Failure } from './connection-attempts';
import type { StreamEvent } from './events';
import { StreamAudio } from './stream-audio';
import { StreamError } from './stream-error';
import type { StreamEnd, StreamListener, StreamState } from './stream-listener';
import { StreamSession } from './stream-session';
import type { Turn } from './session-turns';
import { StreamMetrics } from './stream-metrics';
import type { StreamSettings, StreamSurroundings } from './stream-settings';
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

/** Failures of a server that has no room now. */
const NO_ROOM: ReadonlySet<string> = new Set<OutcomeCode>(['quota_exceeded', 'job_error', 'server_unavailable']);

/** One stream of audio, from its first sample to its last word, across the sessions that it takes. */
export class Stream {
  private phase: Phase = { name: 'queued', start: 'with_audio' };
  private input: 'open' | 'muted' | 'finished' = 'open';
  private outage: Outage | undefined;
  /** Sessions in a row that ran and covered nothing new, since the stream was finished. */
  private barren = 0;
  /** Number of the latest attempt to get a session. */
  private attempt = 0;
  /** Seconds of the stream that were covered when the present session began. */
  private coveredBefore = 0;
  /** The session that left its last words to the next one, until that has told them. */
  private predecessor: StreamSession | undefined;
  private recognition: StreamSettings['recognition'];
  private readonly audio: StreamAudio;
  private readonly transcripts: Transcripts;
  private readonly listener: StreamListener;
  private readonly awaitingSent: (() => void)[] = [];
  private readonly metrics = new StreamMetrics();
  private readonly turn: Turn = { granted: () => this.granted() };
  private readonly idle: Alarm;
  /** The next attempt while waiting, the limit of the endpoint while opening. */
  private readonly alarm: Alarm;

  constructor(
    private readonly settings: StreamSettings,
    private readonly surroundings: StreamSurroundings,
  ) {
    const { clock, held, limits, listener } = surroundings;
    const arrivals = new Arrivals();
    this.listener = listener;
    this.recognition = settings.recognition;
    const { format, queue } = settings;
    this.audio = new StreamAudio({
      format,
      queue,
      limits,
      held,
      arrivals,
      clock,
      metrics: this.metrics,
      ready: () => this.advance(),
      warn: (warning) => listener.warning(warning),
    });
    this.transcripts = new Transcripts(settings.id, arrivals, () => clock.now());
    this.idle = new Alarm(clock);
    this.alarm = new Alarm(clock);
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
    if (start === 'at_once') this.openWhenAllowed();
    else this.advance();
  }

  /** Opens a session before there is audio, and before a rest after a fault is over. */
  start(): void {
    if (this.phase.name === 'queued') this.phase = { name: 'queued', start: 'at_once' };
    if (this.phase.name !== 'waiting') return;
    this.surroundings.attempts.insist();
    this.alarm.clear();
    this.openWhenAllowed();
  }

  /** Asks anew whether the next attempt is allowed. */
  retry(): void {
    if (this.phase.name !== 'waiting' || !this.alarm.isSet) return;
    this.alarm.clear();
    this.openWhenAllowed();
  }

  /** Whether the bytes of one message are of another format than the stream, and begin another one. */
  changesFormat(data: Buffer): boolean {
    return this.audio.changesFormat(data);
  }

  /**
   * Takes audio. The Buffer is kept, not copied.
   *
   * @throws AudioError when it can't be read; StreamError `recording_too_long`, or the fault for which a recording is
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
      this.end({ how: 'failed', error: StreamError.from(error), told: false });
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
    this.recognition = { ...this.recognition, transcription_config: config };
    if (this.phase.name === 'opening' || this.phase.name === 'running') this.phase.session?.configure(changes);
  }

  /** @throws StreamError `no_session` */
  forceEndOfUtterance(): void {
    const session = this.runningSession();
    this.sendGathered();
    session.forceEndOfUtterance();
  }

  /** @throws StreamError `no_session` */
  getSpeakers(): void {
    this.runningSession().getSpeakers();
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

  private runningSession(): StreamSession {
    if (this.phase.name === 'running') return this.phase.session;
    throw new StreamError('no_session', 'No session is running. Send audio first.');
  }

  private take(data: Buffer, kind: AudioKind): void {
    // A fault that another stream met does not concern a session that runs.
    const refusal = this.isRunning ? undefined : this.surroundings.attempts.refusal;
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
        if (this.finished && !this.audio.owed) this.complete();
        break;
      case 'waiting':
        if (this.audio.owed) this.openWhenAllowed();
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

  private openWhenAllowed(): void {
    if (this.alarm.isSet) return;
    const { wait } = this.surroundings.attempts;
    if (wait === 0) this.surroundings.turns.request(this.turn);
    else this.alarm.set(wait, () => this.openWhenAllowed());
  }

  /** It is this stream's turn to have a session; until it ends. */
  private granted(): void {
    if (this.phase.name !== 'waiting') return;
    if (this.surroundings.attempts.wait === 0) this.open();
    else this.openWhenAllowed();
  }

  private open(): void {
    const phase: Phase = { name: 'opening' };
    this.enter(phase);
    if (this.phase !== phase) return;
    this.attempt = this.surroundings.attempts.began();
    if (this.outage) this.outage.attempts += 1;
    this.coveredBefore = this.transcripts.coveredUntil;
    this.alarm.set(this.surroundings.limits.endpoint, () => {
      const reason = 'The appliance did not start in time. Check the load of its machine.';
      this.lose(new StreamError('appliance_timeout', reason, { retryable: true }));
    });
    void this.askAppliance(phase);
  }

  private async askAppliance(phase: Phase): Promise<void> {
    try {
      const endpoint = await this.surroundings.appliance.endpoint();
      if (this.phase === phase) this.connect(endpoint);
    } catch (error) {
      if (this.phase === phase) this.lose(StreamError.from(error));
    }
  }

  private connect(endpoint: Endpoint): void {
    const { listener } = this;
    const { appliance, clock, limits } = this.surroundings;
    const session: StreamSession = new StreamSession({
      endpoint,
      createConnection: appliance.createConnection,
      clock,
      limits,
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
          if (this.phase.name !== 'replacing') listener.event(event);
        },
        started: () => this.started(session),
        room: () => this.advance(),
        covered: () => this.cover(),
        usage: (usage, quota) => this.surroundings.turns.noteUsage(usage, quota),
        limited: (seconds) => this.handOver(session, seconds),
        ended: (outcome) => this.sessionEnded(outcome),
      },
    });
    this.alarm.clear();
    this.phase = { name: 'opening', session };
    session.open();
  }

  private started(session: StreamSession): void {
    const { outage } = this;
    this.outage = undefined;
    this.metrics.session();
    this.surroundings.attempts.started();
    this.enter({ name: 'running', session });
    if (outage) this.reportResumed(outage);
    this.advance();
  }

  private send(session: StreamSession): void {
    const { format } = this.audio;
    if (format && !session.takes(format)) {
      this.enter({ name: 'replacing', session });
      session.finish();
      return;
    }
    for (let next = this.audio.peek(); next && session.send(next); next = this.audio.peek()) this.audio.noteSent();
    if (this.phase.name !== 'running' || !this.audio.sent) return;
    this.tellSent();
    this.reportDropped('when_calm');
    if (!this.finished || this.phase.name !== 'running') return;
    this.enter({ name: 'draining', session });
    session.finish();
  }

  /** Finals cover more of the stream than before. */
  private cover(): void {
    this.coverAudio();
    if (this.transcripts.coveredUntil <= this.coveredBefore) return;
    if (this.phase.name !== 'handing_over') this.predecessor = undefined;
    this.barren = 0;
    this.surroundings.attempts.succeeded(this.attempt);
  }

  private coverAudio(): void {
    const { coveredUntil } = this.transcripts;
    this.audio.cover(coveredUntil, this.transcripts.neededFrom(this.surroundings.limits.leadIn));
  }

  private handOver(session: StreamSession, seconds: number | undefined): void {
    const { name } = this.phase;
    // A session that only drains is not cut off by its time, but may be by its length.
    if (name !== 'running' && (name !== 'draining' || seconds === undefined)) return;
    this.predecessor = session;
    this.enter({ name: 'handing_over', session });
    session.handOver(seconds);
  }

  private sessionEnded({ code, reason, closeCode, retryable }: SessionOutcome): void {
    const { name } = this.phase;
    if (code !== 'completed') {
      this.lose(new StreamError(code, reason, { closeCode, retryable }));
      return;
    }
    if (name === 'replacing') {
      this.open();
      return;
    }
    if (name === 'handing_over') {
      this.goOn();
      return;
    }
    this.surroundings.attempts.succeeded(this.attempt);
    this.end({ how: 'completed' });
  }

  /** There is no session any more, and its words are not all out. */
  private lose(error: StreamError): void {
    const { attempts, clock, turns } = this.surroundings;
    if (error.code === 'quota_exceeded' && turns.refused(this.turn)) {
      this.leaveSession();
      this.enter({ name: 'waiting' });
      return;
    }
    const failure = failureOf(error, this.isRunning);
    const isNews = attempts.failed(this.attempt, failure, error);
    const isHopeless = this.leaveSession();
    if (isHopeless || (failure === 'fault' && (this.finished || this.audio.holdsRecording))) {
      this.end({ how: 'failed', error, told: !isNews });
      return;
    }
    if (failure === 'fault') this.dropAll();
    const isFirst = this.outage === undefined;
    this.outage ??= { since: clock.now(), attempts: 0 };
    this.enter({ name: 'waiting' });
    this.takeBackPartial();
    if (isFirst) this.tell({ name: 'reconnecting', data: { code: error.code, delay: attempts.wait / 1000 } });
    if (isNews && this.phase.name !== 'ended') this.listener.error(error);
    // The server ended a session to which nothing came: the next one is for the next audio.
    if (error.code !== 'idle_timeout' || this.finished) this.advance();
  }

  /** The session was ended because it may not be longer. */
  private goOn(): void {
    const error = new StreamError('session_timeout', 'The server ends its sessions before it has heard anything new.');
    this.surroundings.attempts.failed(this.attempt, 'lost', error);
    if (this.leaveSession()) {
      this.end({ how: 'failed', error, told: false });
      return;
    }
    this.enter({ name: 'waiting' });
    this.advance();
  }

  /** What the session was sent waits for the next one. Returns whether that is of no use: see `barrenSessions`. */
  private leaveSession(): boolean {
    this.alarm.clear();
    this.audio.rewind(this.transcripts.settledUntil);
    if (this.finished && this.isRunning && this.transcripts.coveredUntil <= this.coveredBefore) this.barren += 1;
    return this.barren >= this.surroundings.limits.barrenSessions;
  }

  /** There is a session that has started. */
  private get isRunning(): boolean {
    return ['running', 'draining', 'handing_over'].includes(this.phase.name);
  }

  private complete(): void {
    const refusal = this.audio.came ? this.surroundings.attempts.refusal : undefined;
    this.end(refusal ? { how: 'failed', error: refusal, told: true } : { how: 'completed' });
  }

  private end(end: StreamEnd): void {
    if (this.phase.name !== 'ended' && end.how === 'failed') this.dropAll();
    const { phase } = this;
    if (phase.name === 'ended') return;
    // First of all, so that whatever the listener calls finds the stream ended.
    this.phase = { name: 'ended' };
    this.input = 'finished';
    this.idle.clear();
    this.alarm.clear();
    this.audio.clear();
    this.tellSent();
    if ('session' in phase) phase.session?.abandon();
    this.surroundings.turns.release(this.turn);
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
    if (dropped) this.listener.event({ name: 'audio_dropped', data: { ...dropped } });
  }

  private reportMetrics(): void {
    this.listener.event({ name: 'metrics', data: { ...this.metrics.read() } });
  }

  private reportResumed({ since, attempts }: Outage): void {
    const seconds = (this.surroundings.clock.now() - since) / 1000;
    this.tell({ name: 'resumed', data: { seconds, attempts } });
  }

  private droppingError(): StreamError {
    return new StreamError(
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
    if (state !== before && state !== undefined) this.listener.state(state);
  }
}

/** What others are told of a phase; undefined: nothing. */
function stateOf({ name }: Phase): StreamState | undefined {
  if (name === 'queued') return undefined;
  if (name === 'replacing') return 'opening';
  return name === 'handing_over' ? 'draining' : name;
}

/** What a failure means for the next attempt (protocol reference section 3); one that says nothing heals by itself. */
function failureOf({ code, details }: StreamError, ran: boolean): Failure {
  if (details.retryable === false) return 'fault';
  return ran && !NO_ROOM.has(code) ? 'lost' : 'refused';
}
