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
import { HELD_AUDIO_LIMIT } from './audio-queue';
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
  /** Resolves when the stream has ended; `end` makes it so. */
  over: Promise<void>;
  end: () => void;
  /** Those who wait for the stream's last word. */
  pending: Done[];
  /** How the stream ended. */
  outcome?: { error: StreamError | undefined };
}

/** Turns messages with audio and actions into streams, and what the streams hear into messages. */
export class Transcriber {
  /** Streams that have not ended, oldest first; only the last may still take audio. */
  private readonly streams: OpenStream[] = [];
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
    this.showIfIdle(stateStatus('starting'));
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
    this.cancel();
    this.statuses.stop();
    this.appliance.release();
  }

  private hear(message: FlowMessage, data: Buffer, last: boolean, done: Done): void {
    const inParts = typeof message.parts === 'object' && message.parts !== null;
    const recorded = last || inParts;
    const held = this.streams.reduce((sum, { stream }) => sum + stream.heldBytes, data.length);
    if (recorded && held > HELD_AUDIO_LIMIT) {
      throw new StreamError(
        'recording_too_long',
        `More than ${HELD_AUDIO_LIMIT / 1024 / 1024} MiB of recordings would wait. Send them one by one, or compressed.`,
      );
    }
    const open = this.current ?? this.openStream(message, last && !inParts);
    try {
      open.stream.write(data, recorded);
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
        (this.current ?? this.openStream(message, false)).stream.start();
        break;
      case 'finish':
        this.finish(this.streams.at(-1), done);
        return;
      case 'cancel':
        this.cancel();
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
    if (this.current) return this.current.stream;
    throw new StreamError('no_session', 'No stream is open. Send audio first.');
  }

  /** The stream that takes audio. */
  private get current(): OpenStream | undefined {
    const last = this.streams.at(-1);
    return last?.stream.finished ? undefined : last;
  }

  private cancel(): void {
    for (const { stream } of [...this.streams]) stream.cancel();
  }

  /** `open`: none when there is nothing to wait for. */
  private finish(open: OpenStream | undefined, done: Done): void {
    if (!open || open.outcome) {
      done(open?.outcome?.error);
      return;
    }
    open.pending.push(done);
    open.stream.finish();
  }

  private openStream(message: FlowMessage, wholeRecording: boolean): OpenStream {
    const carried = carriedProperties(message, wholeRecording);
    const before = this.streams.at(-1);
    let end = (): void => {};
    const over = new Promise<void>((resolve) => (end = resolve));
    const stream: Stream = new Stream(
      {
        format: this.readFormat(message),
        recognition: this.readSettings(message),
        idle: this.settings.idle,
        queue: this.settings.queue,
      },
      {
        // One after the other: the smallest appliances have room for one session.
        appliance: { endpoint: () => Promise.resolve(before?.over).then(() => this.appliance.endpoint()) },
        attempts: this.attempts,
        clock: this.clock,
        listener: this.streamListener(() => open),
      },
    );
    const open: OpenStream = { stream, carried, over, end, pending: [] };
    this.streams.push(open);
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
        if (settings.showText && message.payload !== '') this.statuses.push(textStatus(message.payload));
      },
      translation: (message, raw) => listener.translation(withRaw(message, raw)),
      event: ({ name, data }) => listener.event(carry({ event: name, payload: data, stream: own().stream.id })),
      state: (state) => {
        if (!settings.showText || state === 'opening') this.statuses.push(stateStatus(state));
      },
      error: (error) => {
        this.statuses.push(errorStatus(error.code, error.code === 'audio_dropped' ? 'yellow' : 'red'));
        listener.error(error, carry({ stream: own().stream.id }));
      },
      ended: (error) => this.ended(own(), error),
    };
  }

  private ended(open: OpenStream, error: StreamError | undefined): void {
    open.outcome = { error };
    this.streams.splice(this.streams.indexOf(open), 1);
    if (error) this.statuses.push(errorStatus(error.code, 'red'));
    // Whoever waits for the stream's last word reports the error; without anybody it belongs to no message.
    if (error && open.pending.length === 0) this.listener.error(error, { ...open.carried, stream: open.stream.id });
    for (const done of open.pending) done(error);
    open.end();
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
    if (!this.closed && this.streams.length === 0) this.statuses.push(status);
  }
}
