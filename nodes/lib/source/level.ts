/** Loudness in words. */
export type Level = 'silent' | 'faint' | 'good' | 'clipping';

/** Mean power below which audio is silent, and faint, in dB relative to full scale. */
const SILENT = -60;
const FAINT = -42;
/** Share of samples at full scale that is audible as crackle. */
const CLIPPED = 0.001;
const FULL = 0x7fff;

/** Measures 16-bit samples. */
export class LevelMeter {
  private samples = 0;
  private power = 0;
  private clipped = 0;

  push(data: Buffer): void {
    for (let at = 0; at + 1 < data.length; at += 2) {
      const sample = data.readInt16LE(at);
      this.power += (sample / 0x8000) ** 2;
      if (sample >= FULL || sample <= -FULL) this.clipped += 1;
    }
    this.samples += data.length >> 1;
  }

  /** The level since the last call, and its mean power in dB; undefined when nothing came. */
  take(): { level: Level; decibels: number } | undefined {
    if (this.samples === 0) return undefined;
    const decibels = Math.max(-100, Math.round(10 * Math.log10(this.power / this.samples || 1e-10)));
    const level = levelOf(decibels, this.clipped / this.samples);
    this.samples = this.power = this.clipped = 0;
    return { level, decibels };
  }
}

function levelOf(decibels: number, clipped: number): Level {
  if (clipped > CLIPPED) return 'clipping';
  if (decibels < SILENT) return 'silent';
  return decibels < FAINT ? 'faint' : 'good';
}
