import type { FlowMessage } from '../message/flow-message';
import type { ServerMessage } from '../speech-api/messages';
import { carriedProperties, copyOfCarried, requestOf } from './carried-properties';
import { copyOf } from '../message/copy';
import type { StreamEvent } from '../stream/events';
import type { StatusLine } from './status-line';
import type { CodedError } from '../errors/coded-error';
import type { StreamListener, StreamState, StreamWarning } from '../stream/stream-listener';
import type { TranscriberListener } from './transcriber-listener';
import type { TranscriptMessage } from '../stream/transcripts';

export interface StreamOutputSettings {
  /** Id of the stream. */
  stream: string;
  /** Add the server's own message as `speechmatics`. */
  rawMessages: boolean;
  listener: TranscriberListener;
  status: StatusLine;
}

/** Makes messages for a flow, and statuses, of what one stream tells. */
export class SourceOutput implements Omit<StreamListener, 'ended'> {
  private carried: FlowMessage;

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

  /** The message that opened the stream is all of its audio, so that its request may be answered with what is heard. */
  carryRequest(opener: FlowMessage): void {
    this.carried = { ...this.carried, ...requestOf(opener) };
  }

  transcript(message: TranscriptMessage, raw?: ServerMessage): void {
    this.settings.listener.transcript(this.withRaw(message, raw));
    this.settings.status.transcript(message.payload);
  }

  translation(message: TranscriptMessage, raw: ServerMessage): void {
    this.settings.listener.translation(this.withRaw(message, raw));
  }

  event({ name, data }: StreamEvent): void {
    const { listener, status, stream } = this.settings;
    listener.event({ ...this.copyOfCarried(), event: name, payload: copyOf(data), stream });
    if (name === 'audio_dropped') status.calm();
  }

  state(state: StreamState): void {
    this.settings.status.stream(this.settings.stream, state);
  }

  error(error: CodedError): void {
    const { listener, status, stream } = this.settings;
    if (error.code === 'audio_dropped') status.dropping(error.code);
    else status.fault(error.code);
    listener.error(error, { ...this.copyOfCarried(), stream });
  }

  /** As an event of the shape of a server's warnings, and for whoever sets up the flow. */
  warning({ code, message }: StreamWarning): void {
    this.event({ name: 'warning', data: { type: code, reason: message } });
    this.settings.listener.warning(message);
  }

  /** Messages of one stream share nothing that anybody downstream could change. */
  private copyOfCarried(): FlowMessage {
    return copyOfCarried(this.carried);
  }

  private withRaw(message: TranscriptMessage, raw: ServerMessage | undefined): FlowMessage {
    return { ...this.copyOfCarried(), ...message, ...(this.settings.rawMessages && raw && { speechmatics: raw }) };
  }
}
