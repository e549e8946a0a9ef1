import {
  SAMPLE_RATE,
  type Recogniser,
  type RecognitionEvent,
  type RecognitionSettings,
} from '../../../nodes/lib/built-in/recogniser/recogniser';

/** Seconds of audio in each piece, as from a microphone's driver. */
const PIECE = 0.1;
/** Seconds of silence after a recording, since a live source continues. */
const SILENCE = 1;

/**
 * A clock that only advances while this process computes, milliseconds: times are those of an idle machine.
 */
export function processorTime(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** The result of one recording that was played in simulated real time. */
export interface Playback {
  /** The recogniser's events; `at`: seconds since the recording began. */
  reports: { event: RecognitionEvent; at: number }[];
  /** Processor time, seconds. */
  busy: number;
}

/**
 * The simulated clock of a live source: a piece of audio arrives when its last sample was spoken, and the recogniser processes
 * it then, or after the previous pieces. Only its processing takes time.
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
