import { clearLine, cursorTo } from 'node:readline';
import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import type { TranscriptMessage } from '../../../nodes/lib/stream/transcripts';

/** Shows transcripts in a terminal: the partial grows in place, finals stay as lines with their times. */
export class Terminal {
  /** All finals so far, joined. */
  text = '';
  private partialsBeforeFinal = 0;
  private firstPartialDelay: number | undefined;
  private readonly finalLags: number[] = [];

  constructor(private readonly out: WriteStream) {}

  line(text: string): void {
    this.out.write(`${text}\n`);
  }

  transcript({ payload, partial, transcript }: TranscriptMessage): void {
    if (partial) {
      this.firstPartialDelay ??= transcript.latency;
      if (this.finalLags.length === 0) this.partialsBeforeFinal++;
      this.partial(payload);
      return;
    }
    this.finalLags.push(transcript.latency);
    this.text += ` ${payload}`;
    this.partial('');
    const times = `[${seconds(transcript.start_time)} - ${seconds(transcript.end_time)}]`;
    this.line(`${styleText('cyan', times)} ${payload}`);
  }

  /** @param errorRate 0 is perfect */
  summary(errorRate: number): void {
    const mean = this.finalLags.reduce((sum, lag) => sum + lag, 0) / this.finalLags.length;
    this.line('');
    this.line(`word error rate: ${(errorRate * 100).toFixed(1)} %`);
    this.line(`partials before the first final: ${this.partialsBeforeFinal}`);
    if (this.firstPartialDelay !== undefined)
      this.line(`delay of the first partial: ${this.firstPartialDelay.toFixed(2)} s`);
    this.line(`lag of finals: mean ${mean.toFixed(2)} s, longest ${Math.max(...this.finalLags).toFixed(2)} s`);
  }

  private partial(text: string): void {
    if (!this.out.isTTY) {
      if (text) this.line(`  ... ${text}`);
      return;
    }
    cursorTo(this.out, 0);
    clearLine(this.out, 0);
    // A line that wraps could not be replaced: the newest words are the ones to see.
    this.out.write(styleText('dim', text.slice(-(this.out.columns - 1))));
  }
}

function seconds(value: number): string {
  return value.toFixed(2).padStart(5);
}
