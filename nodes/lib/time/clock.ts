/** A pending timer of a {@link Clock}; only good for giving back to `clearTimeout`. */
export type Timer = unknown;

/**
 * Time as the protocol and stream layers see it. Injected, so that tests can let an hour pass in a millisecond.
 * `now` is milliseconds since some moment: it never jumps when the machine's clock is set, so whatever is measured or waited
 * for is read off it. `date` is epoch milliseconds, only to be shown. Delays are milliseconds.
 */
export interface Clock {
  now(): number;
  date(): number;
  setTimeout(callback: () => void, delay: number): Timer;
  clearTimeout(timer: Timer): void;
}

/** The real clock. Its timers do not keep the process alive: a waiting stream must not stop Node-RED from exiting. */
export const systemClock: Clock = {
  now: () => performance.now(),
  date: () => Date.now(),
  setTimeout: (callback, delay) => setTimeout(callback, delay).unref(),
  clearTimeout: (timer) => {
    clearTimeout(timer as NodeJS.Timeout);
  },
};
