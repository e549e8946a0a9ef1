import { createHistogram } from 'node:perf_hooks';

/** Figures of a stream, as reported; times and lengths in seconds. */
export interface Metrics {
  received: number;
  sent: number;
  acknowledged: number;
  dropped: number;
  replayed: number;
  sessions: number;
  reconnects: number;
  /** From the arrival of the audio at a final's end to the final; null before there is one. */
  latency_p50: number | null;
  latency_p95: number | null;
}

/** Collects the figures of one stream in constant memory. Audio of containers has no known length and counts as 0. */
export class StreamMetrics {
  private readonly counts = {
    received: 0,
    sent: 0,
    acknowledged: 0,
    dropped: 0,
    replayed: 0,
    sessions: 0,
    reconnects: 0,
  };
  private readonly latencies = createHistogram();

  /** @param seconds of audio that arrived, including muted and refused audio */
  received(seconds: number): void {
    this.counts.received += seconds;
  }

  sent(seconds: number, isReplay: boolean): void {
    this.counts.sent += seconds;
    if (isReplay) this.counts.replayed += seconds;
  }

  acknowledged(seconds: number): void {
    this.counts.acknowledged += seconds;
  }

  dropped(seconds: number): void {
    this.counts.dropped += seconds;
  }

  /** Counts a session that has started. */
  session(): void {
    this.counts.sessions += 1;
    this.counts.reconnects = this.counts.sessions - 1;
  }

  /** @param seconds latency of a final */
  final(seconds: number): void {
    this.latencies.record(Math.max(1, Math.round(seconds * 1000)));
  }

  read(): Metrics {
    const rounded = Object.fromEntries(
      Object.entries(this.counts).map(([name, value]) => [name, Math.round(value * 1000) / 1000]),
    ) as typeof this.counts;
    return { ...rounded, latency_p50: this.percentile(50), latency_p95: this.percentile(95) };
  }

  private percentile(percent: number): number | null {
    return this.latencies.count === 0 ? null : this.latencies.percentile(percent) / 1000;
  }
}
