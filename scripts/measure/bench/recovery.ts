import type { BenchClient, OnText } from './clients/client';
import type { Figures, Job } from './messages';
import { MOST_NUMBERS, numberedWords, WORD_SECONDS } from './numbered-words';
import { inRealTime } from './real-time';
import { BYTES_PER_SECOND } from './audio';
import { percentile } from './statistics';

/** Milliseconds of each piece. */
const PIECE = 100;
const PIECE_BYTES = (BYTES_PER_SECOND * PIECE) / 1000;

/** Cuts all connections after a third of the audio, and counts lost and repeated words. */
export async function recover(
  client: BenchClient,
  { streams, seconds }: Job & { kind: 'recovery' },
  cut: () => void,
): Promise<Figures> {
  const words = Math.floor(seconds / WORD_SECONDS);
  if (words * streams >= MOST_NUMBERS) throw new Error('There are not as many numbers as words.');
  const ledger = new Ledger(words, streams);
  const open = await client.open(streams, ledger.take);
  const audio = open.map((_, stream) => numberedWords(1 + stream * words, words));
  const sent = new Array<number>(streams).fill(0);
  const send = (stream: number): void => {
    const at = sent[stream]!;
    sent[stream] = at + PIECE_BYTES;
    if (at < audio[stream]!.length) open[stream]!.write(audio[stream]!.subarray(at, at + PIECE_BYTES));
  };
  await inRealTime(streams, PIECE, seconds / 3, send);
  cut();
  ledger.cut();
  await inRealTime(streams, PIECE, (2 * seconds) / 3 + 0.1, send);
  await Promise.all(open.map((stream) => stream.finish()));
  return { ...ledger.count(), words: words * streams, silenceP50: ledger.silence(0.5), silenceMost: ledger.silence(1) };
}

/** Counts the words of each stream, and measures its longest gap after the cut. */
class Ledger {
  private readonly times: Uint16Array;
  /** Milliseconds, by stream. */
  private readonly latest: number[];
  private readonly longest: number[];
  private cutAt = Infinity;

  constructor(
    private readonly words: number,
    streams: number,
  ) {
    this.times = new Uint16Array(1 + words * streams);
    this.latest = new Array<number>(streams).fill(0);
    this.longest = new Array<number>(streams).fill(0);
  }

  readonly take: OnText = (text, kind) => {
    if (kind !== 'final') return;
    for (const [, digits] of text.matchAll(/word(\d+)/g)) this.note(Number(digits));
  };

  cut(): void {
    this.cutAt = performance.now();
  }

  count(): { lost: number; doubled: number } {
    const heard = this.times.subarray(1);
    return { lost: heard.filter((times) => times === 0).length, doubled: heard.filter((times) => times > 1).length };
  }

  /** Percentile over the streams of the longest gap between two words, seconds. */
  silence(share: number): number {
    return percentile(this.longest, share) / 1000;
  }

  private note(number: number): void {
    this.times[number]! += 1;
    const stream = Math.floor((number - 1) / this.words);
    const now = performance.now();
    if (now > this.cutAt) this.longest[stream] = Math.max(this.longest[stream]!, now - this.latest[stream]!);
    this.latest[stream] = now;
  }
}
