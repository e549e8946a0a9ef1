import type { ErrorType, Warning } from '../../speech-api/messages';
import type { Clock } from '../../time/clock';
import { Countdown } from '../../time/countdown';

/** Time limits of sessions, in seconds, at most 24 days. */
export interface ServerLimits {
  /** Time from the connection to StartRecognition. */
  start: number;
  /** Time without audio. */
  idle: number;
  /** Time since the connection, and length of the audio. */
  duration: number;
}

/** The limits of the cloud service (docs/protocol.md, 3.3), except `start`, since connections are few here. */
export const DEFAULT_LIMITS: ServerLimits = { start: 30, idle: 3600, duration: 48 * 3600 };

const MINUTE = 60;
/** Seconds before the end (docs/protocol.md, 3.3). */
const IDLE_WARNINGS = [15 * MINUTE, 10 * MINUTE, 5 * MINUTE];
const DURATION_WARNINGS = [45 * MINUTE, 30 * MINUTE, 15 * MINUTE];
/** Seconds for a client to close after EndOfTranscript, before the server does. */
const LINGER = 60;

/** The events of the limits. */
export interface LimitsListener {
  warn(warning: Warning): void;
  /** A limit was reached: the session fails. */
  fail(type: ErrorType, reason: string): void;
  /** The client has not closed the connection. */
  close(): void;
}

/** Enforces one session's time limits, from its creation until `stop`. */
export class SessionTimeouts {
  private readonly idle: Countdown;
  private readonly duration: Countdown;
  private readonly linger: Countdown;
  private readonly beginning: Countdown;

  constructor(limits: ServerLimits, listener: LimitsListener, clock: Clock) {
    const countdown = (
      type: 'idle_timeout' | 'session_timeout',
      seconds: number,
      warnings: readonly number[],
      why: (elapsed: string) => string,
    ): Countdown =>
      new Countdown(clock, seconds, () => listener.fail(type, `Session timed out due to ${why(minutes(seconds))}`), {
        at: warnings,
        warn: (left) => {
          const reason = `Session will timeout in ${minutes(left)} due to ${why(minutes(seconds - left))}`;
          listener.warn({ message: 'Warning', type, reason });
        },
      });
    this.idle = countdown('idle_timeout', limits.idle, IDLE_WARNINGS, (elapsed) => {
      return `inactivity, no audio sent within the last ${elapsed}`;
    });
    this.duration = countdown('session_timeout', limits.duration, DURATION_WARNINGS, (elapsed) => {
      return `max duration, session has been active for ${elapsed}`;
    });
    this.linger = new Countdown(clock, LINGER, () => listener.close());
    this.beginning = new Countdown(clock, limits.start, () => {
      listener.fail('idle_timeout', `StartRecognition did not come within ${limits.start} s`);
    });
    this.beginning.start();
    this.idle.start();
    this.duration.start();
  }

  /** Notes StartRecognition. */
  noteStart(): void {
    this.beginning.stop();
  }

  noteAudio(): void {
    this.idle.start();
  }

  /** Notes EndOfStream: no audio is due any more. */
  noteEndOfAudio(): void {
    this.idle.stop();
  }

  /** Notes EndOfTranscript: the client should close. */
  noteEndOfTranscript(): void {
    this.stop();
    this.linger.start();
  }

  stop(): void {
    this.beginning.stop();
    this.idle.stop();
    this.duration.stop();
    this.linger.stop();
  }
}

function minutes(seconds: number): string {
  return `${Math.round(seconds / MINUTE)}m`;
}
