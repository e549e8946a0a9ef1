import { Timeout } from '../time/timeout';
import type { Clock } from '../time/clock';
import type { Notice } from './stream-event';

/** Notices per window. */
const LIMIT = 50;
/** Milliseconds of a window. */
const WINDOW = 1000;

/**
 * Limits notices that a server can cause without end: at most 50 a second pass. The notice `messages_dropped` gives the
 * number of the others when the second is over.
 */
export class NoticeLimit {
  private passed = 0;
  private dropped = 0;
  private readonly window: Timeout;

  constructor(
    clock: Clock,
    private readonly tell: (notice: Notice) => void,
  ) {
    this.window = new Timeout(clock);
  }

  /** @param notice called only if it passes */
  pass(notice: () => Notice): void {
    if (!this.window.isSet) this.window.set(WINDOW, () => this.close());
    if (this.passed >= LIMIT) {
      this.dropped += 1;
      return;
    }
    this.passed += 1;
    this.tell(notice());
  }

  /** Reports the remaining count, and sets no more timers. */
  close(): void {
    this.window.clear();
    const count = this.dropped;
    this.passed = 0;
    this.dropped = 0;
    if (count > 0) this.tell({ type: 'notice', name: 'messages_dropped', data: { count } });
  }
}
