import type { Clock } from '../time/clock';

/** Milliseconds without a refusal after which the same one is reported again. A live source sends several times a second. */
const QUIET = 5000;

/**
 * Keeps a wrongly wired live source from filling the log: the same error is reported once, not for every chunk or keep-alive.
 */
export class RepeatedErrors {
  private readonly last = new Map<string, { at: number; during: WeakRef<object> | undefined }>();
  private readonly told = new WeakSet<Error>();

  constructor(private readonly clock: Clock) {}

  /**
   * Whether an error has to be reported, or only repeats an earlier one.
   *
   * @param during the open stream, if there is one
   */
  isNews(code: string, during?: object): boolean {
    const last = this.last.get(code);
    const at = this.clock.now();
    this.last.set(code, { at, during: during && new WeakRef(during) });
    if (!last || at - last.at < QUIET) return !last;
    return during === undefined || during !== last.during?.deref();
  }

  /** Whether this very error was told before: whoever throws it again means one refusal that lasts. */
  wasTold(error: Error): boolean {
    if (this.told.has(error)) return true;
    this.told.add(error);
    return false;
  }
}
