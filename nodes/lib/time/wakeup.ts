import type { Clock } from './clock';
import { Timeout } from './timeout';

/** Lets one loop wait for a change. */
export class Wakeup {
  private readonly timeout: Timeout;
  private state: 'asleep' | 'awake' = 'asleep';
  private waiting: { resolve: () => void; reject: (reason: unknown) => void } | undefined;

  /** @param stopped aborts the wait */
  constructor(
    clock: Clock,
    private readonly stopped: AbortSignal,
  ) {
    this.timeout = new Timeout(clock);
    stopped.addEventListener('abort', () => this.settle()?.reject(stopped.reason), { once: true });
  }

  /** Ends the present wait, or the next one. */
  wake(): void {
    const waiting = this.settle();
    if (waiting) waiting.resolve();
    else this.state = 'awake';
  }

  /**
   * Resolves on `wake`, or after `delay` milliseconds if that is given.
   *
   * @throws the reason of the abort
   */
  async wait(delay?: number): Promise<void> {
    this.stopped.throwIfAborted();
    if (this.state === 'awake') {
      this.state = 'asleep';
      return;
    }
    if (delay !== undefined) this.timeout.set(delay, () => this.wake());
    await new Promise<void>((resolve, reject) => (this.waiting = { resolve, reject }));
    // Aborted after the wake-up.
    this.stopped.throwIfAborted();
  }

  private settle(): typeof this.waiting {
    const { waiting } = this;
    this.waiting = undefined;
    this.timeout.clear();
    return waiting;
  }
}
