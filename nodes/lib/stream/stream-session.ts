import { randomUUID } from 'node:crypto';
import { bytesPerSecond, type Format, sameFormat } from '../audio/format';
import type { Clock } from '../time/clock';
import type { Endpoint } from '../speech-api/endpoint';
import type {
  AddPartialTranscript,
  AddTranscript,
  EndOfUtterance,
  RecognitionStarted,
  ServerMessage,
  StartRecognition,
  TranscriptionConfig,
} from '../speech-api/messages';
import type { SessionOutcome } from '../speech-api/outcome';
import type { SessionEvent } from '../speech-api/session-event';
import { Session } from '../speech-api/session';
import type { CreateConnection } from '../speech-api/socket-options';
import type { QueuedAudio } from './audio/audio-queue';
import { NoticeLimit } from './notice-limit';
import { noticeOf, type NoticeMessage } from './notices';
import { SentControls, type RefusedControl } from './sent-controls';
import { Handover } from './replay/handover';
import { placedTime, placedTranscript, placedTranslation } from './session-times';
import type { StreamMetrics } from './stream-metrics';
import type { StreamLimits } from './stream-limits';
import type { StreamEvent } from './stream-event';
import { TimeMap } from './replay/time-map';
import type { SessionLanguage, Transcripts } from './transcripts';

/** The events of a session: those that the stream passes on, and those about the session itself. */
export type StreamSessionEvent =
  | Extract<StreamEvent, { type: 'transcript' | 'translation' | 'notice' }>
  /** Audio is accepted. */
  | { type: 'started' }
  /** The server has acknowledged audio: more may be sent. `isSettled`: it has read all controls. */
  | { type: 'acknowledged'; isSettled: boolean }
  /** A final came. */
  | { type: 'covered'; isSettled: boolean }
  /** The number of sessions on the server, including those of others, and its limit. */
  | { type: 'usage'; usage: number; quota: number }
  /** The session has reached the server's limit: audio after `seconds`, or from now on, is for the next one. */
  | { type: 'limited'; seconds?: number }
  /** The last event. */
  | { type: 'session_ended'; outcome: SessionOutcome };

export interface StreamSessionSettings {
  endpoint: Endpoint;
  createConnection?: CreateConnection;
  clock: Clock;
  limits: StreamLimits;
  format: Format;
  recognition: Omit<StartRecognition, 'message' | 'audio_format'>;
  /** Builds the messages of all sessions of the stream. */
  transcripts: Transcripts;
  metrics: StreamMetrics;
  onEvent: (event: StreamSessionEvent) => void;
}

/** Minimum bytes of a second of audio in any container: bounds the length of the one being sent. */
const LEAST_BYTES_PER_SECOND = 16;

/** One session of a stream. Maps the times of the server's messages to the stream's clock. */
export class StreamSession {
  private readonly session: Session;
  private readonly times = new TimeMap();
  private readonly limits: StreamLimits;
  /** Limits messages that the protocol does not have. */
  private readonly others: NoticeLimit;
  private readonly format: Format;
  private readonly transcripts: Transcripts;
  private readonly metrics: StreamMetrics;
  private readonly onEvent: (event: StreamSessionEvent) => void;
  private source: SessionLanguage;
  /** Changes of the configuration from before the session ran. */
  private changes: Partial<TranscriptionConfig> = {};
  private bond: 'kept' | 'abandoned' = 'kept';
  private acknowledgedBytes = 0;
  private readonly controls = new SentControls();
  /** End of its finals, seconds of the stream. */
  private said = -Infinity;
  private sentBytes = 0;
  /** Set once another session is to continue. */
  private handover: Handover | undefined;

  constructor({
    endpoint,
    format,
    recognition,
    transcripts,
    metrics,
    onEvent,
    limits,
    clock,
    ...rest
  }: StreamSessionSettings) {
    this.format = format;
    this.transcripts = transcripts;
    this.metrics = metrics;
    this.onEvent = onEvent;
    this.others = new NoticeLimit(clock, (notice) => this.tell(notice));
    this.source = { session: '', language: recognition.transcription_config.language };
    this.limits = limits;
    this.session = new Session({
      endpoint,
      clock,
      ...rest,
      limits: limits.session,
      start: { audio_format: format, ...recognition },
      onEvent: (event) => this.onSessionEvent(event),
    });
  }

  open(): void {
    this.session.open();
  }

  /** Whether the session accepts audio of this format. */
  takes(format: Format): boolean {
    return !this.times.empty || sameFormat(format, this.format);
  }

  /** Returns whether the audio was sent; if not, it may be later. */
  send(audio: QueuedAudio): boolean {
    if (!this.session.sendAudio(audio.data)) return false;
    const isFirst = this.times.empty;
    this.times.note(this.placeOf(audio), audio.seconds);
    this.sentBytes += audio.data.length;
    this.controls.audio();
    if (isFirst) this.transcripts.beginSession(audio.position === 0 ? -Infinity : audio.position);
    return true;
  }

  /**
   * Ends the audio so that another session can continue: words that the end may cut off are withheld.
   *
   * @param seconds of the session's audio that the server accepts; left out: all of it
   */
  handOver(seconds = Infinity): void {
    // Containers have no length.
    const sent = this.times.seconds > 0 ? this.times.seconds : Infinity;
    this.handover = new Handover(Math.max(0, Math.min(seconds, sent)), this.limits.cutoffMargin);
    this.session.finish();
  }

  /** Changes the recognition from now on. */
  configure(changes: Partial<TranscriptionConfig>): void {
    if (this.session.state !== 'running') {
      this.changes = { ...this.changes, ...changes };
      return;
    }
    this.controls.sent('SetRecognitionConfig');
    // Older servers expect a full configuration, in which `language` is required.
    this.session.setRecognitionConfig({ language: this.source.language, ...changes });
  }

  /** @param timestamp end of the utterance, seconds of the stream; left out: now. Returns false without audio of that time */
  forceEndOfUtterance(timestamp?: number): boolean {
    const time = timestamp === undefined ? undefined : this.times.toSession(timestamp);
    if (timestamp !== undefined && time === undefined) return false;
    this.controls.sent('ForceEndOfUtterance');
    this.session.forceEndOfUtterance(time);
    return true;
  }

  getSpeakers(): void {
    this.controls.sent('GetSpeakers');
    this.session.getSpeakers();
  }

  /** The control for which the server ended the session, if there is one. */
  refusedControl(outcome: Pick<SessionOutcome, 'code' | 'reason'>): RefusedControl | undefined {
    return this.controls.refused(outcome);
  }

  /** Whether all audio was acknowledged and finals reach `time`, seconds of the stream. */
  hasSaid(time: number): boolean {
    return this.acknowledgedBytes === this.sentBytes && this.said >= time;
  }

  /** Ends the audio; the last words still follow. */
  finish(): void {
    this.session.finish();
  }

  /** Sends what was withheld for another session after all, since none continues. */
  tellWithheld(): void {
    if (!this.handover) return;
    const { end, withheld } = this.handover;
    this.handover = undefined;
    for (const message of withheld) this.emit(message, message);
    if (end !== undefined) this.transcripts.cover(this.times.toStream(end));
  }

  /** Ends the session at once. No more events follow. */
  abandon(): void {
    this.bond = 'abandoned';
    this.session.cancel();
  }

  private onSessionEvent(event: SessionEvent): void {
    switch (event.type) {
      case 'started':
        this.started(event.message);
        break;
      case 'message':
        this.onMessage(event.message);
        break;
      case 'unknown':
        this.others.pass(() => noticeOf(event.message, this.times));
        break;
      case 'malformed':
        this.others.pass(() => ({ type: 'notice', name: 'malformed_message', data: { reason: event.reason } }));
        break;
      case 'acknowledged':
        this.noteAcknowledged(event.messages, event.bytes);
        break;
      case 'ended':
        this.others.close();
        this.tell({ type: 'session_ended', outcome: event.outcome });
        break;
    }
  }

  private started(message: RecognitionStarted): void {
    // Servers need not send an id, but the words of two sessions must be distinguishable.
    const { id = randomUUID(), language_pack_info: pack } = message;
    this.source = { ...this.source, session: id, pack };
    if (Object.keys(this.changes).length > 0) this.configure(this.changes);
    // A socket error during the write ends the session.
    if (this.session.state !== 'running') return;
    this.report({ ...message, id });
    this.tell({ type: 'started' });
  }

  private onMessage(message: ServerMessage): void {
    switch (message.message) {
      case 'AddTranscript':
      case 'AddPartialTranscript':
        this.deliver(message);
        break;
      case 'AddTranslation':
      case 'AddPartialTranslation': {
        const placed = placedTranslation(message, this.length);
        const made = this.transcripts.translation(placed, this.source, this.times);
        if (made) this.tell({ type: 'translation', message: made, raw: message });
        break;
      }
      case 'EndOfTranscript': {
        // Some servers end without making the last partial final.
        const back = this.transcripts.takeBack();
        if (back) this.tell({ type: 'transcript', message: back });
        this.completeHandover();
        break;
      }
      case 'EndOfUtterance':
        if (this.isNewEnd(message)) this.report(message);
        break;
      case 'AudioEventStarted':
        if (!this.wasTold(message.event.start_time)) this.report(message);
        break;
      case 'AudioEventEnded':
        if (!this.wasTold(message.event.end_time)) this.report(message);
        break;
      case 'Warning':
        this.report(message);
        if (message.type === 'session_timeout') this.tell({ type: 'limited' });
        if (message.type === 'duration_limit_exceeded') this.tell({ type: 'limited', seconds: message.duration_limit });
        break;
      case 'Info':
        this.report(message);
        if (message.usage !== undefined && message.quota !== undefined) {
          this.tell({ type: 'usage', usage: message.usage, quota: message.quota });
        }
        break;
      case 'SpeakersResult':
        this.report(message);
        break;
      // RecognitionStarted, Error and acknowledgements arrive as events of their own.
      case 'RecognitionStarted':
      case 'AudioAdded':
      case 'ChannelAudioAdded':
      case 'Error':
        break;
    }
  }

  /** @param messages @param bytes acknowledged since the session began */
  private noteAcknowledged(messages: number, bytes: number): void {
    this.controls.acknowledged(messages);
    if (this.format.type === 'raw') {
      this.metrics.acknowledged((bytes - this.acknowledgedBytes) / bytesPerSecond(this.format));
    }
    this.acknowledgedBytes = bytes;
    this.tell({ type: 'acknowledged', isSettled: this.controls.settled });
  }

  private deliver(message: AddTranscript | AddPartialTranscript): void {
    const placed = placedTranscript(message, this.length);
    const isFinal = placed.message === 'AddTranscript';
    this.emit(isFinal && this.handover ? this.handover.withoutCut(placed) : placed, message);
    if (!isFinal) return;
    this.said = this.times.toStream(placed.metadata.end_time);
    this.tell({ type: 'covered', isSettled: this.controls.settled });
  }

  private emit(message: AddTranscript | AddPartialTranscript, raw: ServerMessage): void {
    const made = this.transcripts.transcript(message, this.source, this.times);
    if (!made) return;
    if (!made.partial) this.metrics.final(made.transcript.latency);
    this.tell({ type: 'transcript', message: made, raw });
  }

  /** Notes that the transcript is complete up to the start of the next session. */
  private completeHandover(): void {
    if (!this.handover) return;
    const until = this.handover.complete();
    if (until === undefined) return;
    this.transcripts.cover(this.times.toStream(until));
    this.tell({ type: 'covered', isSettled: this.controls.settled });
  }

  /** Pieces of live containers have no length: they are only known to follow what was transcribed. */
  private placeOf({ position, seconds, kind }: QueuedAudio): number {
    return seconds === 0 && kind === 'live' ? Math.max(position, this.transcripts.heardUntil) : position;
  }

  private isNewEnd({ metadata }: EndOfUtterance): boolean {
    if (!metadata) return true;
    return this.transcripts.endUtterance(this.times.toStream(placedTime(metadata.end_time, this.length)));
  }

  private wasTold(time: number): boolean {
    return this.transcripts.wasTold(this.times.toStream(time));
  }

  /** Seconds of audio that were sent; an upper limit for containers. */
  private get length(): number {
    return this.format.type === 'file' ? this.sentBytes / LEAST_BYTES_PER_SECOND : this.times.seconds;
  }

  private report(message: NoticeMessage): void {
    this.tell(noticeOf(message, this.times));
  }

  private tell(event: StreamSessionEvent): void {
    if (this.bond === 'kept') this.onEvent(event);
  }
}
