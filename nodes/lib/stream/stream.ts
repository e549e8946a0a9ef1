import type { SampleFormat } from '../audio/format';
import { diagnose } from '../diagnostics/diagnostics';
import { CodedError } from '../errors/coded-error';
import type { TranscriptionConfig } from '../speech-api/messages';
import { Timeout } from '../time/timeout';
import { ArrivalTimes } from './audio/arrival-times';
import type { AudioKind } from './audio/audio-queue';
import { StreamAudio } from './audio/stream-audio';
import { SessionManager } from './session-manager';
import type { SessionManagerEvent } from './session-news';
import type { StreamEnd, StreamEvent } from './stream-event';
import { StreamMetrics } from './stream-metrics';
import type { StreamDependencies, StreamSettings } from './stream-settings';
import { Transcripts } from './transcripts';

/** One stream of audio, from its first sample to its last word, across any number of sessions. */
export class Stream {
  private state: 'open' | 'ending' | 'ended' = 'open';
  private input: 'heard' | 'muted' = 'heard';
  private readonly audio: StreamAudio;
  private readonly transcripts: Transcripts;
  private readonly sessions: SessionManager;
  private readonly metrics = new StreamMetrics();
  private readonly idle: Timeout;
  private readonly awaitingSent: (() => void)[] = [];

  constructor(
    private readonly settings: StreamSettings,
    private readonly dependencies: StreamDependencies,
  ) {
    const { clock, budget, limits } = dependencies;
    const { metrics } = this;
    const arrivals = new ArrivalTimes();
    this.idle = new Timeout(clock);
    this.transcripts = new Transcripts(settings.id, arrivals, clock);
    this.audio = new StreamAudio({
      format: settings.format,
      takes: dependencies.appliance.takes,
      queue: settings.queue,
      pause: settings.pause,
      limits,
      budget,
      arrivals,
      coverage: this.transcripts,
      clock,
      metrics,
      ready: () => this.sessions.advance(),
      warn: (warning) => this.emit({ type: 'warning', warning }),
    });
    this.sessions = new SessionManager(settings, {
      ...dependencies,
      audio: this.audio,
      transcripts: this.transcripts,
      metrics,
      onEvent: (event) => this.onSessionEvent(event),
    });
    this.restartIdle();
    void this.keepSession();
  }

  /** Whether no more audio is accepted: it was finished, or the stream has ended. */
  get finished(): boolean {
    return this.audio.finished;
  }

  /** Audio that waits until a session runs; `seconds` is 0 for containers, which have no length. */
  get held(): { seconds: number; awaited: 'turn' | 'session' } | undefined {
    const { awaited } = this.sessions;
    return awaited === undefined || this.audio.sent ? undefined : { seconds: this.audio.waitingSeconds, awaited };
  }

  /** Allows the stream to open sessions. Until then it only collects audio. */
  admit(): void {
    this.sessions.admit();
  }

  /** Continues at another appliance. Does nothing while a session runs. */
  moveTo(place: Pick<StreamDependencies, 'appliance' | 'cooldown'>): void {
    this.sessions.moveTo(place);
  }

  /** Opens a session before there is audio, and before the cooldown after a permanent error is over. */
  start(): void {
    this.sessions.start();
  }

  /** The format of incoming samples; undefined for containers, and until the first bytes have decided it. */
  get sampleFormat(): SampleFormat | undefined {
    return this.audio.sampleFormat;
  }

  /** Whether the file is incomplete, by its structure. */
  get goesOn(): boolean {
    return this.audio.goesOn;
  }

  /** Whether the latest bytes ended a short file: a recording, or a piece of live audio. */
  get endsFile(): boolean {
    return this.audio.endsFile;
  }

  /** Seconds of audio that arrived; containers have no length. */
  get seconds(): number {
    return this.audio.seconds;
  }

  /** The peak of headerless audio, 0 to 1; undefined for containers, and before there is any. */
  get peak(): number | undefined {
    return this.audio.peak;
  }

  /** Whether the bytes of one message have a different format, and so begin another stream. */
  changesFormat(data: Buffer): boolean {
    return this.audio.changesFormat(data);
  }

  /**
   * Accepts audio. The Buffer is kept, not copied.
   *
   * @throws AudioError when it can't be read; CodedError `recording_too_long`, or the error for which a recording is
   *   refused, with nothing of `data` accepted
   */
  write(data: Buffer, kind: AudioKind): void {
    if (this.finished) return;
    this.restartIdle();
    this.take(data, kind);
    if (this.audio.complete) {
      this.finish();
      return;
    }
    this.sessions.advance();
    // During an outage, an error has already been reported.
    if (this.audio.trim() && !this.sessions.isInterrupted) this.emit({ type: 'error', error: this.droppingError() });
  }

  /** Skips audio until `unmute`: the stream's clock advances, but nothing is sent. */
  mute(): void {
    if (this.finished) return;
    this.input = 'muted';
    this.audio.mute();
    this.sessions.advance();
  }

  unmute(): void {
    this.input = 'heard';
  }

  /** Ends the audio: the rest is sent, and the stream ends after its last word. */
  finish(): void {
    if (this.finished) return;
    this.idle.clear();
    try {
      this.audio.end();
    } catch (error) {
      this.fail(error);
      return;
    }
    this.sessions.advance();
  }

  /** Drops all audio and ends the stream at once. */
  cancel(): void {
    this.end({ how: 'cancelled' });
  }

  /** Changes the recognition from now on, in the current session and all later ones. */
  setRecognitionConfig(changes: Partial<TranscriptionConfig>): void {
    this.sessions.setRecognitionConfig(changes);
  }

  /**
   * @param timestamp end of the utterance, seconds of the stream; left out: now
   * @throws CodedError `no_session`, `invalid_timestamp`, `unsupported_control`
   */
  forceEndOfUtterance(timestamp?: unknown): void {
    const session = this.sessions.sessionFor('ForceEndOfUtterance');
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
    this.sessions.sessionFor('GetSpeakers').getSpeakers();
  }

  /** Resolves when all audio so far was sent, or no more will be: lets callers pace the reading of a file. */
  sent(): Promise<void> {
    if (this.audio.sent || this.state === 'ended') return Promise.resolve();
    return new Promise((resolve) => this.awaitingSent.push(resolve));
  }

  /** Reports the figures of the stream so far. */
  tellMetrics(): void {
    this.emit(this.figures());
  }

  private take(data: Buffer, kind: AudioKind): void {
    const { refusal } = this.sessions;
    if (refusal && kind === 'recording') throw refusal;
    if (refusal) this.audio.refuse(data);
    else if (this.input === 'muted') this.audio.pass(data);
    else this.audio.read(data, kind);
  }

  private sendGathered(): void {
    this.audio.flush();
    this.sessions.advance();
  }

  private async keepSession(): Promise<void> {
    try {
      this.end(await this.sessions.keepSession());
    } catch (error) {
      this.fail(error);
    }
  }

  private onSessionEvent(event: SessionManagerEvent): void {
    if (event.type !== 'sent') {
      this.emit(event);
      return;
    }
    this.resolveSent();
    this.reportDropped('when_calm');
  }

  private fail(error: unknown): void {
    this.end({ how: 'failed', error: CodedError.from(error), told: false });
  }

  private end(end: StreamEnd): void {
    if (this.state !== 'open') return;
    this.state = 'ending';
    if (end.how === 'failed') this.sessions.dropAll();
    this.sessions.stop();
    this.idle.clear();
    this.audio.clear();
    diagnose(this.settings.id, 'ended', () => ({
      how: end.how,
      code: end.how === 'failed' ? end.error.code : undefined,
    }));
    const shown = this.transcripts.takeBack();
    if (shown) this.emit({ type: 'transcript', message: shown });
    this.reportDropped('now');
    // Without a session there was no transcript.
    if (end.how === 'completed' && this.metrics.read().sessions > 0) {
      this.emit({ type: 'notice', name: 'end_of_transcript', data: {} });
    }
    this.emit(this.figures());
    this.emit({ type: 'state', state: 'ended' });
    this.state = 'ended';
    this.resolveSent();
    this.dependencies.onEvent({ type: 'ended', end });
  }

  private resolveSent(): void {
    for (const resolve of this.awaitingSent.splice(0)) resolve();
  }

  private reportDropped(when: 'now' | 'when_calm'): void {
    const dropped = this.audio.takeDropped(when);
    if (!dropped) return;
    diagnose(this.settings.id, 'dropped', () => ({ ...dropped }));
    this.emit({ type: 'notice', name: 'audio_dropped', data: { ...dropped } });
  }

  private figures(): StreamEvent {
    return { type: 'notice', name: 'metrics', data: { ...this.metrics.read() } };
  }

  private droppingError(): CodedError {
    return new CodedError(
      'audio_dropped',
      `Audio is being dropped: more is waiting for a session than the ${this.settings.queue.seconds} s that are kept. ` +
        'Check the appliance and its load. The event "audio_dropped" will say how much was lost.',
    );
  }

  private restartIdle(): void {
    if (this.settings.idle > 0) this.idle.set(this.settings.idle * 1000, () => this.finish());
  }

  private emit(event: StreamEvent): void {
    if (this.state !== 'ended') this.dependencies.onEvent(event);
  }
}
