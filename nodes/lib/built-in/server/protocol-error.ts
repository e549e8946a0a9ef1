import { CloseCode, type ErrorType } from '../../speech-api/messages';

/** Why the server ends a session, in the protocol's own terms: it becomes an in-band Error. */
export class ProtocolError extends Error {
  override readonly name = 'Refusal';
  constructor(
    readonly type: ErrorType,
    message: string,
  ) {
    super(message);
  }
}

const OWN_CODES: Partial<Record<ErrorType, number>> = CloseCode;

/**
 * How a connection is closed after an Error: its own code where it has one, the code of a violated policy for time-outs,
 * else that of a protocol error (docs/protocol.md, 8). The reason carries the type.
 */
export function closeAfter(type: ErrorType): { code: number; reason: string } {
  if (type === 'idle_timeout' || type === 'session_timeout') {
    return { code: CloseCode.policy_violation, reason: 'policy_violation' };
  }
  return { code: OWN_CODES[type] ?? CloseCode.protocol_error, reason: type };
}
