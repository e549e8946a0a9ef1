import { SAMPLE_RATE } from './recogniser';

/** Samples of a frame, the unit of voice activity: 20 ms. */
export const FRAME_LENGTH = SAMPLE_RATE / 50;

/** Detects voice in the frames of a stream. */
export interface VoiceActivity {
  /** @param frame the next {@link FRAME_LENGTH} samples */
  isVoice(frame: Float32Array): boolean | Promise<boolean>;
}

/** Decibels by which voice has to exceed the noise; quieter speech can't be recognised anyway. */
const MARGIN = 10;
/** Decibels relative to full scale that are silence, regardless of the noise. */
const SILENCE = -55;
/** The noise is the minimum over these blocks of frames: 3 s contain a pause even in fluent speech. */
const BLOCKS = 6;
const BLOCK_FRAMES = 25;

/**
 * Voice activity by energy: voice is louder than the noise, whose level is the minimum of the last 3 s (after Martin 2001,
 * "Noise Power Spectral Density Estimation Based on Optimal Smoothing and Minimum Statistics").
 */
export class EnergyVoiceActivity implements VoiceActivity {
  /** Lowest level of each of the last blocks, decibels; the last block is incomplete. */
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

/** Mean power in decibels relative to full scale; digital silence is -100. */
function levelOf(frame: Float32Array): number {
  let energy = 0;
  for (const sample of frame) energy += sample * sample;
  return 10 * Math.log10(energy / frame.length + 1e-10);
}
