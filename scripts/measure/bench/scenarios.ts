import { CLIENTS, type ClientName, type Job } from './messages';
import type { Texts } from './speech-server';

/** Extent of the measurement: `once` only shows that it runs. */
export type Extent = 'full' | 'quick' | 'once';

/** A figure of a job. `ratio`: its ratio to that of `raw` is shown too. */
export interface Column {
  figure: string;
  title: string;
  digits: number;
  ratio?: true;
}

export interface Scenario {
  title: string;
  job: Job;
  texts: Texts;
  clients: readonly ClientName[];
  columns: readonly Column[];
  rounds: number;
}

const CPU: Column = { figure: 'cpu', title: 'CPU, µs for 100 ms of audio', digits: 1, ratio: true };
const SHARE: Column = { figure: 'share', title: 'share of a core', digits: 3 };
const DELAYS: readonly Column[] = [
  { figure: 'delayP50', title: 'latency of a text, p50, ms', digits: 2 },
  { figure: 'delayP99', title: 'p99, ms', digits: 2 },
];
const RECOVERY: readonly Column[] = [
  { figure: 'words', title: 'words', digits: 0 },
  { figure: 'lost', title: 'lost', digits: 0 },
  { figure: 'doubled', title: 'doubled', digits: 0 },
  { figure: 'silenceP50', title: 'longest silence of a stream, p50, s', digits: 1 },
  { figure: 'silenceMost', title: 'of all, s', digits: 1 },
];

/** Streams, lengths and rounds of each extent. */
const EXTENTS = {
  full: {
    rounds: 5,
    burst: 3000,
    warmUp: 120,
    live: 10,
    streams: 200,
    growth: [10, 50, 200, 500, 1000],
    minutes: 5,
    hours: 1,
    recovery: 30,
  },
  quick: {
    rounds: 1,
    burst: 1200,
    warmUp: 40,
    live: 2.5,
    streams: 200,
    growth: [1000],
    minutes: 0,
    hours: 0.05,
    recovery: 15,
  },
  once: {
    rounds: 1,
    burst: 8,
    warmUp: 0,
    live: 0,
    streams: 0,
    growth: [],
    minutes: 0,
    hours: 0,
    recovery: 0,
  },
};

/** All scenarios of clients. */
export function scenariosOf(extent: Extent): Scenario[] {
  const { rounds, burst, warmUp, live, streams, growth, minutes, hours, recovery } = EXTENTS[extent];
  const usual = { texts: 'usual', clients: CLIENTS, rounds } as const;
  const inRealTime = (count: number, piece: number): Job => ({
    kind: 'live',
    streams: count,
    piece,
    warmUp,
    seconds: live,
  });
  const all: Scenario[] = [
    {
      ...usual,
      title: 'burst: 4 streams, as fast as the server hears',
      job: { kind: 'burst', streams: 4, seconds: burst },
      columns: [CPU],
    },
    {
      ...usual,
      title: 'acknowledgements: the same, with one word every 2 s',
      job: { kind: 'burst', streams: 4, seconds: burst },
      texts: 'rare',
      columns: [CPU],
    },
    {
      ...usual,
      title: `live: ${streams} streams, pieces of 100 ms`,
      job: inRealTime(streams, 100),
      columns: [CPU, ...DELAYS],
    },
    {
      ...usual,
      title: `live: ${streams} streams, pieces of 20 ms`,
      job: inRealTime(streams, 20),
      columns: [CPU, ...DELAYS],
    },
    ...growth.map((count): Scenario => ({
      ...usual,
      title: `growth: ${count} live streams`,
      rounds: 1,
      clients: extent === 'quick' ? ['raw', 'node', 'core nodes'] : CLIENTS,
      job: inRealTime(count, 100),
      columns: [SHARE, ...DELAYS],
    })),
    {
      ...usual,
      title: `memory: 50 live streams for ${minutes} min`,
      rounds: 1,
      clients: ['raw', 'Stream', 'node'],
      job: { kind: 'memory', streams: 50, seconds: minutes * 60, every: Math.max(1, minutes * 3) },
      columns: [
        { figure: 'held', title: 'held at the end, MB', digits: 1 },
        { figure: 'growth', title: 'growth, kB a minute', digits: 0 },
      ],
    },
    {
      ...usual,
      title: `recording: ${hours} h at once`,
      rounds: 1,
      job: { kind: 'recording', seconds: hours * 3600 },
      columns: [
        { figure: 'cpuSeconds', title: 'CPU, s', digits: 2, ratio: true },
        { figure: 'took', title: 'took, s', digits: 1 },
      ],
    },
    ...[0, 2000].map((away): Scenario => ({
      ...usual,
      title: `recovery: ${streams} connections cut, the server away for ${away / 1000} s`,
      texts: 'heard',
      rounds: 1,
      clients: ['Stream', 'node'],
      job: { kind: 'recovery', streams, seconds: recovery, away },
      columns: RECOVERY,
    })),
  ];
  if (extent === 'once') return all.slice(0, 1);
  // A few seconds are too short for the growth of memory.
  return all.filter(({ job }) => job.kind !== 'memory' || job.seconds > 0);
}

/** The highest number of simultaneous streams of a client. */
export function mostStreams(scenarios: readonly Scenario[]): number {
  return Math.max(...scenarios.map(({ job }) => ('streams' in job ? job.streams : 1)));
}
