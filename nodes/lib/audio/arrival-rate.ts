/** Seconds over which a rate is measured, and arrivals that it takes. */
const WINDOW = { seconds: 10, arrivals: 10 };
/** Seconds by which the arrivals of a steady source stray. Pauses and bursts stray farther. */
const JITTER = 0.2;
/** Seconds between two arrivals that are kept apart: it bounds what is held of a window. */
const RESOLUTION = 0.02;

interface Arrival {
  /** Seconds. */
  at: number;
  /** Seconds of audio that came up to then. */
  audio: number;
}

/** Measures how many seconds of audio a live source sends in a second, if it sends steadily. */
export class ArrivalRate {
  private window: Arrival[] = [];
  private audio = 0;

  /**
   * @param seconds of audio that arrived
   * @param at milliseconds
   * @returns the rate over a window that just ended, if it was a steady one; 1 is what it should be
   */
  note(seconds: number, at: number): number | undefined {
    this.audio += seconds;
    const arrival = { at: at / 1000, audio: this.audio };
    const last = this.window.at(-1);
    if (last && arrival.at - last.at < RESOLUTION) {
      last.audio = arrival.audio;
      return undefined;
    }
    this.window.push(arrival);
    const first = this.window[0]!;
    if (arrival.at - first.at < WINDOW.seconds || this.window.length <= WINDOW.arrivals) return undefined;
    const rate = steadyRate(this.window);
    this.window = [{ at: arrival.at, audio: 0 }];
    this.audio = 0;
    return rate;
  }
}

/** The slope of the line through all arrivals by least squares; undefined if one of them strays from it. */
function steadyRate(arrivals: readonly Arrival[]): number | undefined {
  const count = arrivals.length;
  const meanAt = arrivals.reduce((sum, { at }) => sum + at, 0) / count;
  const meanAudio = arrivals.reduce((sum, { audio }) => sum + audio, 0) / count;
  const covariance = arrivals.reduce((sum, { at, audio }) => sum + (at - meanAt) * (audio - meanAudio), 0);
  const slope = covariance / arrivals.reduce((sum, { at }) => sum + (at - meanAt) ** 2, 0);
  const strays = arrivals.some(({ at, audio }) => Math.abs(at - meanAt - (audio - meanAudio) / slope) > JITTER);
  return slope > 0 && !strays ? slope : undefined;
}
