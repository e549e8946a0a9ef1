import type { Clock } from '../time/clock';

/** Milliseconds without a refusal after which the same one is news again. A live source sends several times a second. */
const QUIET = 5000;

/** Keeps a live source that is wired wrongly from filling the log: the same refusal is told once, not with every chunk. */
export class RepeatedErrors {
  private last: { code: string; at: number } | undefined;

  constructor(private readonly clock: Clock) {}

  /** Whether a refusal has to be told, or is one more of those that were told. */
  isNews(code: string): boolean {
    const { last } = this;
    const at = this.clock.now();
    this.last = { code, at };
    return last?.code !== code || at - last.at >= QUIET;
  }
}
