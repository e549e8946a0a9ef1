import { ArrivalRate } from './arrival-rate';
import type { RawFormat } from './format';
import type { AudioPiece } from './sample-converter';
import { sampleReader, SAMPLE_FORMAT_OF, storedBytes } from './samples';

/** A probable fault in audio that is accepted all the same. `code` is stable, `message` says cause and cure. */
export interface AudioWarning {
  code: 'text_not_audio' | 'silent_audio' | 'faint_audio' | 'rate_mismatch' | 'unusual_rate';
  message: string;
}

/** The range in which sample rates of speech usually are, Hz. */
const USUAL_RATES = { min: 8000, max: 48000 };
const COMMON_RATES = [8000, 11025, 16000, 22050, 32000, 44100, 48000];
/** How a wrong number of channels or bytes changes a measured rate. */
const OTHER_FACTORS = [2, 0.5, 4, 0.25];
/** Relative difference at which a measured rate still counts as a known one. */
const RATE_TOLERANCE = 0.03;
const SILENT_SECONDS = 10;
/** Only every 32nd sample is measured for the peak: loud speech lasts for many samples. */
const MEASURED = 32;
/** U+FFFD in UTF-8, which replaces every invalid sequence when bytes are decoded as text. */
const REPLACEMENT = Buffer.from([0xef, 0xbf, 0xbd]);
/** Replacement characters, and their share of all bytes, from which audio was decoded as text. */
const REPLACED = { count: 100, part: 0.1 };
/** Seconds of audio over which replacement characters are counted. */
const REPLACED_WITHIN = 1;

/** Looks for signs of wrong wiring in the headerless audio of one stream, and reports each once. */
export class AudioDiagnostics {
  private readonly told = new Set<AudioWarning['code']>();
  private readonly arrivals = new ArrivalRate();
  private silent = 0;
  private loudest = 0;
  private replaced = { count: 0, bytes: 0, seconds: 0 };

  constructor(private readonly format: RawFormat) {}

  /** The peak of the samples measured so far, 0 to 1. */
  get peak(): number {
    return this.loudest;
  }

  /**
   * @param pieces of the stream, as they came
   * @param arrival milliseconds; undefined for the parts of a recording, which do not arrive in real time
   */
  note(pieces: readonly AudioPiece[], arrival: number | undefined): AudioWarning[] {
    const warnings: AudioWarning[] = [];
    const add = (warning: AudioWarning | undefined): void => {
      if (warning && this.isNews(warning.code)) warnings.push(warning);
    };
    let seconds = 0;
    add(this.unusualRate());
    for (const piece of pieces) {
      this.measure(piece);
      add(this.textNotAudio(piece));
      add(this.silentAudio(piece));
      seconds += piece.seconds;
    }
    if (arrival !== undefined) add(this.rateMismatch(this.arrivals.note(seconds, arrival)));
    return warnings;
  }

  private isNews(code: AudioWarning['code']): boolean {
    if (this.told.has(code)) return false;
    this.told.add(code);
    return true;
  }

  private measure({ data }: AudioPiece): void {
    const format = SAMPLE_FORMAT_OF[this.format.encoding];
    const read = sampleReader(format);
    const step = MEASURED * storedBytes(format);
    for (let at = 0; at + step <= data.length; at += step) {
      const level = Math.abs(read(data, at));
      if (level > this.loudest) this.loudest = level;
    }
  }

  private unusualRate(): AudioWarning | undefined {
    const { sample_rate } = this.format;
    if (sample_rate >= USUAL_RATES.min && sample_rate <= USUAL_RATES.max) return undefined;
    const message = `${sample_rate} samples a second are unusual for speech. Check msg.rate; 16000 does well.`;
    return { code: 'unusual_rate', message };
  }

  private textNotAudio({ data, seconds }: AudioPiece): AudioWarning | undefined {
    const { replaced } = this;
    for (let at = data.indexOf(REPLACEMENT); at >= 0; at = data.indexOf(REPLACEMENT, at + 3)) replaced.count += 1;
    replaced.bytes += data.length;
    replaced.seconds += seconds;
    const found =
      replaced.count >= REPLACED.count && replaced.count * REPLACEMENT.length >= replaced.bytes * REPLACED.part;
    if (found || replaced.seconds >= REPLACED_WITHIN) this.replaced = { count: 0, bytes: 0, seconds: 0 };
    if (!found) return undefined;
    const message =
      'The audio was decoded as text on its way, which destroys it. Set the output of the node before this one (mqtt in, exec, ...) to "a Buffer".';
    return { code: 'text_not_audio', message };
  }

  private silentAudio({ data, seconds }: AudioPiece): AudioWarning | undefined {
    this.silent = isSilent(data, this.format) ? this.silent + seconds : 0;
    if (this.silent < SILENT_SECONDS - 1e-6) return undefined;
    const message = `${SILENT_SECONDS} s of audio hold no sound: all samples are the same. Check that the microphone is on and the right one.`;
    return { code: 'silent_audio', message };
  }

  private rateMismatch(measured: number | undefined): AudioWarning | undefined {
    if (measured === undefined || fits(measured, 1)) return undefined;
    const { sample_rate } = this.format;
    const rate = COMMON_RATES.find((candidate) => fits(measured, candidate / sample_rate));
    const factors = OTHER_FACTORS.flatMap((factor) =>
      [1, ...COMMON_RATES.map((common) => common / sample_rate)].map((by) => by * factor),
    );
    if (rate === undefined && !factors.some((factor) => fits(measured, factor))) return undefined;
    const found = rate ?? Math.round(sample_rate * measured);
    const message = `The audio comes at about ${found} samples a second, but is taken for ${sample_rate}. Check msg.rate, msg.channels and msg.bits.`;
    return { code: 'rate_mismatch', message };
  }
}

function fits(measured: number, expected: number): boolean {
  return Math.abs(measured / expected - 1) <= RATE_TOLERANCE;
}

/** One sample again and again, as a dead line has it; mu-law has two codes for zero. */
function isSilent(data: Buffer, { encoding }: RawFormat): boolean {
  if (encoding === 'mulaw' && data.every((byte) => (byte & 0x7f) === 0x7f)) return true;
  const length = storedBytes(SAMPLE_FORMAT_OF[encoding]);
  return data.every((byte, index) => index < length || byte === data[index - length]);
}
