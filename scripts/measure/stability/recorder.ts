import { SpeechApiServer } from '../../../nodes/lib/built-in/server/speech-api-server';
import { WorkerRecogniser } from '../../../nodes/lib/built-in/process/worker-recogniser';
import { systemClock } from '../../../nodes/lib/time/clock';
import type { Endpoint } from '../../../nodes/lib/speech-api/endpoint';
import { AudioBudget } from '../../../nodes/lib/stream/audio/audio-budget';
import { Cooldown } from '../../../nodes/lib/stream/cooldown';
import { newSharing } from '../../../nodes/lib/appliance/appliance-sharing';
import { Stream } from '../../../nodes/lib/stream/stream';
import { defaultStreamLimits } from '../../../nodes/lib/stream/stream-limits';
import type { StreamEnd, StreamEvent } from '../../../nodes/lib/stream/stream-event';
import type { Recording } from '../recognise/recordings';
import { type Trace, type TraceEvent, toTraceResults, writeTraces } from './trace';
import { recordingsToTrace } from './trace-recordings';

const SAMPLE_RATE = 16000;
/** Seconds of audio in each piece, as a microphone's driver hands it over. */
const PIECE = 0.1;
/** Seconds of silence behind a recording: a live source goes on. */
const SILENCE = 0.5;
/** Seconds; the delays that traces are recorded with. */
const MAX_DELAYS = [1, 2, 4, 10];

/**
 * Speaks every recording to the built-in appliance in real time, at every delay, and writes down what the stream told.
 * Nothing else should keep the processor busy.
 *
 * @param progress is told what comes next
 */
export async function recordTraces(progress: (what: string) => void): Promise<void> {
  const recogniser = new WorkerRecogniser();
  const server = await SpeechApiServer.listen(recogniser);
  const endpoint = { url: server.url };
  const plan = await recordingsToTrace();
  // The engine is slower until its code was compiled.
  await recordTrace(endpoint, plan[0]!.recording, 1);
  for (const { set, recording } of plan) {
    const traces: Trace[] = [];
    for (const maxDelay of MAX_DELAYS) {
      progress(`${recording.name}, max_delay ${maxDelay} s`);
      traces.push(await recordTrace(endpoint, recording, maxDelay));
    }
    writeTraces(set, recording.name, traces);
  }
  await server.close();
  await recogniser.close();
}

async function recordTrace(endpoint: Endpoint, { name, samples }: Recording, maxDelay: number): Promise<Trace> {
  const events: TraceEvent[] = [];
  const began = performance.now();
  const at = (): number => Math.round(performance.now() - began);
  const ended = await new Promise<StreamEnd>((resolve) => {
    const stream = openStream(endpoint, maxDelay, (event) => {
      if (event.type === 'ended') resolve(event.end);
      else events.push(...toTraceEvents(event, at()));
    });
    void speak(stream, samples, began);
  });
  if (ended.how !== 'completed') throw new Error(`The stream of ${name} did not end well: ${JSON.stringify(ended)}`);
  return { recording: name, maxDelay, seconds: samples.length / SAMPLE_RATE, events };
}

/** @param at milliseconds since the trace began */
function toTraceEvents(event: StreamEvent, at: number): TraceEvent[] {
  if (event.type === 'notice' && event.name === 'end_of_utterance') return [{ at, event: event.name }];
  if (event.type !== 'transcript') return [];
  const { partial, transcript } = event.message;
  const { end_time, results } = transcript;
  return [{ at, partial, end: Math.round(end_time * 100) / 100, words: toTraceResults(results) }];
}

function openStream(endpoint: Endpoint, maxDelay: number, onEvent: (event: StreamEvent) => void): Stream {
  const stream = new Stream(
    {
      id: 'trace',
      format: { type: 'raw', encoding: 'pcm_s16le', sample_rate: SAMPLE_RATE },
      recognition: { transcription_config: { language: 'en', enable_partials: true, max_delay: maxDelay } },
      idle: 0,
      queue: { seconds: 60, drop: 'oldest' },
    },
    {
      appliance: { endpoint: () => Promise.resolve(endpoint), ...newSharing(systemClock) },
      cooldown: new Cooldown(systemClock, defaultStreamLimits),
      budget: new AudioBudget(),
      clock: systemClock,
      limits: defaultStreamLimits,
      onEvent,
    },
  );
  stream.admit();
  stream.start();
  return stream;
}

/** Hands every piece over when its last sample was spoken. */
async function speak(stream: Stream, samples: Float32Array, began: number): Promise<void> {
  const audio = new Float32Array(samples.length + SILENCE * SAMPLE_RATE);
  audio.set(samples);
  const length = PIECE * SAMPLE_RATE;
  for (let start = 0; start < audio.length; start += length) {
    const piece = audio.subarray(start, start + length);
    const due = began + ((start + piece.length) / SAMPLE_RATE) * 1000;
    await new Promise((resolve) => setTimeout(resolve, due - performance.now()));
    stream.write(toPcm(piece), 'live');
  }
  stream.finish();
}

function toPcm(samples: Float32Array): Buffer {
  const pcm = Buffer.alloc(samples.length * 2);
  for (const [index, sample] of samples.entries()) {
    pcm.writeInt16LE(Math.max(-32768, Math.min(32767, Math.round(sample * 32768))), index * 2);
  }
  return pcm;
}
