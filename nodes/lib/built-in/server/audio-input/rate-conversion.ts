import { Resampler } from '../../../audio/resample';
import { SAMPLE_RATE } from '../../recogniser/recogniser';
import { unreadable } from './unreadable';

/** Samples per second that can be decoded. */
const RATES = { min: 4000, max: 192000 };

type State = { name: 'empty' } | { name: 'open'; rate: number; resampler: Resampler } | { name: 'closed' };

/** Brings mono samples to {@link SAMPLE_RATE}. Their rate may change in mid-stream, as it does in chained radio streams. */
export class RateConversion {
  private state: State = { name: 'empty' };

  /**
   * @param samples -1 to 1
   * @param rate of these samples, Hz
   * @throws Refusal `job_error` for a rate that can't be converted
   */
  async push(samples: Float32Array, rate: number): Promise<Float32Array[]> {
    const before = this.state.name === 'open' && this.state.rate !== rate ? this.end() : [];
    if (this.state.name === 'empty') {
      checkRate(rate);
      const resampler = await Resampler.create(rate, SAMPLE_RATE);
      // The session may have been closed in the meantime.
      if (this.isClosed()) resampler.close();
      else this.state = { name: 'open', rate, resampler };
    }
    return this.state.name === 'open' ? [...before, this.state.resampler.push(samples)] : before;
  }

  /** No more samples of this rate: gives what the resampler held back. */
  end(): Float32Array[] {
    if (this.state.name !== 'open') return [];
    const { resampler } = this.state;
    this.state = { name: 'empty' };
    return [resampler.flush()];
  }

  close(): void {
    if (this.state.name === 'open') this.state.resampler.close();
    this.state = { name: 'closed' };
  }

  private isClosed(): boolean {
    return this.state.name === 'closed';
  }
}

/**
 * Refuses rates that no source of speech has: of a rate of 100 Hz, a few bytes stand for hours.
 *
 * @param rate Hz
 * @throws Refusal `job_error`
 */
export function checkRate(rate: number): void {
  const { min, max } = RATES;
  if (rate < min || rate > max) throw unreadable(`its sample rate is ${rate} Hz, not ${min} to ${max}`);
}
