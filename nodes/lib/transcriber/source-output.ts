import type { FlowMessage } from '../message/flow-message';
import type { ServerMessage } from '../speech-api/messages';
import { carriedProperties, copyOfCarried, requestOf } from './carried-properties';
import { copyOf } from '../message/copy';
import type { StatusLine } from './status-line';
import type { CodedError } from '../errors/coded-error';
import type { StreamEvent } from '../stream/stream-event';
import type { TranscriberEvent } from './transcriber-event';
import type { TranscriptMessage } from '../stream/transcripts';

export interface StreamOutputSettings {
  /** Id of the stream. */
  stream: string;
  /** Add the server's own message as `speechmatics`. */
  rawMessages: boolean;
  tell: (event: TranscriberEvent) => void;
  status: StatusLine;
}

/** Turns the events of one stream into messages and statuses. */
export class SourceOutput {
  private carried: FlowMessage;
  private answer: 'not_expected' | 'expected' | 'given' = 'not_expected';

  /**
   * @param opener the message that opened the stream: its properties are carried on
   * @throws CodedError `uncopyable_property`
   */
  constructor(
    opener: FlowMessage,
    private readonly settings: StreamOutputSettings,
  ) {
    this.carried = carriedProperties(opener);
  }

  /** Passes on the request of the message that opened the stream, since it has all of its audio. */
  carryRequest(opener: FlowMessage): void {
    this.carried = { ...this.carried, ...requestOf(opener) };
  }

  /** Notes that the stream is a recording, which is answered even if nothing was heard. */
  expectAnswer(): void {
    if (this.answer === 'not_expected') this.answer = 'expected';
  }

  /** Notes that the stream has completed. A recording may have had no transcript, or not even a session. */
  finish(): void {
    if (this.answer === 'expected') this.notice('end_of_transcript', {});
  }

  /** Handles an event of the stream, except its end. */
  onEvent(event: Exclude<StreamEvent, { type: 'ended' }>): void {
    const { status, stream, tell } = this.settings;
    switch (event.type) {
      case 'transcript':
        if (!event.message.partial) this.answer = 'given';
        tell({ type: 'transcript', message: this.withRaw(event) });
        status.transcript(event.message.payload);
        break;
      case 'translation':
        tell({ type: 'translation', message: this.withRaw(event) });
        break;
      case 'notice':
        this.notice(event.name, event.data);
        break;
      case 'state':
        status.stream(stream, event.state);
        break;
      case 'error':
        this.error(event.error);
        break;
      case 'warning':
        // As an event like a server's warning, and in the log.
        this.notice('warning', { type: event.warning.code, reason: event.warning.message });
        tell({ type: 'warning', text: event.warning.message });
        break;
    }
  }

  /** Reports an error that belongs to no input message. */
  error(error: CodedError): void {
    const { tell, status, stream } = this.settings;
    if (error.code === 'audio_dropped') status.dropping(error.code);
    else status.fault(error.code);
    tell({ type: 'error', error, message: { ...this.copyOfCarried(), stream } });
  }

  private notice(name: string, data: Record<string, unknown>): void {
    const { tell, status, stream } = this.settings;
    if (name === 'end_of_transcript' && this.answer === 'expected') this.answerNothing();
    tell({ type: 'notice', message: { ...this.copyOfCarried(), event: name, payload: copyOf(data), stream } });
    if (name === 'audio_dropped') status.calm();
  }

  /** Sends an empty final with `complete`: nothing was said. */
  private answerNothing(): void {
    const { tell, stream } = this.settings;
    this.answer = 'given';
    const transcript = { stream, start_time: 0, end_time: 0, results: [] };
    tell({
      type: 'transcript',
      message: { ...this.copyOfCarried(), payload: '', partial: false, complete: true, transcript },
    });
  }

  /** Each message gets its own copy, so that other nodes can change it. */
  private copyOfCarried(): FlowMessage {
    return copyOfCarried(this.carried);
  }

  private withRaw({ message, raw }: { message: TranscriptMessage; raw?: ServerMessage }): FlowMessage {
    const made = this.copyOfCarried();
    Object.assign(made, message);
    if (this.settings.rawMessages && raw) made.speechmatics = raw;
    return made;
  }
}
