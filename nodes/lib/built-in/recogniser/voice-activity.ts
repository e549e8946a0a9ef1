import { SAMPLE_RATE } from './recogniser';

/** Samples of a frame, the grain of voice activity: 20 ms. */
export const FRAME_LENGTH = SAMPLE_RATE / 50;

/** Says of each frame of a stream whether somebody speaks in it. */
export interface VoiceActivity {
  /** @param frame the next {@link FRAME_LENGTH} samples */
  isVoice(frame: Float32Array): boolean | Promise<boolean>;
}

/** Decibels by which voice stands out from the noise; speech that does not can't be recognised either. */
const MARGIN = 10;
/** Decibels below full scale that are silence whatever the noise. */
const SILENCE = -55;
/** The noise is the quietest of that many blocks of that many frames: 3 s hold a pause even in fluent speech. */
const BLOCKS = 6;
const BLOCK_FRAMES = 25;

/**
 * Voice is what is louder than the noise. The level of the noise is the lowest of the last 3 s, an idea of Martin 2001,
 * "Noise Power Spectral Density Estimation Based on Optimal Smoothing and Minimum Statistics".
 */
export class EnergyVoiceActivity implements VoiceActivity {
  /** Lowest level of each of the last blocks, decibels; the last one is still growing. */
  private lowest: number[] = [Infinity];
  private framesInBlock = 0;

  isVoice(frame: Float32Array): boolean {
    const level = levelOf(frame);
    this.note(level);
    return level > Math.max(Math.min(...this.lowest) + MARGIN, SILENCE);
  }

  private note(level: number): void {
    if (this.framesInBlock === BLOCK_FRAMES) {
      this.lowest = [...this.lowest.slice(1 - BLOCKS), Infinity];
      this.framesInBlock = 0;
    }
    this.framesInBlock++;
    this.lowest.push(Math.min(this.lowest.pop()!, level));
  }
}

/** Mean power in decibels of full scale; digital silence is -100. */
function levelOf(frame: Float32Array): number {
  let energy = 0;
  for (const sample of frame) energy += sample * sample;
  return 10 * Math.log10(energy / frame.length + 1e-10);
}
