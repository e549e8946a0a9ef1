import type { FlowMessage } from '../message/flow-message';
import type { Status } from './status';

/** Where a transcriber's results go. Nothing comes after its `close()`. */
export interface TranscriberListener {
  transcript(message: FlowMessage): void;
  event(message: FlowMessage): void;
  translation(message: FlowMessage): void;
  status(status: Status): void;
  /** Something in the flow is probably wrong; a sentence that says what to do. It is an event as well. */
  warning(text: string): void;
  /** An error that belongs to no input message. */
  error(error: Error, message: FlowMessage): void;
}
