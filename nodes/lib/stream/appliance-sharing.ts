import type { Clock } from '../speech-api/clock';
import type { ApplianceSharing } from './appliance';
import { ConnectionAttempts } from './connection-attempts';
import { ServerRecord } from './server-record';
import { SessionTurns } from './session-turns';
import { defaultStreamLimits } from './stream-limits';

/**
 * Makes what all users of an appliance share.
 *
 * @param sessions that may run at once, 1 or more; left out: as many as the server allows
 */
export function newSharing(clock: Clock, sessions?: number): ApplianceSharing {
  return {
    turns: new SessionTurns(clock, sessions),
    attempts: new ConnectionAttempts(clock, defaultStreamLimits),
    record: new ServerRecord(),
  };
}
