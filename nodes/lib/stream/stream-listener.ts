import type { AudioWarning } from '../audio/audio-diagnostics';
import type { ServerMessage } from '../speech-api/messages';
import type { StreamEvent } from './events';
import type { CodedError } from '../errors/coded-error';
import type { TranscriptMessage } from './transcripts';

/**
 * `waiting`: no session, the next audio opens one; `opening`: a session is on its way; `running`; `draining`: all audio
 * was sent, the last words are awaited; `ended`.
 */
export type StreamState = 'waiting' | 'opening' | 'running' | 'draining' | 'ended';

/**
 * How a stream ended. `completed`: all its words are out; `failed`: some are not. `told`: the listener has heard of this
 * failure before, and no session has run since.
 */
export type StreamEnd =
  { how: 'completed' } | { how: 'cancelled' } | { how: 'failed'; error: CodedError; told: boolean };

/** What a stream goes on without, or is probably wrong. `code` is stable, `message` says cause and cure. */
export interface StreamWarning {
  code: AudioWarning['code'] | 'unsupported_control' | 'refused_settings';
  message: string;
}

/** What a stream tells its owner. Each function may call any method of the stream. Nothing comes after `ended`. */
export interface StreamListener {
  /** `raw`: the server's message; none when a partial is taken back. */
  transcript(message: TranscriptMessage, raw?: ServerMessage): void;
  translation(message: TranscriptMessage, raw: ServerMessage): void;
  event(event: StreamEvent): void;
  state(state: StreamState): void;
  /** Something was lost; the stream goes on. One a cause, not one a chunk. */
  error(error: CodedError): void;
  /** Something is probably wrong, and the stream goes on all the same. */
  warning(warning: StreamWarning): void;
  /** Called once. */
  ended(end: StreamEnd): void;
}
