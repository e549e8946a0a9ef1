import type { Endpoint } from '../speech-api/endpoint';
import type { CreateConnection } from '../speech-api/socket-options';
import type { SessionTurns } from './session-turns';

/** Where streams get their sessions from: an address, or a server that has to start first. */
export interface Appliance {
  /**
   * What a session needs to connect.
   *
   * @throws an error with a stable `code` when there is no such place
   */
  endpoint(): Promise<Endpoint>;
  /** How to reach the endpoint, in place of TCP or TLS; for tests. */
  createConnection?: CreateConnection;
}

/** One user's hold on an appliance, which runs while anybody holds it. */
export interface ApplianceHold extends Appliance {
  release(): void;
}

/** A hold, and whose turn it is to have a session: shared by all users of the appliance. */
export interface ApplianceLease extends ApplianceHold {
  turns: SessionTurns;
}

/** Something that hands out holds on one appliance. */
export interface ApplianceProvider {
  use(): ApplianceLease;
}

/**
 * What Node-RED has found by an id, if it is a node of this type: an id may name any other node, or, as `__proto__` does,
 * something that is no node at all.
 */
export function nodeOfType<Found extends object>(found: unknown, type: string): Found | undefined {
  if (typeof found !== 'object' || found === null || !Object.hasOwn(found, 'type')) return undefined;
  return (found as { type: unknown }).type === type ? (found as Found) : undefined;
}
