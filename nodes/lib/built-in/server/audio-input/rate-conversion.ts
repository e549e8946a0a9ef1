import { Resampler } from '../../../audio/resample';
import { SAMPLE_RATE } from '../../recogniser/recogniser';
import { unreadable } from './unreadable';

/** Supported sample rates, Hz. */
const RATES = { min: 4000, max: 192000 };

type State = { name: 'empty' } | { name: 'open'; rate: number; resampler: Resampler } | { name: 'closed' };

/** Resamples mono samples to {@link SAMPLE_RATE}. Their rate may change in mid-stream, as in chained radio streams. */
export class RateConversion {
  private state: State = { name: 'empty' };

  /**
   * @param samples -1 to 1
   * @param rate of these samples, Hz
   * @throws ProtocolError `job_error` for an unsupported rate
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

  /** Ends the samples of this rate. Returns the rest from the resampler. */
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
 * Checks that a rate is plausible: at 100 Hz, a few bytes would be hours of audio.
 *
 * @param rate Hz
 * @throws ProtocolError `job_error`
 */
export function checkRate(rate: number): void {
  const { min, max } = RATES;
  if (rate < min || rate > max) throw unreadable(`its sample rate is ${rate} Hz, not ${min} to ${max}`);
}
