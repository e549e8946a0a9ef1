import { CodedError } from '../errors/coded-error';

/** Messages of programs, first match wins. */
const CAUSES: readonly [said: RegExp, code: string][] = [
  [/401|403|unauthori[sz]ed|forbidden|access denied/i, 'not_authorised'],
  [/404|not found.*http|http.*not found/i, 'not_found'],
  [/not on whitelist/i, 'protocol_not_allowed'],
  [/device or resource busy/i, 'device_busy'],
  [/no such (file or directory|device|entity)|cannot find|unknown pcm|no default audio/i, 'device_not_found'],
  [/connection refused/i, 'connection_refused'],
  [/failed to resolve|name or service not known|temporary failure in name resolution/i, 'host_not_found'],
  [/timed? ?out/i, 'connection_timeout'],
  [/no route to host|network is unreachable/i, 'host_unreachable'],
  [/matches no streams|does not contain any stream/i, 'no_audio'],
  [/invalid data found|failed to read frame size|moov atom not found/i, 'unreadable_audio'],
];

/** The codes of errors made from messages of a program. */
export const PROCESS_CODES = [...CAUSES.map(([, code]) => code), 'source_failed'];

/**
 * Returns the error for a program that has ended.
 *
 * @param complaint its last message, without secrets
 */
export function processFault(program: string, complaint: string, exit: string): CodedError {
  const found = CAUSES.find(([said]) => said.test(complaint));
  const why = complaint === '' ? `it ended with ${exit}` : complaint;
  return new CodedError(found?.[1] ?? 'source_failed', `${program} could not read the source: ${why}`, {
    retryable: true,
  });
}
