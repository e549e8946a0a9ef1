import type { AudioWarning } from '../audio/audio-diagnostics';
import type { CodedError } from '../errors/coded-error';
import type { ServerMessage } from '../speech-api/messages';
import type { TranscriptMessage } from './transcripts';

/**
 * `waiting`: no session, the next audio opens one; `opening`: a session is on its way; `running`; `draining`: all audio
 * was sent, the last words are awaited; `ended`.
 */
export type StreamState = 'waiting' | 'opening' | 'running' | 'draining' | 'ended';

/**
 * How a stream ended. `completed`: all its words are out; `failed`: some are not. `told`: an event has told of this
 * failure before, and no session has run since.
 */
export type StreamEnd =
  { how: 'completed' } | { how: 'cancelled' } | { how: 'failed'; error: CodedError; told: boolean };

/** What a stream goes on without, or what is probably wrong. `code` is stable, `message` says cause and cure. */
export interface StreamWarning {
  code: AudioWarning['code'] | 'unsupported_control' | 'refused_settings';
  message: string;
}

/** Something that happened to a stream besides its text. `name` is in snake case. */
export interface Notice {
  type: 'notice';
  name: string;
  data: Record<string, unknown>;
}

/** What a stream tells. Whoever is told may call any method of the stream. Nothing comes after `ended`, which comes once. */
export type StreamEvent =
  /** `raw`: the server's message; none when a partial is taken back. */
  | { type: 'transcript'; message: TranscriptMessage; raw?: ServerMessage }
  | { type: 'translation'; message: TranscriptMessage; raw: ServerMessage }
  | Notice
  | { type: 'state'; state: StreamState }
  /** Something was lost; the stream goes on. One for each cause, not one for each chunk. */
  | { type: 'error'; error: CodedError }
  /** Something is probably wrong, and the stream goes on all the same. */
  | { type: 'warning'; warning: StreamWarning }
  | { type: 'ended'; end: StreamEnd };
