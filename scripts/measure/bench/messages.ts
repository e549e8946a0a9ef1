import type { Texts } from './speech-server';

/** What is measured, with all that it depends on; times are seconds unless said otherwise. */
export type Job =
  /** Audio as fast as it is taken. */
  | { kind: 'burst'; streams: number; seconds: number }
  /** Audio in real time. */
  | { kind: 'live'; streams: number; piece: number; warmUp: number; seconds: number }
  /** The same, with looks at the memory between. */
  | { kind: 'memory'; streams: number; seconds: number; every: number }
  /** One long recording, as fast as it is taken. */
  | { kind: 'recording'; seconds: number }
  /** Live streams of which all connections are cut. `away`: milliseconds for which there is no server then. */
  | { kind: 'recovery'; streams: number; seconds: number; away: number };

/** What came out, by figure. */
export type Figures = Record<string, number>;

export const CLIENTS = ['raw', 'SDK', 'Session', 'Stream', 'node', 'core nodes'] as const;
export type ClientName = (typeof CLIENTS)[number];

/** To the process of a client. `most`: streams at once; `profile`: where a CPU profile is to be written. */
export type Order =
  { kind: 'prepare'; client: ClientName; url: string; most: number } | { kind: 'run'; job: Job; profile?: string };

/** From it. `cut`: the server is to cut all connections. */
export type Report =
  { kind: 'ready' } | { kind: 'done'; figures: Figures } | { kind: 'failed'; reason: string } | { kind: 'cut' };

/** To the process of the server. */
export type ServerOrder = { kind: 'say'; texts: Texts } | { kind: 'cut'; away: number };

/** From it. `done`: an order was carried out. */
export type ServerReport = { kind: 'listening'; url: string } | { kind: 'done' };
