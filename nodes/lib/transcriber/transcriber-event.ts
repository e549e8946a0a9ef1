import type { FlowMessage } from '../message/flow-message';
import type { Status } from './status';

/** Events of a transcriber. None follow its `close()`. */
export type TranscriberEvent =
  /** A message for the output of that name. */
  | { type: 'transcript' | 'notice' | 'translation'; message: FlowMessage }
  | { type: 'status'; status: Status }
  /** A probable fault in the flow, with its cure. It is sent as a notice as well. */
  | { type: 'warning'; text: string }
  /** An error that belongs to no input message. */
  | { type: 'error'; error: Error; message: FlowMessage };
