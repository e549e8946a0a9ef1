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

/** Whether another try may go better, and cause and cure in plain sentences. */
export type Verdict = readonly [retryable: boolean, reason: string];

const RETRY = true;
const NEVER = false;

/** The server's own error types (docs/protocol.md, 7.4). */
export const errorVerdicts: Readonly<Record<ErrorType, Verdict>> = {
  invalid_message: [NEVER, 'The server did not understand a message of this client. Update one of them, or report it.'],
  invalid_model: [NEVER, 'The server has no such language or model, or no licence for it. Check both in the settings.'],
  invalid_language: [NEVER, 'The server does not know the language. Choose one that is installed there.'],
  invalid_config: [
    NEVER,
    'The server refused a setting: a field or value that it does not know. Correct or remove it; old servers know fewer.',
  ],
  invalid_audio_type: [NEVER, 'The server refused the audio format. Choose an encoding or file type that it can read.'],
  invalid_output_format: [NEVER, 'The server refused the output format. Remove it from the settings.'],
  not_authorised: [NEVER, 'The server refused the token, or wants one. Check that it is right and has not expired.'],
  not_allowed: [NEVER, 'The licence or account does not cover this. Check what it covers, for example the language.'],
  insufficient_funds: [NEVER, 'The account has no funds left. Top it up.'],
  timelimit_exceeded: [NEVER, 'The quota of audio is used up. Raise it, or wait until it starts anew.'],
  quota_exceeded: [RETRY, 'Too many sessions are open at once. Close others, or raise the limit of sessions.'],
  job_error: [RETRY, 'The recogniser of the session failed, or the server had none free. Check its load and its log.'],
  data_error: [RETRY, 'The server got too much audio at once. Send smaller pieces.'],
  buffer_error: [RETRY, 'The server got audio faster than it can take it. Send it more slowly.'],
  protocol_error: [NEVER, 'The server got a message that it did not expect then. Update the client, or report it.'],
  idle_timeout: [RETRY, 'The server ended the session because no audio came for long. Start anew when there is audio.'],
  session_timeout: [RETRY, 'The session reached the longest time that the server allows. Start a new one.'],
  unknown_error: [RETRY, 'The server failed for a reason that it does not know. Check its log.'],
};

/** Every other end; what the handshake and the connection show is judged as in docs/protocol.md, 9.1. */
export const endVerdicts: Readonly<Record<EndCode, Verdict>> = {
  completed: [NEVER, 'The server has sent the whole transcript.'],
  cancelled: [NEVER, 'The session was cancelled.'],
  ended_early: [
    RETRY,
    'The server ended the transcript before the audio ended. Its limit of time or audio may be reached.',
  ],
  server_error: [RETRY, 'The server reported an error that this client does not know.'],
  invalid_url: [NEVER, 'The URL is not one of a Speech API. It has the form wss://host:port/v2 or ws://host:port/v2.'],
  invalid_header: [
    NEVER,
    'The token or another header holds a character that no header can, often a line break at its end. Enter it again.',
  ],
  host_not_found: [RETRY, 'The name of the host is not known. Check the URL, and that name resolution works here.'],
  host_unreachable: [RETRY, 'No route leads to the host. Check the address, the network and its firewalls.'],
  connection_refused: [RETRY, 'Nothing listens at this host and port. Check the URL, and that the server runs.'],
  connection_timeout: [RETRY, 'The server did not answer in time. Check host and port, the network and its firewalls.'],
  tls_untrusted: [
    NEVER,
    "The server's certificate is self-signed or its authority is unknown. Add it as CA certificate to the TLS settings, " +
      'or switch off the verification of the server there.',
  ],
  tls_failed: [
    NEVER,
    'The TLS connection could not be established. Check the TLS settings; the server may ask for a client certificate or refuse it.',
  ],
  wrong_path: [
    NEVER,
    'What answers at this address is not a Speech API, or has none at this path. Check scheme, port and path (often /v2).',
  ],
  server_unavailable: [RETRY, 'The server is there, but takes no session now. Check its load and its log.'],
  start_timeout: [RETRY, 'The server accepted the connection, but did not start to recognise in time. Check its load.'],
  acknowledgement_timeout: [RETRY, 'The server stopped acknowledging audio and sending messages. Check its load.'],
  pong_timeout: [RETRY, 'The server or the network to it fell silent: no ping is answered. Check both.'],
  end_timeout: [RETRY, 'The server fell silent before the transcript was complete. The last words may be missing.'],
  connection_lost: [
    RETRY,
    'The connection broke off. Check the network, proxies on the way, and that the server runs.',
  ],
  closed_by_server: [RETRY, 'The server closed the session before the transcript was complete. Check its log.'],
  internal_error: [RETRY, 'This client failed on a message of the server. Please report it.'],
};
