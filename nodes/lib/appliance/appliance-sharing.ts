import type { Clock } from '../time/clock';
import type { ApplianceSharing } from './appliance';
import { defaultReconnectLimits } from './reconnect-limits';
import { ReconnectPolicy } from './reconnect-policy';
import { ServerRecord } from './server-record';
import { SessionPool } from './session-pool';

/**
 * Creates the state that all users of an appliance share.
 *
 * @param sessions limit of simultaneous sessions, 1 or more; left out: as many as the server allows
 */
export function newSharing(clock: Clock, sessions?: number): ApplianceSharing {
  return {
    pool: new SessionPool(clock, sessions),
    reconnectPolicy: new ReconnectPolicy(clock, defaultReconnectLimits),
    record: new ServerRecord(),
  };
}
