import {
  SAMPLE_RATE,
  type Recogniser,
  type RecognitionEvent,
  type RecognitionSettings,
} from '../../../nodes/lib/built-in/recogniser/recogniser';

/** Seconds of audio in each piece, as a microphone's driver hands it over. */
const PIECE = 0.1;
/** Seconds of silence behind a recording: a live source goes on. */
const SILENCE = 1;

/**
 * A clock that goes only while this process computes, milliseconds: times are then those of a machine which has nothing
 * else to do.
 */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** What a recogniser made of one recording that was spoken to it live. */
export interface Playback {
  /** What it reported; `at` is the time since the recording began, seconds. */
  reports: { event: RecognitionEvent; at: number }[];
  /** Seconds of processor time for which it was at work. */
  busy: number;
}

/**
 * The time of a live source, without waiting for it: a piece of audio is there when its last sample was spoken, and the
 * recogniser takes it then, or when it is done with the pieces before. Only its work is measured.
 */
class LiveClock {
  busy = 0;
  private time = 0;
  private began = 0;

  now(): number {
    return this.time + (processorTime() - this.began) / 1000;
  }

  async work(arrival: number, work: () => Promise<void>): Promise<void> {
    this.time = Math.max(this.time, arrival);
    this.began = processorTime();
    await work();
    const end = this.now();
    this.busy += end - this.time;
    this.time = end;
  }
}

/**
 * Plays mono samples at 16 kHz to a recogniser.
 *
 * @param seconds of audio in each piece
 */
export async function play(
  recogniser: Recogniser,
  settings: RecognitionSettings,
  samples: Float32Array,
  seconds = PIECE,
): Promise<Playback> {
  const audio = new Float32Array(samples.length + SILENCE * SAMPLE_RATE);
  audio.set(samples);
  const clock = new LiveClock();
  const reports: Playback['reports'] = [];
  const recognition = await recogniser.open(settings, (event) => reports.push({ event, at: clock.now() }));
  const length = seconds * SAMPLE_RATE;
  for (let start = 0; start < audio.length; start += length) {
    const piece = audio.slice(start, start + length);
    await clock.work((start + piece.length) / SAMPLE_RATE, () => recognition.accept(piece));
  }
  await clock.work(audio.length / SAMPLE_RATE, () => recognition.finish());
  recognition.close();
  return { reports, busy: clock.busy };
}
