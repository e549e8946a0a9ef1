import type { StreamWarning } from '../stream/stream-event';

/** The level of a stream of headerless audio that has ended. */
export interface StreamLevel {
  /** Length of its audio, seconds. */
  seconds: number;
  /** Its loudest sample, 0 to 1. */
  peak: number;
}

/** Peak below which speech can't be heard: 40 dB below full scale. */
const FAINT = 0.01;
/** Consecutive faint streams, and their seconds in total, before the source is reported. */
const STREAMS = 3;
const SECONDS = 10;
/** The most sources; the least recently used one is forgotten. */
const MOST_SOURCES = 1000;

interface Quiet {
  streams: number;
  seconds: number;
  peak: number;
  isTold: boolean;
}

/** Finds sources that are silent or faint over several streams that are too short to tell alone: commands to a dead microphone. */
export class QuietSources {
  private readonly sources = new Map<string, Quiet>();

  /**
   * Notes a stream that has ended.
   *
   * @returns what to report, once until the source is loud
   */
  note(source: string, { seconds, peak }: StreamLevel): StreamWarning | undefined {
    const before = this.sources.get(source) ?? { streams: 0, seconds: 0, peak: 0, isTold: false };
    this.sources.delete(source);
    if (peak >= FAINT) return undefined;
    const quiet = {
      streams: before.streams + 1,
      seconds: before.seconds + seconds,
      peak: Math.max(before.peak, peak),
      isTold: before.isTold || (before.streams + 1 >= STREAMS && before.seconds + seconds >= SECONDS),
    };
    this.sources.set(source, quiet);
    const [oldest] = this.sources.keys();
    if (oldest !== undefined && this.sources.size > MOST_SOURCES) this.sources.delete(oldest);
    return quiet.isTold && !before.isTold ? warningOf(quiet) : undefined;
  }
}

function warningOf({ streams, peak }: Quiet): StreamWarning {
  if (peak === 0) {
    const message = `The last ${streams} streams of this source contain only zeros. Check that the microphone is on and is the right one.`;
    return { code: 'silent_audio', message };
  }
  const message =
    `The last ${streams} streams of this source are too quiet to recognise: their loudest sample is at ${(peak * 100).toFixed(2)} % of full ` +
    'scale. Turn the microphone up, or check how its samples are stored (24 bits in 32, for example).';
  return { code: 'faint_audio', message };
}
