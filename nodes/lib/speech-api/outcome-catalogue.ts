import type { ErrorType } from './messages';

/** The ends of a session that have no error type on the wire. */
export type EndCode =
  | 'completed'
  | 'cancelled'
  | 'ended_early'
  | 'server_error'
  | 'invalid_url'
  | 'invalid_header'
  | 'host_not_found'
  | 'host_unreachable'
  | 'connection_refused'
  | 'connection_timeout'
  | 'tls_untrusted'
  | 'tls_failed'
  | 'wrong_path'
  | 'server_unavailable'
  | 'start_timeout'
  | 'acknowledgement_timeout'
  | 'pong_timeout'
  | 'end_timeout'
  | 'connection_lost'
  | 'closed_by_server'
  | 'internal_error';

/** Whether another attempt may succeed, and cause and cure in plain sentences. */
export type Verdict = readonly [retryable: boolean, reason: string];

const RETRY = true;
const NEVER = false;

/** The server's own error types (docs/protocol.md, 7.4). */
export const errorVerdicts: Readonly<Record<ErrorType, Verdict>> = {
  invalid_message: [NEVER, 'The server did not understand a message. Update the server or this package, or report it.'],
  invalid_model: [NEVER, 'The server has no such language or model, or no licence for it. Check both in the settings.'],
  invalid_language: [NEVER, 'The server does not know the language. Choose one that is installed there.'],
  invalid_config: [
    NEVER,
    'The server refused a setting: a field or value that it does not know. Correct or remove it; old servers know fewer.',
  ],
  invalid_audio_type: [NEVER, 'The server refused the audio format. Choose an encoding or file type that it can read.'],
  invalid_output_format: [NEVER, 'The server refused the output format. Remove it from the settings.'],
  not_authorised: [NEVER, 'The server refused the token, or wants one. Check that it is right and has not expired.'],
  not_allowed: [
    NEVER,
    'The licence or account does not cover this request. Check what it covers, for example the language.',
  ],
  insufficient_funds: [NEVER, 'The account has no funds left. Top it up.'],
  timelimit_exceeded: [NEVER, 'The quota of audio is used up. Raise it, or wait until it is renewed.'],
  quota_exceeded: [RETRY, 'Too many sessions are open at once. Close others, or raise the limit of sessions.'],
  job_error: [RETRY, 'The recogniser of the session failed, or none was available. Check its load and its log.'],
  data_error: [RETRY, 'The server received too much audio at once. Send smaller pieces.'],
  buffer_error: [RETRY, 'The server received audio faster than it can process it. Send it more slowly.'],
  protocol_error: [
    NEVER,
    'The server received an unexpected message. Update the server or this package, or report it.',
  ],
  idle_timeout: [
    RETRY,
    'The server ended the session because it received no audio for too long. The next audio opens another one.',
  ],
  session_timeout: [
    RETRY,
    'The session reached the maximum duration that the server allows. The stream continues in another one.',
  ],
  unknown_error: [RETRY, 'The server failed for an unknown reason. Check its log.'],
};

/** Every other end (docs/protocol.md, 9.1). */
export const endVerdicts: Readonly<Record<EndCode, Verdict>> = {
  completed: [NEVER, 'The server has sent the whole transcript.'],
  cancelled: [NEVER, 'The session was cancelled.'],
  ended_early: [
    RETRY,
    'The server ended the transcript before the audio ended. Its limit of time or audio may be reached.',
  ],
  server_error: [RETRY, 'The server reported an error that this package does not know. Check its log.'],
  invalid_url: [NEVER, 'The URL is not that of a Speech API. Use the form wss://host:port/v2 or ws://host:port/v2.'],
  invalid_header: [
    NEVER,
    'The token or another header contains a character that headers cannot have, often a trailing line break. Enter it again.',
  ],
  host_not_found: [RETRY, 'The host name could not be resolved. Check the URL and name resolution on this machine.'],
  host_unreachable: [RETRY, 'The host cannot be reached. Check the address, the network and its firewalls.'],
  connection_refused: [RETRY, 'Nothing listens at this host and port. Check the URL, and that the server is running.'],
  connection_timeout: [RETRY, 'The server did not answer in time. Check host and port, the network and its firewalls.'],
  tls_untrusted: [
    NEVER,
    "The server's certificate is self-signed or its authority is unknown. Add it as CA certificate to the TLS settings, " +
      'or turn off server verification there.',
  ],
  tls_failed: [
    NEVER,
    'The TLS connection could not be established. Check the TLS settings; the server may ask for a client certificate or refuse it.',
  ],
  wrong_path: [
    NEVER,
    'What answers at this address is not a Speech API, or has none at this path. Check scheme, port and path (often /v2).',
  ],
  server_unavailable: [RETRY, 'The server is up, but accepts no sessions at present. Check its load and its log.'],
  start_timeout: [RETRY, 'The server accepted the connection, but did not start to recognise in time. Check its load.'],
  acknowledgement_timeout: [RETRY, 'The server stopped acknowledging audio and sending messages. Check its load.'],
  pong_timeout: [RETRY, 'The server or the network stopped responding: pings are not answered. Check both.'],
  end_timeout: [
    RETRY,
    'The server stopped responding before the transcript was complete. The last words may be missing.',
  ],
  connection_lost: [RETRY, 'The connection was lost. Check the network, any proxies, and that the server is running.'],
  closed_by_server: [RETRY, 'The server closed the session before the transcript was complete. Check its log.'],
  internal_error: [RETRY, 'This package failed to process a message from the server. Please report it.'],
};
