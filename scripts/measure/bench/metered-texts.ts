import { now } from './clock';
import { percentile } from './statistics';

/** Measures the number and latency of texts from the server. */
export class MeteredTexts {
  finals = 0;
  private texts = 0;
  private delays: number[] = [];

  readonly take = (text: string, kind: 'final' | 'partial'): void => {
    if (kind === 'final') this.finals += 1;
    this.texts += 1;
    // The last word is the time at which the server sent it.
    this.delays.push(now() - Number(text.slice(text.lastIndexOf(' ') + 1)));
  };

  /** Discards the latencies so far. */
  restart(): void {
    this.texts = 0;
    this.delays = [];
  }

  /** Milliseconds. */
  get figures(): { texts: number; delayP50: number; delayP99: number } {
    const at = (share: number): number => percentile(this.delays, share) / 1000;
    return { texts: this.texts, delayP50: at(0.5), delayP99: at(0.99) };
  }
}
