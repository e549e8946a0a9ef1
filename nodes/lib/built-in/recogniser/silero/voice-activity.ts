import { EnergyVoiceActivity, type VoiceActivity } from '../voice-activity';
import { CONTEXT_LENGTH, WINDOW_LENGTH, type SileroModel, type VoiceMemory } from './model';

/** Probabilities at which voice begins and below which it ends, as recommended by the authors of the model. */
const THRESHOLD = { begin: 0.5, end: 0.35 };

/**
 * Voice activity by Silero. The model distinguishes speech from other sounds, but only every 32 ms and with a delay at the end;
 * so within speech, frames also have to be louder than the noise.
 */
export class SileroVoiceActivity implements VoiceActivity {
  private readonly energy = new EnergyVoiceActivity();
  /** The incomplete window, with the context before it. */
  private readonly audio = new Float32Array(CONTEXT_LENGTH + WINDOW_LENGTH);
  private filled = 0;
  private memory: VoiceMemory | undefined;
  private heard: 'speech' | 'other' = 'other';

  constructor(private readonly listen: SileroModel['listen']) {}

  async isVoice(frame: Float32Array): Promise<boolean> {
    const standsOut = this.energy.isVoice(frame);
    let rest = frame;
    while (this.filled + rest.length >= WINDOW_LENGTH) {
      const piece = rest.subarray(0, WINDOW_LENGTH - this.filled);
      this.fill(piece);
      rest = rest.subarray(piece.length);
      await this.hearWindow();
    }
    this.fill(rest);
    return standsOut && this.heard === 'speech';
  }

  private fill(samples: Float32Array): void {
    this.audio.set(samples, CONTEXT_LENGTH + this.filled);
    this.filled += samples.length;
  }

  private async hearWindow(): Promise<void> {
    const { probability, memory } = await this.listen(this.audio.slice(), this.memory);
    this.memory = memory;
    const threshold = this.heard === 'speech' ? THRESHOLD.end : THRESHOLD.begin;
    this.heard = probability >= threshold ? 'speech' : 'other';
    this.audio.copyWithin(0, WINDOW_LENGTH);
    this.filled = 0;
  }
}
