import type { Format } from '../audio/format';
import type { Clock } from '../speech-api/clock';
import type { Endpoint } from '../speech-api/endpoint';
import type { RecognitionStarted, ServerMessage, StartRecognition, TranscriptionConfig } from '../speech-api/messages';
import type { SessionOutcome } from '../speech-api/outcome';
import type { UnknownMessage } from '../speech-api/parse';
import { redactor } from '../speech-api/redact';
import { Session } from '../speech-api/session';
import type { CreateConnection } from '../speech-api/socket-options';
import type { QueuedAudio } from './audio-queue';
import { eventOf, type EventMessage } from './events';
import type { StreamListener } from './stream-listener';
import { TimeMap } from './time-map';
import type { SessionLanguage, Transcripts } from './transcripts';

/** What a session of a stream tells. `started`: it takes audio; `room`: it takes more; `ended`: nothing comes after it. */
export interface StreamSessionListener extends Pick<StreamListener, 'transcript' | 'translation' | 'event'> {
  started(): void;
  room(): void;
  ended(outcome: SessionOutcome): void;
}

export interface StreamSessionSettings {
  endpoint: Endpoint;
  createConnection?: CreateConnection;
  clock: Clock;
  format: Format;
  recognition: Omit<StartRecognition, 'message' | 'audio_format'>;
  /** Makes the messages of all sessions of the stream. */
  transcripts: Transcripts;
  listener: StreamSessionListener;
}

/** One session of a stream. It places what the server says on the stream's clock. */
export class StreamSession {
  private readonly session: Session;
  private readonly times: TimeMap;
  private readonly hide: (text: string) => string;
  private readonly format: Format;
  private readonly transcripts: Transcripts;
  private readonly listener: StreamSessionListener;
  private source: SessionLanguage;
  /** Changes of the configuration that came before the session ran. */
  private changes: Partial<TranscriptionConfig> = {};
  private bond: 'kept' | 'abandoned' = 'kept';

  constructor({ endpoint, format, recognition, transcripts, listener, ...rest }: StreamSessionSettings) {
    this.format = format;
    this.transcripts = transcripts;
    this.listener = listener;
    this.hide = redactor(endpoint);
    this.source = { session: '', language: recognition.transcription_config.language };
    // Pieces of a container have no length: all that is known is that they come after what was heard.
    this.times = new TimeMap(format.type === 'file' ? transcripts.heardUntil : 0);
    this.session = new Session({
      endpoint,
      ...rest,
      start: { audio_format: format, ...recognition },
      listener: {
        started: (message) => this.started(message),
        message: (message) => this.hear(message),
        unknown: (message) => this.report(message),
        malformed: (reason) => listener.event({ name: 'malformed_message', data: { reason } }),
        acknowledged: () => listener.room(),
        ended: (outcome) => {
          if (this.bond === 'kept') listener.ended(outcome);
        },
      },
    });
  }

  open(): void {
    this.session.open();
  }

  /** Whether audio of this format can go to this session. */
  takes(format: Format): boolean {
    return !this.times.empty || sameFormat(format, this.format);
  }

  /** Returns whether it was sent; if not, it may be later. */
  send({ data, position, seconds }: QueuedAudio): boolean {
    if (!this.session.sendAudio(data)) return false;
    this.times.note(position, seconds);
    return true;
  }

  /** Changes the recognition from here on. */
  configure(changes: Partial<TranscriptionConfig>): void {
    if (this.session.state !== 'running') this.changes = { ...this.changes, ...changes };
    // Older servers type this message as a full configuration, in which the language may not be missing.
    else this.session.setRecognitionConfig({ language: this.source.language, ...changes });
  }

  forceEndOfUtterance(): void {
    this.session.forceEndOfUtterance();
  }

  getSpeakers(): void {
    this.session.getSpeakers();
  }

  /** Ends the audio; the last words are still heard. */
  finish(): void {
    this.session.finish();
  }

  /** Ends the session at once. Its listener hears nothing any more. */
  abandon(): void {
    this.bond = 'abandoned';
    this.session.cancel();
  }

  private started(message: RecognitionStarted): void {
    this.source = { ...this.source, session: message.id, pack: message.language_pack_info };
    if (Object.keys(this.changes).length > 0) this.configure(this.changes);
    if (this.session.state === 'running') this.report(message);
    // The listener may have given the session up.
    if (this.session.state === 'running') this.listener.started();
  }

  private hear(message: ServerMessage): void {
    switch (message.message) {
      case 'AddTranscript':
      case 'AddPartialTranscript': {
        const made = this.transcripts.transcript(message, this.source, this.times);
        if (made) this.listener.transcript(made, message);
        break;
      }
      case 'AddTranslation':
      case 'AddPartialTranslation': {
        const made = this.transcripts.translation(message, this.source, this.times);
        if (made) this.listener.translation(made, message);
        break;
      }
      case 'EndOfTranscript': {
        // Some servers end without making the last partial final.
        const back = this.transcripts.takeBack();
        if (back) this.listener.transcript(back);
        if (this.session.state !== 'ended') this.report(message);
        break;
      }
      case 'EndOfUtterance':
      case 'AudioEventStarted':
      case 'AudioEventEnded':
      case 'Info':
      case 'Warning':
      case 'SpeakersResult':
        this.report(message);
        break;
      // RecognitionStarted and Error have callbacks of their own, acknowledgements too.
      case 'RecognitionStarted':
      case 'AudioAdded':
      case 'ChannelAudioAdded':
      case 'Error':
        break;
    }
  }

  private report(message: EventMessage | UnknownMessage): void {
    // Servers may repeat in any field what they were sent.
    const text = JSON.stringify(message);
    const shown = JSON.parse(text, (_key, value: unknown) =>
      typeof value === 'string' ? this.hide(value) : value,
    ) as UnknownMessage;
    this.listener.event(eventOf(shown, this.times));
  }
}

function sameFormat(one: Format, other: Format): boolean {
  if (one.type === 'file' || other.type === 'file') return one.type === other.type;
  return one.encoding === other.encoding && one.sample_rate === other.sample_rate;
}
