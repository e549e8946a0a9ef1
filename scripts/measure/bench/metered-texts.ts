import { now } from './clock';
import { percentile } from './statistics';

/** What came back from the server: how many texts, and how long each was on its way. */
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

  /** Forgets the delays so far. */
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
