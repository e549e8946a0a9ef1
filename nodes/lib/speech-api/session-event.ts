import type { RecognitionStarted, ServerMessage } from './messages';
import type { SessionOutcome } from './outcome';
import type { UnknownMessage } from './parse';

/**
 * What a session tells. Whoever is told may call any method of the session, and should not throw: what is thrown at `message`
 * is told as malformed, what is thrown at others ends the session.
 */
export type SessionEvent =
  /** Audio may be sent from now on. Follows `message` with the same message. */
  | { type: 'started'; message: RecognitionStarted }
  /** Every message of the server that is known, in order, as it came but for what is wrong in it, and for secrets. */
  | { type: 'message'; message: ServerMessage }
  /** A message that this client does not know. */
  | { type: 'unknown'; message: UnknownMessage }
  /** A frame that holds no message, or a detail of one that was left out. The session goes on. */
  | { type: 'malformed'; reason: string }
  /** More audio was acknowledged: there is room. Both count from the start of the session, messages from 1. */
  | { type: 'acknowledged'; messages: number; bytes: number }
  /** The session is over. Comes once, and nothing after it. */
  | { type: 'ended'; outcome: SessionOutcome };
