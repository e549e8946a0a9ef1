import { CloseCode, type ErrorType } from '../../speech-api/messages';

/** An error that ends a session. It is sent as an in-band Error. */
export class ProtocolError extends Error {
  override readonly name = 'ProtocolError';
  constructor(
    readonly type: ErrorType,
    message: string,
  ) {
    super(message);
  }
}

const OWN_CODES: Partial<Record<ErrorType, number>> = CloseCode;

/**
 * The close code and reason after an Error: the code of its type if there is one, that of a policy violation for timeouts,
 * otherwise that of a protocol error (docs/protocol.md, 8). The reason is the type.
 */
export function closeAfter(type: ErrorType): { code: number; reason: string } {
  if (type === 'idle_timeout' || type === 'session_timeout') {
    return { code: CloseCode.policy_violation, reason: 'policy_violation' };
  }
  return { code: OWN_CODES[type] ?? CloseCode.protocol_error, reason: type };
}
