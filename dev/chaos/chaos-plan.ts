import type { Random } from '../random';

/** Something that happens to a running session, once. */
export type Fault =
  /**
   * `reset`: the connection breaks; `hang_up`: it ends without a close frame; `freeze`: nothing is read or answered any more,
   * as on a half-open connection; `mute`: only pings are answered; `early_end`: the transcript ends before the audio.
   */
  | { kind: 'reset' | 'hang_up' | 'freeze' | 'mute' | 'early_end' }
  | { kind: 'close'; code: number; reason: string }
  | { kind: 'error'; type: string; then: 'close' | 'nothing' }
  /** The server warns, and ends the session so many milliseconds later. */
  | { kind: 'session_timeout'; notice: number }
  /** The server warns, ignores all further audio, and ends the transcript. */
  | { kind: 'duration_limit' };

/** A time in which no connection is accepted, or handshakes are refused with an HTTP status. */
export interface Outage {
  kind: 'refused' | number;
  milliseconds: number;
}

/** How one session behaves. */
export interface SessionPlan {
  /** Milliseconds from StartRecognition to RecognitionStarted. */
  start: number | 'never';
  /** Seconds of audio read per second. */
  speed: number;
  acknowledgements: {
    /** `lost`: half of them; `confused`: numbers that repeat, go back, or are too high. */
    manner: 'honest' | 'lost' | 'confused';
    /** Milliseconds. */
    delay: number;
  };
  /** Seconds of the session's audio between which no final is sent. */
  withheld: { from: number; to: number };
  /** Probability that an audio message is answered with meaningless frames. */
  garbage: number;
  /** What happens when so many seconds of the session's audio were read; without audio, so many seconds after the start. */
  strike?: { at: number; fault: Fault };
  /** An outage after the strike. */
  outage?: Outage;
  end: {
    /** Milliseconds from EndOfStream to the last finals. */
    delay: number;
    /** What comes in place of EndOfTranscript. */
    then: 'end_of_transcript' | 'nothing' | 'reset';
  };
}

/** Client messages that a server may be too old to know. */
export const CONTROLS = ['SetRecognitionConfig', 'ForceEndOfUtterance', 'GetSpeakers'] as const;

/** What happens to one stream. */
export interface ChaosPlan {
  /** Client messages that the server does not know, and how it says so. */
  unknown?: { controls: readonly string[]; type: string };
  /** An outage from the start. */
  outage?: Outage;
  /** In order; later sessions behave normally. */
  sessions: SessionPlan[];
}

/** A session that behaves normally. */
export const GOOD_SESSION: SessionPlan = {
  start: 0,
  speed: Infinity,
  acknowledgements: { manner: 'honest', delay: 0 },
  withheld: { from: 0, to: 0 },
  garbage: 0,
  end: { delay: 0, then: 'end_of_transcript' },
};

/** Close codes that mean "never"; after a session that ran, the next one may work all the same. */
const PASSING_CLOSES = [1002, 1003, 1007, 1008, 4001, 4003, 4006];
const PASSING_ERRORS = ['protocol_error', 'not_authorised', 'timelimit_exceeded', 'invalid_message', 'invalid_config'];

const ABRUPT = ['reset', 'hang_up', 'freeze', 'mute', 'early_end'] as const;
const CLOSES: readonly [code: number, reason: string][] = [
  [1000, ''],
  [1001, 'going away'],
  [1011, 'internal_error'],
  [1013, 'try again later'],
  [4005, 'quota_exceeded'],
  [4013, 'job_error'],
];
/** Those that another session may not suffer; the last ones are of a server that is newer than its clients. */
const ERRORS = [
  'quota_exceeded',
  'job_error',
  'data_error',
  'buffer_error',
  'idle_timeout',
  'session_timeout',
  'unknown_error',
  'worker_evicted',
  'region_drained',
];
/** Faults after which a session goes on for some seconds, or only ends when somebody notices. */
const SLOW: readonly Fault['kind'][] = ['freeze', 'mute', 'session_timeout'];

/** Seconds before the end of a queue in which a server that is back can't be found any more without a loss. */
const NOTICE = 3;

/** HTTP statuses of a busy server, and of a permanent error. */
const BUSY = [429, 500, 503];
export const FATAL = [401, 403, 404];

/** A fault that says "never". */
export function drawPassingFault(random: Random): Fault {
  return random.chance(0.5)
    ? { kind: 'close', code: random.pick(PASSING_CLOSES), reason: '' }
    : { kind: 'error', type: random.pick(PASSING_ERRORS), then: random.pick(['close', 'nothing']) };
}

/** Whether a fault says "never". */
export function saysNever(fault: Fault): boolean {
  if (fault.kind === 'close') return PASSING_CLOSES.includes(fault.code);
  return fault.kind === 'error' && PASSING_ERRORS.includes(fault.type);
}

export function drawFault(random: Random): Fault {
  switch (random.integer(0, 5)) {
    case 0:
    case 1:
      return { kind: random.pick(ABRUPT) };
    case 2: {
      const [code, reason] = random.pick(CLOSES);
      return { kind: 'close', code, reason: random.chance(0.5) ? reason : '' };
    }
    case 3:
      return { kind: 'error', type: random.pick(ERRORS), then: random.pick(['close', 'nothing']) };
    case 4:
      return random.chance(0.5)
        ? { kind: 'session_timeout', notice: random.between(0, 5000) }
        : { kind: 'duration_limit' };
    default:
      return { kind: 'reset' };
  }
}

/** A plan that is over within seconds: at most two faults that a client notices at once, and one refused connection. */
export function drawQuickPlan(random: Random, seconds: number): ChaosPlan {
  const session = (latest: number): SessionPlan => ({
    ...GOOD_SESSION,
    garbage: random.chance(0.3) ? 0.1 : 0,
    strike: { at: random.between(0.1, latest), fault: drawQuickFault(random) },
  });
  const first = session(seconds * 0.9);
  if (random.chance(0.3)) return { sessions: [{ ...first, outage: { kind: 'refused', milliseconds: 300 } }] };
  return { sessions: random.chance(0.4) ? [first, session(1)] : [first] };
}

function drawQuickFault(random: Random): Fault {
  for (;;) {
    const fault = drawFault(random);
    if (!SLOW.includes(fault.kind)) return fault;
  }
}

/** @param seconds length of the stream */
export function drawPlan(random: Random, seconds: number): ChaosPlan {
  const fatal = random.chance(0.3);
  const count = random.chance(0.06) ? 0 : random.integer(1, 5);
  const names = CONTROLS.filter(() => random.chance(0.5));
  return {
    ...(random.chance(0.4) && {
      unknown: { controls: names, type: random.pick(['invalid_message', 'protocol_error']) },
    }),
    outage: random.chance(0.1) ? drawOutage(random, fatal) : undefined,
    sessions: Array.from({ length: count }, (_, index) => drawSession(random, index === 0 ? seconds * 0.7 : 12, fatal)),
  };
}

/**
 * One or two outages, each of which is over before the queue is full: there are some seconds for the attempt that finds the server.
 *
 * @param queue seconds of live audio that may wait
 */
export function drawOutages(random: Random, queue: number): ChaosPlan {
  const session = (): SessionPlan => ({
    ...GOOD_SESSION,
    strike: {
      at: random.between(8, 12),
      fault: random.chance(0.5) ? { kind: random.pick(['reset', 'hang_up'] as const) } : drawPassingFault(random),
    },
    outage: {
      kind: random.pick(['refused', ...BUSY, ...FATAL] as const),
      milliseconds: random.between(0, (queue - NOTICE) * 1000),
    },
  });
  return { sessions: random.chance(0.5) ? [session()] : [session(), session()] };
}

/** A server that can't be reached for a while: less than live audio may wait if nothing else is set. */
export function drawShortOutage(random: Random): Outage {
  return { kind: random.pick(['refused', ...BUSY] as const), milliseconds: random.between(1000, 45_000) };
}

function drawSession(random: Random, latest: number, fatal: boolean): SessionPlan {
  return {
    start: drawStart(random),
    speed: random.pick([Infinity, Infinity, 20, 5, 2]),
    acknowledgements: {
      manner: random.pick(['honest', 'honest', 'honest', 'lost', 'confused'] as const),
      delay: random.chance(0.4) ? random.between(50, 3000) : 0,
    },
    withheld: drawWithheld(random),
    garbage: random.chance(0.3) ? 0.1 : 0,
    ...(random.chance(0.9) && {
      strike: {
        at: random.chance(0.3) ? random.between(0, 1) : random.between(0, latest),
        fault: fatal && random.chance(0.5) ? drawPassingFault(random) : drawFault(random),
      },
    }),
    ...(random.chance(0.3) && { outage: drawOutage(random, fatal) }),
    end: {
      delay: random.chance(0.3) ? random.between(0, 15_000) : 0,
      then: random.chance(0.2) ? random.pick(['nothing', 'reset'] as const) : 'end_of_transcript',
    },
  };
}

function drawStart(random: Random): number | 'never' {
  if (random.chance(0.04)) return 'never';
  return random.chance(0.25) ? random.between(0, 25_000) : 0;
}

function drawWithheld(random: Random): SessionPlan['withheld'] {
  if (random.chance(0.75)) return { from: 0, to: 0 };
  const from = random.between(0, 10);
  return { from, to: from + random.between(5, 15) };
}

function drawOutage(random: Random, fatal: boolean): Outage {
  const milliseconds = random.chance(0.5) ? random.between(5000, 20_000) : random.between(5000, 180_000);
  if (fatal && random.chance(0.7)) return { kind: random.pick(FATAL), milliseconds };
  return { kind: random.chance(0.5) ? 'refused' : random.pick(BUSY), milliseconds };
}
