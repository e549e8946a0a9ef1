import type { RecognitionStarted, ServerMessage } from './messages';
import type { SessionOutcome } from './outcome';
import type { UnknownMessage } from './parse';

/**
 * The events of a session. Listeners may call any method of the session, and should not throw: an exception at `message` is
 * reported as `malformed`, one at any other event ends the session.
 */
export type SessionEvent =
  /** Audio may be sent from now on. Follows the event `message` with the same message. */
  | { type: 'started'; message: RecognitionStarted }
  /** Every known message of the server, in order, without malformed details and secrets. */
  | { type: 'message'; message: ServerMessage }
  /** A message that this client does not know. */
  | { type: 'unknown'; message: UnknownMessage }
  /** A frame without a valid message, or a malformed detail that was removed from one. The session continues. */
  | { type: 'malformed'; reason: string }
  /** More audio was acknowledged. Both counts are totals since the start of the session. */
  | { type: 'acknowledged'; messages: number; bytes: number }
  /** The session is over. Comes once, and is the last event. */
  | { type: 'ended'; outcome: SessionOutcome };
