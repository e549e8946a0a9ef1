import { Timeout } from '../time/timeout';
import type { Clock } from '../time/clock';
import type { StreamEvent } from './events';

/** Events that pass in one window. */
const LIMIT = 50;
/** Milliseconds of a window. */
const WINDOW = 1000;

/**
 * Passes events on that a server can cause without end: at most 50 in a second. Those beyond it are counted, and their count
 * is told as the event `messages_dropped` when the second is over.
 */
export class EventLimit {
  private passed = 0;
  private dropped = 0;
  private readonly window: Timeout;

  constructor(
    clock: Clock,
    private readonly tell: (event: StreamEvent) => void,
  ) {
    this.window = new Timeout(clock);
  }

  /** @param event made only if it passes */
  pass(event: () => StreamEvent): void {
    if (!this.window.isSet) this.window.set(WINDOW, () => this.close());
    if (this.passed >= LIMIT) {
      this.dropped += 1;
      return;
    }
    this.passed += 1;
    this.tell(event());
  }

  /** Tells what has not been told of, and sets no timer any more. */
  close(): void {
    this.window.clear();
    const count = this.dropped;
    this.passed = 0;
    this.dropped = 0;
    if (count > 0) this.tell({ name: 'messages_dropped', data: { count } });
  }
}
