import type { ErrorType } from './messages';
import { quotable } from './quotation';
import { type EndCode, endVerdicts, errorVerdicts } from './outcome-catalogue';

/** How a session can end: the server's own error types under their wire names, and what the wire has no name for. */
export type OutcomeCode = ErrorType | EndCode;

/** The end of a session, whatever its cause. */
export interface SessionOutcome {
  code: OutcomeCode;
  /** Whether the same session may go better on another try, after a pause (docs/protocol.md, 9.3). */
  retryable: boolean;
  /** Cause and cure in plain sentences, on one line; holds no secret. */
  reason: string;
}

/** What is known of an end beyond its code; each takes the place of, or adds to, the entry in the table. */
export interface OutcomeDetails {
  /** In place of the table's reason. */
  reason?: string;
  /** The server's own words, without secrets; a quotation of them is added to the reason. */
  said?: string;
  /** In place of the table's verdict. */
  retryable?: boolean;
}

/** The outcome with the address that it is about, in its reason; what is secret of a URL is left out. */
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

/** The outcome with this code, with the table's verdict and reason where `details` hold nothing else. */
export function outcome(code: OutcomeCode, details: OutcomeDetails = {}): SessionOutcome {
  const [retryable, reason] = verdicts[code];
  const said = details.said ? ` The server says: "${quotable(details.said)}"` : '';
  return {
    code,
    retryable: details.retryable ?? retryable,
    reason: (details.reason ?? reason) + said,
  };
}
