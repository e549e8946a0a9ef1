/** The shortest window over which a rate is measured: seconds, and number of arrivals. */
const WINDOW = { seconds: 10, arrivals: 10 };
/** Seconds by which arrivals of a steady source may deviate from the line; pauses and bursts deviate more. */
const JITTER = 0.2;
/** Arrivals within this many seconds are merged, which bounds the size of a window. */
const RESOLUTION = 0.02;

/** Measures how many seconds of audio a live source sends per second, if it sends steadily. */
export class ArrivalRate {
  /** Arrival times and the total of audio up to each, in seconds: plain lists of numbers, since they live long. */
  private times: number[] = [];
  private amounts: number[] = [];
  private audio = 0;

  /**
   * @param seconds of audio that arrived
   * @param at milliseconds
   * @returns the rate over a window that has just ended, if it was steady; 1 is real time
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

/** Fits a line through all arrivals by least squares and returns its slope; undefined if one deviates by more than JITTER. */
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
