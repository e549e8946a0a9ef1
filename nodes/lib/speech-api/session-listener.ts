import type { RecognitionStarted, ServerMessage } from './messages';
import type { SessionOutcome } from './outcome';
import type { UnknownMessage } from './parse';

/**
 * What a session reports. Each function may call any method of the session. None should throw: what `message` throws is
 * reported as malformed, what others throw ends the session.
 */
export interface SessionListener {
  /** Audio may be sent from now on. Follows `message` with the same message. */
  started(message: RecognitionStarted): void;
  /** Every message of the server that is known, in order, as it came but for what is wrong in it, and for secrets. */
  message(message: ServerMessage): void;
  /** A message that this client does not know. */
  unknown(message: UnknownMessage): void;
  /** A frame that holds no message, or a detail of one that was left out. The session goes on. */
  malformed(reason: string): void;
  /** More audio was acknowledged: there is room. Both count from the start of the session, messages from 1. */
  acknowledged(messages: number, bytes: number): void;
  /** The session is over. Called once, and nothing is called after it. */
  ended(outcome: SessionOutcome): void;
}
