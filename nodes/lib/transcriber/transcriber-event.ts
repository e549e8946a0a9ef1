import type { FlowMessage } from '../message/flow-message';
import type { Status } from './status';

/** What a transcriber tells its node. Nothing comes after its `close()`. */
export type TranscriberEvent =
  /** A message for the output of that name. */
  | { type: 'transcript' | 'notice' | 'translation'; message: FlowMessage }
  | { type: 'status'; status: Status }
  /** Something in the flow is probably wrong; a sentence that says what to do. It is a notice as well. */
  | { type: 'warning'; text: string }
  /** An error that belongs to no input message. */
  | { type: 'error'; error: Error; message: FlowMessage };
