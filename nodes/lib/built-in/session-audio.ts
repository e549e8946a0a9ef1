import { Resampler } from '../audio/resample';
import { SAMPLE_FORMAT_OF, storedBytes, toMono, type SampleFormat } from '../audio/samples';
import { readWavHeader, startsWav } from '../audio/wav';
import { WholeSamples } from '../audio/whole-samples';
import type { AudioFormat } from '../speech-api/messages';
import { SAMPLE_RATE } from './recogniser';
import { Refusal } from './start-recognition';

type State =
  | { name: 'header'; bytes: Buffer }
  | {
      name: 'samples';
      whole: WholeSamples;
      stored: SampleFormat;
      channels: number;
      resampler: Resampler;
      remaining: number;
    };

/** Turns the audio messages of one session into what a recogniser hears: mono samples at {@link SAMPLE_RATE}. */
export class SessionAudio {
  private constructor(private state: State) {}

  /** @param format as StartRecognition gave it; of containers WAV is known */
  static async open(format: AudioFormat): Promise<SessionAudio> {
    if (format.type === 'file') return new SessionAudio({ name: 'header', bytes: Buffer.alloc(0) });
    return new SessionAudio(await openSamples(SAMPLE_FORMAT_OF[format.encoding], 1, format.sample_rate, Infinity));
  }

  /** @throws Refusal `job_error` when the container can't be read */
  async decode(data: Buffer): Promise<Float32Array[]> {
    if (this.state.name === 'header') {
      const bytes = Buffer.concat([this.state.bytes, data]);
      const opened = await openContainer(bytes);
      if (!opened) {
        this.state = { name: 'header', bytes };
        return [];
      }
      this.state = opened.state;
      return this.decodeSamples(opened.state, bytes.subarray(opened.dataOffset));
    }
    return this.decodeSamples(this.state, data);
  }

  /** No more audio: gives what the resampler held back. */
  end(): Float32Array[] {
    return this.state.name === 'samples' ? [this.state.resampler.flush()] : [];
  }

  close(): void {
    if (this.state.name === 'samples') this.state.resampler.close();
  }

  private decodeSamples(state: State & { name: 'samples' }, data: Buffer): Float32Array[] {
    const bytes = data.subarray(0, Math.min(data.length, state.remaining));
    state.remaining -= bytes.length;
    return state.whole.push(bytes).map((piece) => state.resampler.push(toMono(piece, state.stored, state.channels)));
  }
}

async function openContainer(
  bytes: Buffer,
): Promise<{ state: State & { name: 'samples' }; dataOffset: number } | undefined> {
  const wav = startsWav(bytes);
  if (wav === undefined) return undefined;
  if (!wav) throw unreadable('it is not a WAV file');
  let header;
  try {
    header = readWavHeader(bytes);
  } catch (error) {
    throw unreadable((error as Error).message);
  }
  if (!header) return undefined;
  const { sampleFormat, channels, sampleRate, dataLength } = header.format;
  const state = await openSamples(sampleFormat, channels, sampleRate, dataLength ?? Infinity);
  return { state, dataOffset: header.dataOffset };
}

async function openSamples(
  stored: SampleFormat,
  channels: number,
  sampleRate: number,
  remaining: number,
): Promise<State & { name: 'samples' }> {
  const frameBytes = storedBytes(stored) * channels;
  return {
    name: 'samples',
    // A tenth of a second at a time keeps the copies made by decoding small.
    whole: new WholeSamples(frameBytes, Math.ceil(sampleRate / 10) * frameBytes),
    stored,
    channels,
    resampler: await Resampler.create(sampleRate, SAMPLE_RATE),
    remaining,
  };
}

function unreadable(why: string): Refusal {
  return new Refusal('job_error', `the audio could not be read, please check the audio format: ${why}`);
}
