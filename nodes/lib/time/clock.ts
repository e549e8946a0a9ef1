/** A pending timer of a {@link Clock}, to be passed to `clearTimeout`. */
export type Timer = unknown;

/**
 * Time, injected so that tests can let an hour pass in a millisecond. `now` is monotonic, in milliseconds, and used for all
 * measurements. `date` is epoch milliseconds, for display only. Delays are milliseconds.
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
