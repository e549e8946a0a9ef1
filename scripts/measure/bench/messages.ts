import type { Texts } from './speech-server';

/** A measurement and its parameters; times are seconds unless stated otherwise. */
export type Job =
  /** Audio as fast as possible. */
  | { kind: 'burst'; streams: number; seconds: number }
  /** Audio in real time, after `warmUp` seconds of some streams as fast as possible. */
  | { kind: 'live'; streams: number; piece: number; warmUp: number; seconds: number }
  /** The same, with measurements of memory. */
  | { kind: 'memory'; streams: number; seconds: number; every: number }
  /** One long recording, as fast as possible. */
  | { kind: 'recording'; seconds: number }
  /** Live streams whose connections are all cut. `away`: milliseconds without a server. */
  | { kind: 'recovery'; streams: number; seconds: number; away: number };

/** Results by figure. */
export type Figures = Record<string, number>;

export const CLIENTS = ['raw', 'SDK', 'Session', 'Stream', 'node', 'core nodes'] as const;
export type ClientName = (typeof CLIENTS)[number];

/** Messages to a client's process. `most`: limit of simultaneous streams; `profile`: path of a CPU profile. */
export type Order =
  { kind: 'prepare'; client: ClientName; url: string; most: number } | { kind: 'run'; job: Job; profile?: string };

/** Messages from it. `cut`: the server should cut all connections. */
export type Report =
  { kind: 'ready' } | { kind: 'done'; figures: Figures } | { kind: 'failed'; reason: string } | { kind: 'cut' };

/** Messages to the server's process. */
export type ServerOrder = { kind: 'say'; texts: Texts } | { kind: 'cut'; away: number };

/** Messages from it. `done`: an order was executed. */
export type ServerReport = { kind: 'listening'; url: string } | { kind: 'done' };
