import type { Container } from '../audio/signatures';
import type { Endpoint } from '../speech-api/endpoint';
import type { CreateConnection } from '../speech-api/socket-options';
import type { ReconnectPolicy } from './reconnect-policy';
import type { ServerRecord } from './server-record';
import type { SessionPool } from './session-pool';

/** What an appliance on this machine is doing; `stopped`: nothing, or it can't be had. */
export type AppliancePhase = 'stopped' | 'installing' | 'starting' | 'running';

/** Where streams get their sessions from: an address, or a server that has to start first. */
export interface Appliance {
  /**
   * What a session needs to connect.
   *
   * @throws an error with a stable `code` when there is no such place
   */
  endpoint(): Promise<Endpoint>;
  /** Containers that its server takes in addition to those of the protocol; left out: none. */
  readonly takes?: readonly Container[];
  /** What it is doing; left out: it runs by itself, elsewhere. */
  phase?(): AppliancePhase;
  /** How to reach the endpoint, in place of TCP or TLS; for tests. */
  createConnection?: CreateConnection;
}

/** One user's hold on an appliance, which runs while anybody holds it. */
export interface ApplianceHold extends Appliance {
  /** Calls a function, in place of the one before, whenever the phase has changed. */
  watch?(onPhase: () => void): void;
  release(): void;
}

/** What all users of an appliance share. */
export interface ApplianceSharing {
  /** Whose turn it is to have a session. */
  pool: SessionPool;
  /** When they may connect. */
  reconnectPolicy: ReconnectPolicy;
  /** What is known of its server. */
  record: ServerRecord;
}

/** A hold, and what is shared with all other users of the appliance. */
export interface ApplianceLease extends ApplianceHold, ApplianceSharing {}

/** Something that hands out holds on one appliance. */
export interface ApplianceProvider {
  use(): ApplianceLease;
}

/** The type of what Node-RED has found by an id: undefined for what is no node, as the id `__proto__` finds. */
export function typeOfNode(found: unknown): string | undefined {
  if (typeof found !== 'object' || found === null || !Object.hasOwn(found, 'type')) return undefined;
  return String((found as { type: unknown }).type);
}

/** What Node-RED has found by an id, if it is a node of this type: an id may name any other. */
export function nodeOfType<Found extends object>(found: unknown, type: string): Found | undefined {
  return typeOfNode(found) === type ? (found as Found) : undefined;
}
