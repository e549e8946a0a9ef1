import type { Container } from '../audio/signatures';
import type { Endpoint } from '../speech-api/endpoint';
import type { CreateConnection } from '../speech-api/socket-options';
import type { ReconnectPolicy } from './reconnect-policy';
import type { ServerRecord } from './server-record';
import type { SessionPool } from './session-pool';

/** The phase of an appliance on this machine; `stopped`: not running, perhaps because it failed. */
export type AppliancePhase = 'stopped' | 'installing' | 'starting' | 'running';

/** The server of streams: an address, or a server that has to start first. */
export interface Appliance {
  /**
   * The endpoint to connect to.
   *
   * @throws an error with a stable `code` when there is none
   */
  endpoint(): Promise<Endpoint>;
  /** Containers that its server accepts besides those of the protocol; left out: none. */
  readonly takes?: readonly Container[];
  /** The phase; left out: it is not run by this package. */
  phase?(): AppliancePhase;
  /** Creates the connection in place of TCP or TLS; for tests. */
  createConnection?: CreateConnection;
}

/** A user's lease of an appliance, which runs as long as it has users. */
export interface ApplianceHold extends Appliance {
  /** Sets the function that is called whenever the phase has changed. */
  watch?(onPhase: () => void): void;
  release(): void;
}

/** The state that all users of an appliance share. */
export interface ApplianceSharing {
  /** Grants sessions in turn. */
  pool: SessionPool;
  /** Decides when they may connect. */
  reconnectPolicy: ReconnectPolicy;
  /** What sessions have shown about the server. */
  record: ServerRecord;
}

/** A lease, with the state that all users of the appliance share. */
export interface ApplianceLease extends ApplianceHold, ApplianceSharing {}

/** Gives out leases of one appliance. */
export interface ApplianceProvider {
  use(): ApplianceLease;
}

/** The type of what Node-RED has found by an id; undefined if it is not a node, as with the id `__proto__`. */
export function typeOfNode(found: unknown): string | undefined {
  if (typeof found !== 'object' || found === null || !Object.hasOwn(found, 'type')) return undefined;
  return String((found as { type: unknown }).type);
}

/** What Node-RED has found by an id if it is a node of this type, otherwise undefined. */
export function nodeOfType<Found extends object>(found: unknown, type: string): Found | undefined {
  return typeOfNode(found) === type ? (found as Found) : undefined;
}
