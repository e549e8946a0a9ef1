import type { Format } from '../audio/format';
import { readFormat, readInput, type Action } from '../audio/input-message';
import type { Clock } from '../speech-api/clock';
import {
  overlay,
  readAudioFormat,
  readRecognitionSettings,
  readTranscriptionChanges,
  type RecognitionSettings,
} from '../speech-api/configuration';
import type { ServerMessage } from '../speech-api/messages';
import type { ApplianceLease } from './appliance';
import { carriedProperties } from './carried-properties';
import { ConnectionAttempts } from './connection-attempts';
import { errorStatus, stateStatus, textStatus, type Status } from './status';
import { Stream, type StreamListener } from './stream';
import { StreamError } from './stream-error';
import { Throttle } from './throttle';
import type { TranscriberSettings } from './transcriber-settings';
import type { TranscriptMessage } from './transcripts';

/** A message as it comes into or leaves a node. */
export type FlowMessage = Record<string, unknown>;

/** Where a transcriber's results go. */
export interface TranscriberListener {
  transcript(message: FlowMessage): void;
  event(message: FlowMessage): void;
  translation(message: FlowMessage): void;
  status(status: Status): void;
  /** An error that belongs to no input message. */
  error(error: Error, message: FlowMessage): void;
}

/** Called once for every input message: without an error when what it asked for was done. */
export type Done = (error?: Error) => void;

/** Milliseconds between two statuses: more would flood the editor. */
const STATUS_INTERVAL = 500;

interface OpenStream {
  stream: Stream;
  carried: FlowMessage;
  /** Those who wait for the stream's last word. */
  pending: Done[];
  /** How the stream ended. */
  end?: { error: StreamError | undefined };
}

/** Turns messages with audio and actions into streams, and what the streams hear into messages. */
export class Transcriber {
  private open: OpenStream | undefined;
  private closed = false;
  private readonly attempts: ConnectionAttempts;
  private readonly statuses: Throttle<Status>;

  constructor(
    private readonly settings: TranscriberSettings,
    private readonly appliance: ApplianceLease,
    private readonly clock: Clock,
    private readonly listener: TranscriberListener,
  ) {
    this.attempts = new ConnectionAttempts(clock);
    this.statuses = new Throttle(clock, STATUS_INTERVAL, (status) => listener.status(status));
  }

  /** Shows whether the appliance can be had, before there is audio. */
  async check(): Promise<void> {
    this.statuses.push(stateStatus('starting'));
    try {
      this.readSettings({});
      await this.appliance.endpoint();
      this.showIfIdle(stateStatus('ready'));
    } catch (error) {
      this.showIfIdle(errorStatus(StreamError.from(error).code, 'red'));
    }
  }

  /** Takes a message. `done` may be called much later: a recording is done when its last word is out. */
  input(message: FlowMessage, done: Done): void {
    try {
      const input = readInput(message);
      switch (input.kind) {
        case 'audio':
          this.hear(message, input.data, input.last, done);
          break;
        case 'action':
          this.act(input.action, message, done);
          break;
        case 'nothing':
          done();
          break;
      }
    } catch (error) {
      const known = StreamError.from(error);
      this.statuses.push(errorStatus(known.code, 'yellow'));
      done(known);
    }
  }

  /** Ends everything at once. */
  close(): void {
    this.closed = true;
    this.open?.stream.cancel();
    this.statuses.stop();
    this.appliance.release();
  }

  private hear(message: FlowMessage, data: Buffer, last: boolean, done: Done): void {
    const inParts = typeof message.parts === 'object' && message.parts !== null;
    const open = this.open ?? this.openStream(message, last && !inParts);
    try {
      open.stream.write(data, last || inParts);
    } catch (error) {
      open.stream.cancel();
      throw error;
    }
    if (last || open.stream.finished) this.finish(open, done);
    else done();
  }

  private act(action: Action, message: FlowMessage, done: Done): void {
    switch (action) {
      case 'start':
        (this.open ?? this.openStream(message, false)).stream.start();
        break;
      case 'finish':
        if (this.open) {
          this.finish(this.open, done);
          return;
        }
        break;
      case 'cancel':
        this.open?.stream.cancel();
        break;
      case 'set_recognition_config':
        this.running().setRecognitionConfig(readTranscriptionChanges(message.transcription_config));
        break;
      case 'force_end_of_utterance':
        this.running().forceEndOfUtterance();
        break;
      case 'get_speakers':
        this.running().getSpeakers();
        break;
    }
    done();
  }

  private running(): Stream {
    if (this.open) return this.open.stream;
    throw new StreamError('no_session', 'No stream is open. Send audio first.');
  }

  private finish(open: OpenStream, done: Done): void {
    if (open.end) {
      done(open.end.error);
      return;
    }
    open.pending.push(done);
    open.stream.finish();
  }

  private openStream(message: FlowMessage, wholeRecording: boolean): OpenStream {
    const carried = carriedProperties(message, wholeRecording);
    const stream: Stream = new Stream(
      {
        format: this.readFormat(message),
        recognition: this.readSettings(message),
        idle: this.settings.idle,
        queue: this.settings.queue,
      },
      {
        appliance: this.appliance,
        attempts: this.attempts,
        clock: this.clock,
        listener: this.streamListener(() => open),
      },
    );
    const open: OpenStream = { stream, carried, pending: [] };
    this.open = open;
    return open;
  }

  private streamListener(own: () => OpenStream): StreamListener {
    const { listener, settings } = this;
    const carry = (message: object): FlowMessage => ({ ...own().carried, ...message });
    const withRaw = (message: TranscriptMessage, raw: ServerMessage | undefined): FlowMessage =>
      carry({ ...message, ...(settings.rawMessages && raw && { speechmatics: raw }) });
    return {
      transcript: (message, raw) => {
        listener.transcript(withRaw(message, raw));
        if (settings.showText && message.payload) this.statuses.push(textStatus(message.payload));
      },
      translation: (message, raw) => listener.translation(withRaw(message, raw)),
      event: ({ name, data }) => listener.event(carry({ event: name, payload: data, stream: own().stream.id })),
      state: (state) => this.statuses.push(stateStatus(state)),
      error: (error) => {
        this.statuses.push(errorStatus(error.code, error.code === 'audio_dropped' ? 'yellow' : 'red'));
        listener.error(error, carry({ stream: own().stream.id }));
      },
      ended: (error) => this.ended(own(), error),
    };
  }

  private ended(open: OpenStream, error: StreamError | undefined): void {
    open.end = { error };
    this.open = undefined;
    if (error) this.statuses.push(errorStatus(error.code, 'red'));
    // Whoever waits for the stream's last word reports the error; without anybody it belongs to no message.
    if (error && open.pending.length === 0) this.listener.error(error, { ...open.carried, stream: open.stream.id });
    for (const done of open.pending) done(error);
  }

  /** `msg.audio_format` is the protocol's own word and wins over everything. */
  private readFormat(message: FlowMessage): Format {
    const given = readAudioFormat(message.audio_format);
    return given.type === 'auto' ? readFormat(message, this.settings.format) : given;
  }

  /** @throws ConfigurationError */
  private readSettings(message: FlowMessage): RecognitionSettings {
    const { recognition } = this.settings;
    return readRecognitionSettings({
      transcription_config: overlay(recognition.transcription_config, message.transcription_config),
      translation_config: overlay(recognition.translation_config, message.translation_config),
      audio_events_config: overlay(recognition.audio_events_config, message.audio_events_config),
    });
  }

  private showIfIdle(status: Status): void {
    if (!this.closed && !this.open) this.statuses.push(status);
  }
}
