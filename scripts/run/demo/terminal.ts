import { clearLine, cursorTo } from 'node:readline';
import type { WriteStream } from 'node:tty';
import { styleText } from 'node:util';
import type { TranscriptMessage } from '../../../nodes/lib/stream/transcripts';

/** Shows transcripts in a terminal: a caption that grows in place, and complete sentences as lines with their times. */
export class Terminal {
  /** All sentences so far, joined. */
  text = '';
  private partialsBeforeFinal = 0;
  private firstPartialDelay: number | undefined;
  private readonly finalLags: number[] = [];
  /** Start of the recording, milliseconds. */
  private began = performance.now();
  /** Start of the first final since the last sentence, seconds. */
  private start: number | undefined;

  constructor(private readonly out: WriteStream) {}

  line(text: string): void {
    this.out.write(`${text}\n`);
  }

  /** Notes that the recording begins to play. */
  playing(): void {
    this.began = performance.now();
  }

  /** Notes the times of a partial or a final of the transcribe node. */
  transcript({ partial, transcript }: TranscriptMessage): void {
    // For compressed audio, transcribe measures latency from its latest piece.
    const lag = (performance.now() - this.began) / 1000 - transcript.end_time;
    if (!partial) {
      this.finalLags.push(lag);
      this.start ??= transcript.start_time;
      return;
    }
    this.firstPartialDelay ??= lag;
    if (this.finalLags.length === 0) this.partialsBeforeFinal++;
  }

  /** Replaces the caption. */
  caption(text: string): void {
    if (!this.out.isTTY) {
      if (text) this.line(`  ... ${text}`);
      return;
    }
    cursorTo(this.out, 0);
    clearLine(this.out, 0);
    // A wrapped line could not be replaced: only the newest words are shown.
    this.out.write(styleText('dim', text.slice(-(this.out.columns - 1))));
  }

  sentence({ payload, transcript }: TranscriptMessage): void {
    this.text += ` ${payload}`;
    if (this.out.isTTY) this.caption('');
    const times = `[${seconds(this.start ?? transcript.start_time)} - ${seconds(transcript.end_time)}]`;
    this.start = undefined;
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
}

function seconds(value: number): string {
  return value.toFixed(2).padStart(5);
}
