import { Alarm } from '../speech-api/alarm';
import type { Endpoint } from '../speech-api/endpoint';
import type { TranscriptionConfig } from '../speech-api/messages';
import type { SessionOutcome } from '../speech-api/outcome';
import { Arrivals } from './arrivals';
import type { AudioKind } from './audio-queue';
import type { AudioAmount } from './dropped-audio';
import { StreamAudio } from './stream-audio';
import { StreamError } from './stream-error';
import type { StreamEnd, StreamListener, StreamState } from './stream-listener';
import { StreamSession } from './stream-session';
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
  | { name: 'running' | 'draining'; session: StreamSession }
  | { name: 'ended' };

/** Milliseconds that the appliance has to say where it is: time for one that crashed to rest and to load its model. */
const ENDPOINT_LIMIT = 120_000;

/** One stream of audio, from its first sample to its last word, across the sessions that it takes. */
export class Stream {
  private phase: Phase = { name: 'queued', start: 'with_audio' };
  private input: 'open' | 'finished' = 'open';
  /** Code of the failure that was told last, while no session has run since. */
  private failing: string | undefined;
  private recognition: StreamSettings['recognition'];
  private readonly audio: StreamAudio;
  private readonly transcripts: Transcripts;
  private readonly listener: StreamListener;
  private readonly idle: Alarm;
  /** The next attempt while waiting, the limit of the endpoint while opening. */
  private readonly alarm: Alarm;

  constructor(
    private readonly settings: StreamSettings,
    private readonly surroundings: StreamSurroundings,
  ) {
    const { clock, held, listener } = surroundings;
    const arrivals = new Arrivals();
    this.listener = listener;
    this.recognition = settings.recognition;
    this.audio = new StreamAudio({ format: settings.format, queue: settings.queue, held, arrivals, clock });
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

  /** Opens a session before there is audio. */
  start(): void {
    if (this.phase.name === 'queued') this.phase = { name: 'queued', start: 'at_once' };
    if (this.phase.name === 'waiting') this.openWhenAllowed();
  }

  /**
   * Takes audio. The Buffer is kept, not copied.
   *
   * @throws AudioError when it can't be read; StreamError `recording_too_long`, with nothing of `data` taken
   */
  write(data: Buffer, kind: AudioKind): void {
    if (this.finished) return;
    this.audio.read(data, kind);
    if (this.audio.complete) {
      this.finish();
      return;
    }
    this.restartIdle();
    this.advance();
    const dropping = this.audio.trim();
    if (dropping) this.listener.error(dropping);
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
    this.runningSession().forceEndOfUtterance();
  }

  /** @throws StreamError `no_session` */
  getSpeakers(): void {
    this.runningSession().getSpeakers();
  }

  private runningSession(): StreamSession {
    if (this.phase.name === 'running') return this.phase.session;
    throw new StreamError('no_session', 'No session is running. Send audio first.');
  }

  /** Does what the present phase allows with what is there. */
  private advance(): void {
    const { phase } = this;
    switch (phase.name) {
      case 'queued':
        if (this.finished && this.audio.empty) this.end({ how: 'completed' });
        break;
      case 'waiting':
        if (!this.audio.empty) this.openWhenAllowed();
        else if (this.finished) this.end({ how: 'completed' });
        break;
      case 'running':
        this.send(phase.session);
        break;
      case 'opening':
      case 'replacing':
      case 'draining':
      case 'ended':
        break;
    }
  }

  private openWhenAllowed(): void {
    if (this.alarm.isSet) return;
    const { wait } = this.surroundings.attempts;
    if (wait === 0) this.open();
    else this.alarm.set(wait, () => this.open());
  }

  private open(): void {
    const phase: Phase = { name: 'opening' };
    this.enter(phase);
    if (this.phase !== phase) return;
    this.surroundings.attempts.began();
    this.alarm.set(ENDPOINT_LIMIT, () => {
      const reason = 'The appliance did not start in time. Check the load of its machine.';
      this.lose(new StreamError('appliance_timeout', reason));
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
    const session: StreamSession = new StreamSession({
      endpoint,
      createConnection: this.surroundings.appliance.createConnection,
      clock: this.surroundings.clock,
      format: this.audio.format ?? this.settings.format,
      recognition: this.recognition,
      transcripts: this.transcripts,
      listener: {
        transcript: (message, raw) => listener.transcript(message, raw),
        translation: (message, raw) => listener.translation(message, raw),
        event: (event) => {
          // The end of a session that took no audio is no news of the stream.
          if (this.phase.name !== 'replacing') listener.event(event);
        },
        started: () => this.started(session),
        room: () => this.advance(),
        ended: (outcome) => this.sessionEnded(outcome),
      },
    });
    this.alarm.clear();
    this.phase = { name: 'opening', session };
    session.open();
  }

  private started(session: StreamSession): void {
    this.surroundings.attempts.succeeded();
    this.failing = undefined;
    this.enter({ name: 'running', session });
    this.advance();
  }

  private send(session: StreamSession): void {
    const { format } = this.audio;
    if (format && !session.takes(format)) {
      this.enter({ name: 'replacing', session });
      session.finish();
      return;
    }
    for (let next = this.audio.peek(); next && session.send(next); next = this.audio.peek()) this.audio.shift();
    if (this.phase.name !== 'running' || !this.audio.empty) return;
    this.report(this.audio.takeDropped('when_calm'));
    if (!this.finished || this.phase.name !== 'running') return;
    this.enter({ name: 'draining', session });
    session.finish();
  }

  private sessionEnded({ code, reason, closeCode, retryable }: SessionOutcome): void {
    if (code !== 'completed') this.lose(new StreamError(code, reason, { closeCode, retryable }));
    else if (this.phase.name === 'replacing') this.open();
    else this.end({ how: 'completed' });
  }

  /** There is no session any more, and its words are not all out. */
  private lose(error: StreamError): void {
    const told = this.failing === error.code;
    this.alarm.clear();
    this.surroundings.attempts.failed();
    if (this.finished) {
      this.end({ how: 'failed', error, told });
      return;
    }
    this.failing = error.code;
    this.enter({ name: 'waiting' });
    this.takeBackPartial();
    if (!told && this.phase.name !== 'ended') this.listener.error(error);
  }

  private end(end: StreamEnd): void {
    const { phase } = this;
    if (phase.name === 'ended') return;
    // First of all, so that whatever the listener calls finds the stream ended.
    this.phase = { name: 'ended' };
    this.input = 'finished';
    this.idle.clear();
    this.alarm.clear();
    this.audio.clear();
    if ('session' in phase) phase.session?.abandon();
    this.takeBackPartial();
    this.report(this.audio.takeDropped('now'));
    this.listener.state('ended');
    this.listener.ended(end);
  }

  private takeBackPartial(): void {
    const message = this.transcripts.takeBack();
    if (message) this.listener.transcript(message);
  }

  private report(dropped: AudioAmount | undefined): void {
    if (dropped) this.listener.event({ name: 'audio_dropped', data: { ...dropped } });
  }

  private restartIdle(): void {
    if (this.settings.idle > 0) this.idle.set(this.settings.idle * 1000, () => this.finish());
  }

  private enter(phase: Phase & { name: StreamState | 'replacing' }): void {
    const before = stateOf(this.phase);
    const state = stateOf(phase);
    this.phase = phase;
    if (state !== before && state !== undefined) this.listener.state(state);
  }
}

/** What others are told of a phase; undefined: nothing. */
function stateOf({ name }: Phase): StreamState | undefined {
  if (name === 'queued') return undefined;
  return name === 'replacing' ? 'opening' : name;
}
