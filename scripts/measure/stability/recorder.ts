import { MoonshineRecogniser } from '../../../nodes/lib/built-in/recogniser/moonshine-recogniser';
import type { Recogniser } from '../../../nodes/lib/built-in/recogniser/recogniser';
import { TranscriptWriter } from '../../../nodes/lib/built-in/server/transcript-writer';
import type { ServerMessage } from '../../../nodes/lib/speech-api/messages';
import { ArrivalTimes } from '../../../nodes/lib/stream/audio/arrival-times';
import { TimeMap } from '../../../nodes/lib/stream/replay/time-map';
import { Transcripts } from '../../../nodes/lib/stream/transcripts';
import { systemClock } from '../../../nodes/lib/time/clock';
import { sessionSettings } from '../recognise/measure';
import { play, processorTime } from '../recognise/playback';
import type { Recording } from '../recognise/recordings';
import { type Trace, type TraceEvent, toTraceResults, writeTraces } from './trace';
import { recordingsToTrace } from './trace-recordings';

const SAMPLE_RATE = 16000;
/** The operating point `standard`. */
const MODEL = 'tiny';
/** Values of `max_delay` for traces, seconds. */
const MAX_DELAYS = [1, 2, 4, 10];

/**
 * Plays every recording to the built-in recogniser at every delay, and records the events of a stream. Times are those of a
 * live source on an idle machine, regardless of the load.
 *
 * @param progress called with the next step
 */
export async function recordTraces(progress: (what: string) => void): Promise<void> {
  const recogniser = new MoonshineRecogniser({ onFallback: progress, now: processorTime });
  const plan = await recordingsToTrace();
  // Warm-up: the engine is slower until its code is compiled.
  await recordTrace(recogniser, plan[0]!.recording, 1);
  for (const { set, recording } of plan) {
    const traces: Trace[] = [];
    for (const maxDelay of MAX_DELAYS) {
      progress(`${recording.name}, max_delay ${maxDelay} s`);
      traces.push(await recordTrace(recogniser, recording, maxDelay));
    }
    writeTraces(set, recording.name, traces);
  }
  await recogniser.close();
}

async function recordTrace(recogniser: Recogniser, { name, samples }: Recording, maxDelay: number): Promise<Trace> {
  const { reports } = await play(recogniser, { ...sessionSettings(MODEL), maxDelay }, samples);
  const told: ServerMessage[] = [];
  const writer = new TranscriptWriter((message) => told.push(message));
  const eventOf = traceEvents(samples.length / SAMPLE_RATE);
  const events = reports.flatMap(({ event, at }) => {
    writer.write(event);
    return told.splice(0).flatMap((message) => eventOf(message, Math.round(at * 1000)));
  });
  return { recording: name, maxDelay, seconds: samples.length / SAMPLE_RATE, events };
}

/**
 * Converts the server's messages to the events of a stream with one session.
 *
 * @param seconds of audio
 */
function traceEvents(seconds: number): (message: ServerMessage, at: number) => TraceEvent[] {
  const transcripts = new Transcripts('trace', new ArrivalTimes(), systemClock);
  const times = new TimeMap();
  times.note(0, seconds);
  return (message, at) => {
    if (message.message !== 'AddPartialTranscript' && message.message !== 'AddTranscript') return [];
    const made = transcripts.transcript(message, { session: 'trace', language: 'en' }, times);
    if (!made) return [];
    const { end_time, results } = made.transcript;
    return [{ at, partial: made.partial, end: Math.round(end_time * 100) / 100, words: toTraceResults(results) }];
  };
}
