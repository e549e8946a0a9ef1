/** Seconds over which a rate is measured, and arrivals that it takes. */
const WINDOW = { seconds: 10, arrivals: 10 };
/** Seconds by which the arrivals of a steady source stray. Pauses and bursts stray farther. */
const JITTER = 0.2;
/** Seconds between two arrivals that are kept apart: it bounds what is held of a window. */
const RESOLUTION = 0.02;

/** Measures how many seconds of audio a live source sends in a second, if it sends steadily. */
export class ArrivalRate {
  /** When audio came, and how much had come up to then; seconds. Two lists of numbers, since they are held for long. */
  private times: number[] = [];
  private amounts: number[] = [];
  private audio = 0;

  /**
   * @param seconds of audio that arrived
   * @param at milliseconds
   * @returns the rate over a window that just ended, if it was a steady one; 1 is what it should be
   */
  note(seconds: number, at: number): number | undefined {
    this.audio += seconds;
    const now = at / 1000;
    const { times, amounts } = this;
    const last = times.length - 1;
    if (last >= 0 && now - times[last]! < RESOLUTION) {
      amounts[last] = this.audio;
      return undefined;
    }
    times.push(now);
    amounts.push(this.audio);
    if (now - times[0]! < WINDOW.seconds || times.length <= WINDOW.arrivals) return undefined;
    this.times = [now];
    this.amounts = [0];
    this.audio = 0;
    return steadyRate(times, amounts);
  }
}

/** The slope of the line through all arrivals by least squares; undefined if one of them strays from it. */
function steadyRate(times: readonly number[], amounts: readonly number[]): number | undefined {
  const [meanTime, meanAmount] = [meanOf(times), meanOf(amounts)];
  let [covariance, variance] = [0, 0];
  times.forEach((time, index) => {
    covariance += (time - meanTime) * (amounts[index]! - meanAmount);
    variance += (time - meanTime) ** 2;
  });
  const slope = covariance / variance;
  const strays = times.some((time, index) => {
    return Math.abs(time - meanTime - (amounts[index]! - meanAmount) / slope) > JITTER;
  });
  return slope > 0 && !strays ? slope : undefined;
}

function meanOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
