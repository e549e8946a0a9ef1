import { randomUUID } from 'node:crypto';
import { AudioReader, type AudioPiece } from '../audio/audio-reader';
import type { Format } from '../audio/format';
import type { Clock, Timer } from '../speech-api/clock';
import type { RecognitionStarted, ServerMessage, StartRecognition, TranscriptionConfig } from '../speech-api/messages';
import type { SessionOutcome } from '../speech-api/outcome';
import { Session } from '../speech-api/session';
import type { Endpoint } from '../speech-api/endpoint';
import type { Appliance } from './appliance';
import { Arrivals } from './arrivals';
import { AudioQueue, type QueueLimit } from './audio-queue';
import type { ConnectionAttempts } from './connection-attempts';
import { eventOf, type StreamEvent } from './events';
import { StreamError } from './stream-error';
import { TimeMap } from './time-map';
import { Transcripts, type SessionLanguage, type TranscriptMessage } from './transcripts';

/** What a stream is set to for its whole life. */
export interface StreamSettings {
  /** What the audio is if it does not begin with a WAV header. */
  format: Format;
  recognition: Omit<StartRecognition, 'message' | 'audio_format'>;
  /** Seconds without audio after which the stream finishes by itself; 0: never. */
  idle: number;
  queue: QueueLimit;
}

/**
 * `waiting`: no session, the next audio opens one; `opening`: a session is on its way; `running`; `draining`: all audio
 * was sent, the last words are awaited; `ended`.
 */
export type StreamState = 'waiting' | 'opening' | 'running' | 'draining' | 'ended';

/** What a stream tells its owner. Nothing comes after `ended`. */
export interface StreamListener {
  /** `raw`: the server's message; none when a partial is taken back. */
  transcript(message: TranscriptMessage, raw?: ServerMessage): void;
  translation(message: TranscriptMessage, raw: ServerMessage): void;
  event(event: StreamEvent): void;
  state(state: StreamState): void;
  /** Something was lost; the stream goes on. One a cause, not one a chunk. */
  error(error: StreamError): void;
  /** `error`: why the stream ended before all its words were out. */
  ended(error?: StreamError): void;
}

/** What a stream works with. */
export interface StreamSurroundings {
  appliance: Appliance;
  attempts: ConnectionAttempts;
  clock: Clock;
  listener: StreamListener;
}

/** A session and what is needed to place its words on the stream. */
interface OpenSession {
  session: Session;
  format: Format;
  source: SessionLanguage;
  times: TimeMap;
}

type Phase =
  | { name: 'waiting'; retry?: Timer }
  /** Without a session while the appliance is asked where it is. */
  | { name: 'opening'; open?: OpenSession }
  | { name: 'running' | 'draining'; open: OpenSession }
  | { name: 'ended' };

/** One stream of audio, from its first sample to its last word, across the sessions that it takes. */
export class Stream {
  /** Names the stream in messages. */
  readonly id = randomUUID();
  private phase: Phase = { name: 'waiting' };
  private input: 'open' | 'finished' = 'open';
  /** Seconds of audio that came in. */
  private received = 0;
  /** Code of the failure that was reported last, while no session has run since. */
  private failing: string | undefined;
  /** Seconds that were dropped since a session ran last. */
  private dropped = 0;
  private idleTimer: Timer;
  private recognition: StreamSettings['recognition'];
  private readonly reader: AudioReader;
  private readonly queue: AudioQueue;
  private readonly arrivals = new Arrivals();
  private readonly transcripts: Transcripts;
  private readonly listener: StreamListener;
  private readonly clock: Clock;

  constructor(
    private readonly settings: StreamSettings,
    private readonly surroundings: StreamSurroundings,
  ) {
    this.listener = surroundings.listener;
    this.clock = surroundings.clock;
    this.recognition = settings.recognition;
    this.reader = new AudioReader(settings.format);
    this.queue = new AudioQueue(settings.queue);
    this.transcripts = new Transcripts(this.id, this.arrivals, () => this.clock.now());
    this.restartIdleTimer();
  }

  /** No more audio is taken: it was finished, or it has ended. */
  get finished(): boolean {
    return this.input === 'finished';
  }

  /** Bytes of audio that wait for a session. */
  get heldBytes(): number {
    return this.queue.bytes;
  }

  /** Opens a session before there is audio. */
  start(): void {
    if (this.phase.name === 'waiting') this.openWhenAllowed(this.phase);
  }

  /**
   * Takes audio. The Buffer is kept, not copied.
   *
   * @param recorded it is part of a recording, which is never trimmed
   * @throws AudioError when it can't be read
   */
  write(data: Buffer, recorded: boolean): void {
    if (this.finished) return;
    const pieces = this.reader.read(data);
    this.take(pieces, recorded || this.reader.complete);
    this.restartIdleTimer();
    if (this.reader.complete) this.finish();
    else this.advance();
  }

  /** No more audio: what is left is sent, and the stream ends when its last word is out. */
  finish(): void {
    if (this.finished) return;
    this.input = 'finished';
    this.clock.clearTimeout(this.idleTimer);
    this.take(this.reader.end(), true);
    this.advance();
  }

  /** Drops everything. The stream ends at once. */
  cancel(): void {
    if (this.phase.name === 'ended') return;
    this.queue.clear();
    this.end();
  }

  /** Changes the recognition from here on, in the running session and those after it. */
  setRecognitionConfig(changes: Partial<TranscriptionConfig>): void {
    const config = { ...this.recognition.transcription_config, ...changes };
    this.recognition = { ...this.recognition, transcription_config: config };
    // Older servers type this message as a full configuration, in which the language may not be missing.
    if (this.phase.name === 'running') {
      this.phase.open.session.setRecognitionConfig({ language: config.language, ...changes });
    }
  }

  /** @throws StreamError `no_session` */
  forceEndOfUtterance(): void {
    this.runningSession().forceEndOfUtterance();
  }

  /** @throws StreamError `no_session` */
  getSpeakers(): void {
    this.runningSession().getSpeakers();
  }

  private runningSession(): Session {
    if (this.phase.name === 'running') return this.phase.open.session;
    throw new StreamError('no_session', 'No session is running. Send audio first.');
  }

  private take(pieces: AudioPiece[], recorded: boolean): void {
    for (const piece of pieces) {
      this.queue.push(piece, recorded);
      this.received += piece.seconds;
      this.arrivals.note(this.received, this.clock.now());
    }
    const dropped = this.queue.takeDropped();
    if (dropped > 0 && this.dropped === 0) {
      this.listener.error(
        new StreamError(
          'audio_dropped',
          `Audio is being dropped: more than ${this.settings.queue.seconds} s wait for a session. ` +
            'The event "audio_dropped" will say how much.',
        ),
      );
    }
    this.dropped += dropped;
  }

  /** Does what the present phase allows with what is there. */
  private advance(): void {
    const { phase } = this;
    switch (phase.name) {
      case 'waiting':
        if (!this.queue.empty) this.openWhenAllowed(phase);
        else if (this.finished) this.end();
        break;
      case 'running':
        this.send(phase.open);
        break;
      case 'opening':
      case 'draining':
      case 'ended':
        break;
    }
  }

  private openWhenAllowed(phase: Phase & { name: 'waiting' }): void {
    if (phase.retry !== undefined) return;
    const { wait } = this.surroundings.attempts;
    if (wait === 0) this.open();
    else phase.retry = this.clock.setTimeout(() => this.open(), wait);
  }

  private open(): void {
    const phase: Phase = { name: 'opening' };
    this.enter(phase);
    this.surroundings.attempts.began();
    this.surroundings.appliance.endpoint().then(
      (endpoint) => {
        if (this.phase === phase) this.connect(endpoint);
      },
      (error: unknown) => {
        if (this.phase === phase) this.lose(StreamError.from(error));
      },
    );
  }

  private connect(endpoint: Endpoint): void {
    const format = this.reader.format ?? this.settings.format;
    const source = { session: '', language: this.recognition.transcription_config.language };
    const session: Session = new Session({
      endpoint,
      start: { audio_format: format, ...this.recognition },
      clock: this.clock,
      listener: {
        started: (message) => {
          if (this.owns(session)) this.started(message);
        },
        message: (message) => {
          if (this.owns(session)) this.hear(message);
        },
        unknown: (message) => {
          if (this.owns(session)) this.listener.event(eventOf(message, 0));
        },
        malformed: (reason) => {
          if (this.owns(session)) this.listener.event({ name: 'malformed_message', data: { reason } });
        },
        acknowledged: () => {
          if (this.owns(session)) this.advance();
        },
        ended: (outcome) => {
          if (this.owns(session)) this.sessionEnded(outcome);
        },
      },
    });
    this.phase = { name: 'opening', open: { session, format, source, times: new TimeMap() } };
    session.open();
  }

  private started(message: RecognitionStarted): void {
    if (this.phase.name !== 'opening' || !this.phase.open) return;
    const { open } = this.phase;
    open.source = { ...open.source, session: message.id, pack: message.language_pack_info };
    this.failing = undefined;
    this.reportDropped();
    this.enter({ name: 'running', open });
    this.listener.event(eventOf(message, 0));
    this.advance();
  }

  private send(open: OpenSession): void {
    const { format } = this.reader;
    if (open.times.empty && format && !sameFormat(format, open.format)) {
      // The session was opened before the audio told what it is.
      this.enter({ name: 'waiting' });
      open.session.cancel();
      this.open();
      return;
    }
    for (let next = this.queue.peek(); next && next.data.length <= open.session.room; next = this.queue.peek()) {
      this.queue.shift();
      open.times.note(next.position, next.seconds);
      open.session.sendAudio(next.data);
      if (!this.owns(open.session)) return;
    }
    if (this.finished && this.queue.empty) {
      this.enter({ name: 'draining', open });
      open.session.finish();
    }
  }

  private hear(message: ServerMessage): void {
    const { open } = this.phase as { open: OpenSession };
    const { source, times } = open;
    switch (message.message) {
      case 'AddTranscript':
      case 'AddPartialTranscript': {
        const made = this.transcripts.transcript(message, source, times.shiftAt(message.metadata.start_time));
        if (made) this.listener.transcript(made, message);
        break;
      }
      case 'AddTranslation':
      case 'AddPartialTranslation': {
        const made = this.transcripts.translation(message, source, times.shiftAt(message.results[0]?.start_time ?? 0));
        if (made) this.listener.translation(made, message);
        break;
      }
      case 'EndOfUtterance':
        this.listener.event(eventOf(message, times.shiftAt(message.metadata?.start_time ?? 0)));
        break;
      case 'AudioEventStarted':
        this.listener.event(eventOf(message, times.shiftAt(message.event.start_time)));
        break;
      case 'AudioEventEnded':
        this.listener.event(eventOf(message, times.shiftAt(message.event.end_time)));
        break;
      case 'Info':
      case 'Warning':
      case 'SpeakersResult':
      case 'EndOfTranscript':
        this.listener.event(eventOf(message, 0));
        break;
      // RecognitionStarted and Error have callbacks of their own, acknowledgements too.
      case 'RecognitionStarted':
      case 'AudioAdded':
      case 'ChannelAudioAdded':
      case 'Error':
        break;
    }
  }

  private sessionEnded(outcome: SessionOutcome): void {
    if (outcome.code === 'completed') {
      this.surroundings.attempts.ended('well');
      this.end();
      return;
    }
    const { code, reason, closeCode, retryable } = outcome;
    this.lose(new StreamError(code, reason, { closeCode, retryable }));
  }

  /** There is no session any more, and its words are not all out. */
  private lose(error: StreamError): void {
    this.surroundings.attempts.ended('badly');
    if (this.finished) {
      this.end(error);
      return;
    }
    this.takeBackPartial();
    this.enter({ name: 'waiting' });
    if (this.failing !== error.code) this.listener.error(error);
    this.failing = error.code;
  }

  private end(error?: StreamError): void {
    const { phase } = this;
    this.takeBackPartial();
    this.reportDropped();
    this.queue.clear();
    this.input = 'finished';
    this.clock.clearTimeout(this.idleTimer);
    this.enter({ name: 'ended' });
    if (phase.name === 'waiting') this.clock.clearTimeout(phase.retry);
    else if (phase.name !== 'ended') phase.open?.session.cancel();
    this.listener.ended(error);
  }

  private takeBackPartial(): void {
    const source = ('open' in this.phase && this.phase.open?.source) || { session: '', language: '' };
    const message = this.transcripts.takeBack(source);
    if (message) this.listener.transcript(message);
  }

  private reportDropped(): void {
    if (this.dropped === 0) return;
    this.listener.event({ name: 'audio_dropped', data: { seconds: this.dropped } });
    this.dropped = 0;
  }

  private restartIdleTimer(): void {
    this.clock.clearTimeout(this.idleTimer);
    if (this.settings.idle === 0) return;
    this.idleTimer = this.clock.setTimeout(() => this.finish(), this.settings.idle * 1000);
  }

  private owns(session: Session): boolean {
    return 'open' in this.phase && this.phase.open?.session === session;
  }

  private enter(phase: Phase): void {
    const changed = phase.name !== this.phase.name;
    this.phase = phase;
    if (changed) this.listener.state(phase.name);
  }
}

function sameFormat(one: Format, other: Format): boolean {
  if (one.type === 'file' || other.type === 'file') return one.type === other.type;
  return one.encoding === other.encoding && one.sample_rate === other.sample_rate;
}
