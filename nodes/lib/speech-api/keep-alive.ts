import { Timeout } from '../time/timeout';
import type { Clock } from '../time/clock';
import type { SessionLimits } from './limits';

/**
 * Pings the server and detects when it is gone. Nothing else detects a half-open connection on which no audio is due. Any
 * frame counts as an answer: a server that is too busy for pongs but sends transcripts is alive (docs/protocol.md, 2.5).
 */
export class KeepAlive {
  readonly #limits: SessionLimits;
  readonly #ping: () => void;
  readonly #dead: () => void;
  readonly #interval: Timeout;
  readonly #silence: Timeout;

  /** @param ping sends a ping @param dead called once when nothing was received for `limits.pong` milliseconds after one */
  constructor(clock: Clock, limits: SessionLimits, ping: () => void, dead: () => void) {
    this.#limits = limits;
    this.#ping = ping;
    this.#dead = dead;
    this.#interval = new Timeout(clock);
    this.#silence = new Timeout(clock);
  }

  /** Sends the first ping one interval from now. */
  start(): void {
    this.#interval.set(this.#limits.ping, () => {
      if (!this.#silence.isSet) this.#silence.set(this.#limits.pong, this.#dead);
      this.start();
      this.#ping();
    });
  }

  /** Notes a frame of any kind from the server. */
  heard(): void {
    this.#silence.clear();
  }

  stop(): void {
    this.#interval.clear();
    this.#silence.clear();
  }
}
