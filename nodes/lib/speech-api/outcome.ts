import type { ErrorType } from './messages';
import { quotable } from './quotation';
import { type EndCode, endVerdicts, errorVerdicts } from './outcome-catalogue';

/** How a session can end: the server's error types by their wire names, and ends that the protocol has no name for. */
export type OutcomeCode = ErrorType | EndCode;

/** The end of a session, whatever its cause. */
export interface SessionOutcome {
  code: OutcomeCode;
  /** Whether the same session may succeed at another attempt, after a delay (docs/protocol.md, 9.3). */
  retryable: boolean;
  /** Cause and cure in plain sentences, on one line, without secrets. */
  reason: string;
}

/** Details of an end beyond its code; each overrides, or adds to, the entry in the catalogue. */
export interface OutcomeDetails {
  /** Overrides the catalogue's reason. */
  reason?: string;
  /** The server's own text, without secrets; quoted at the end of the reason. */
  said?: string;
  /** Overrides the catalogue's verdict. */
  retryable?: boolean;
}

/** Adds the address to the reason of an outcome, without the secret parts of the URL. */
export function withAddress(end: SessionOutcome, url: string): SessionOutcome {
  if (!URL.canParse(url)) return end;
  const { protocol, host, pathname } = new URL(url);
  return {
    ...end,
    reason: `${end.reason} The address is ${quotable(`${protocol}//${host}${pathname}`, LONGEST_ADDRESS)}`,
  };
}

/** Characters of an address in a reason. */
const LONGEST_ADDRESS = 200;

const verdicts = { ...endVerdicts, ...errorVerdicts };

/** The outcome with this code, with the catalogue's verdict and reason unless `details` override them. */
export function outcome(code: OutcomeCode, details: OutcomeDetails = {}): SessionOutcome {
  const [retryable, reason] = verdicts[code];
  const said = details.said ? ` The server says: "${quotable(details.said)}"` : '';
  return {
    code,
    retryable: details.retryable ?? retryable,
    reason: (details.reason ?? reason) + said,
  };
}
