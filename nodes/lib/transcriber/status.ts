import { quotable } from '../speech-api/quotation';
import type { HeldAudio, HoldCause } from './held-audio';
import type { StreamState } from '../stream/stream-event';

/** A node status. `state` and `code` are for flows: they don't depend on the language. */
export interface Status {
  fill: 'red' | 'green' | 'yellow' | 'blue' | 'grey';
  shape: 'ring' | 'dot';
  /** A key of the catalogue's `status`, or text to show as it is. */
  text: { key: string } | { verbatim: string };
  state: string;
  code?: string;
  /** Whole seconds of waiting audio, if any, and what they wait for. */
  held?: number;
  cause?: HoldCause;
  /** Number of open streams, if there are several, and of those with a session. */
  streams?: number;
  sessions?: number;
}

/** States of the appliance that are shown before there is a stream. */
export type ApplianceState = 'installing' | 'loading' | 'starting' | 'ready';

const LOOKS: Record<StreamState | ApplianceState, Pick<Status, 'fill' | 'shape'>> = {
  installing: { fill: 'yellow', shape: 'ring' },
  loading: { fill: 'yellow', shape: 'ring' },
  starting: { fill: 'yellow', shape: 'ring' },
  ready: { fill: 'grey', shape: 'ring' },
  waiting: { fill: 'grey', shape: 'ring' },
  opening: { fill: 'yellow', shape: 'ring' },
  running: { fill: 'green', shape: 'dot' },
  draining: { fill: 'blue', shape: 'dot' },
  ended: { fill: 'grey', shape: 'ring' },
};

/** Error codes for which the catalogue has a short text; the others show as `error`. */
export const NAMED_CODES: ReadonlySet<string> = new Set([
  'no_appliance',
  'connection_refused',
  'connection_lost',
  'closed_by_server',
  'host_not_found',
  'not_authorised',
  'wrong_path',
  'tls_untrusted',
  'invalid_url',
  'invalid_model',
  'invalid_config',
  'unset_variable',
  'quota_exceeded',
  'recogniser_missing',
  'recogniser_wrong_version',
  'recogniser_damaged',
  'recogniser_failed',
  'recogniser_out_of_memory',
  'audio_dropped',
  'text_not_audio',
  'not_audio',
  'not_samples',
  'appliance_timeout',
  'cancelled',
  'recording_too_long',
  'invalid_setting',
  'unsupported_audio',
  'invalid_wav',
  'invalid_audio_format',
  'connection_timeout',
  'start_timeout',
  'server_unavailable',
  'tls_failed',
  'tls_missing',
  'job_error',
  'not_allowed',
  'no_session',
  'unknown_action',
]);

/** A stream's state, or the appliance's before there is a stream. */
export function stateStatus(state: StreamState | ApplianceState): Status {
  return { ...LOOKS[state], text: { key: state }, state };
}

/** Adds the waiting audio to a status, or replaces it by what the audio waits for. */
export function heldStatus(status: Status, { seconds, cause }: HeldAudio): Status {
  const held = seconds >= 1 ? { held: Math.floor(seconds) } : {};
  // A fault, or a running session of another stream, takes precedence.
  if (!['waiting', 'opening', 'ended'].includes(status.state)) return { ...status, ...held };
  const key = cause === 'session' ? 'opening' : cause;
  return { ...status, ...LOOKS.opening, text: { key }, cause, ...held };
}

/** A fault: red if nothing works, yellow if one message or some audio was refused. */
export function errorStatus(code: string, fill: 'red' | 'yellow'): Status {
  return { fill, shape: 'ring', text: { key: NAMED_CODES.has(code) ? code : 'error' }, state: 'error', code };
}

/** The running transcript in place of a state. */
export function textStatus(text: string, state: StreamState): Status {
  return { ...LOOKS[state], text: { verbatim: quotable(text) }, state };
}
