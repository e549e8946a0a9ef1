import type { Clock } from '../time/clock';

/** Milliseconds without a refusal after which the same one is news again. A live source sends several times a second. */
const QUIET = 5000;

/**
 * Keeps a live source that is wired wrongly from filling the log: the same refusal is told once, not with every chunk, nor
 * with every keep-alive message between its audio.
 */
export class RepeatedErrors {
  private readonly last = new Map<string, { at: number; during: WeakRef<object> | undefined }>();
  private readonly told = new WeakSet<Error>();

  constructor(private readonly clock: Clock) {}

  /**
   * Whether a refusal has to be reported, or only repeats one that was.
   *
   * @param during the stream of audio that it came into, if there is one
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
