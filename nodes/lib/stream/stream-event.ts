import type { AudioWarning } from '../audio/audio-diagnostics';
import type { CodedError } from '../errors/coded-error';
import type { ServerMessage } from '../speech-api/messages';
import type { TranscriptMessage } from './transcripts';

/**
 * `waiting`: no session, the next audio opens one; `opening`: a session is being opened; `running`; `draining`: all audio was
 * sent, the last words are due; `ended`.
 */
export type StreamState = 'waiting' | 'opening' | 'running' | 'draining' | 'ended';

/**
 * How a stream ended. `completed`: the transcript is complete; `failed`: it is not. `told`: this failure was already
 * reported, and no session has run since.
 */
export type StreamEnd =
  { how: 'completed' } | { how: 'cancelled' } | { how: 'failed'; error: CodedError; told: boolean };

/** A probable fault, or something the stream continues without. `code` is stable, `message` says cause and cure. */
export interface StreamWarning {
  code: AudioWarning['code'] | 'unsupported_control' | 'refused_settings';
  message: string;
}

/** An event of a stream besides its text. `name` is in snake case. */
export interface Notice {
  type: 'notice';
  name: string;
  data: Record<string, unknown>;
}

/** The events of a stream. Listeners may call any method of the stream. `ended` comes once, and is the last one. */
export type StreamEvent =
  /** `raw`: the server's message; none when a partial is retracted. */
  | { type: 'transcript'; message: TranscriptMessage; raw?: ServerMessage }
  | { type: 'translation'; message: TranscriptMessage; raw: ServerMessage }
  | Notice
  | { type: 'state'; state: StreamState }
  /** Something was lost; the stream continues. One for each cause, not one for each chunk. */
  | { type: 'error'; error: CodedError }
  /** Something is probably wrong; the stream continues. */
  | { type: 'warning'; warning: StreamWarning }
  | { type: 'ended'; end: StreamEnd };
