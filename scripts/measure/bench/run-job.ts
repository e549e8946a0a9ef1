import { collectGarbage } from '../../../dev/collect-garbage';
import { BYTES_PER_SECOND, Speech } from './audio';
import type { BenchClient, BenchStream } from './clients/client';
import { CpuMeter } from './cpu';
import type { Figures, Job } from './messages';
import { MeteredTexts } from './metered-texts';
import { inRealTime } from './real-time';
import { recover } from './recovery';
import { FINAL_SECONDS } from './speech-server';
import { slope } from './statistics';

/** Milliseconds of audio to which CPU times refer. */
const UNIT = 100;
/** Seconds of audio by which a client may be ahead of the last final, so that nothing is dropped. */
const AHEAD = 3 * FINAL_SECONDS;
/** Number of streams that warm up: the backlog of a thousand would exceed the limit of a node. */
const WARMED = 50;
/** Seconds in real time before it is measured. */
const SETTLING = 0.5;
/** Share of a burst for warming up. */
const WARM_UP = 0.25;

/** Executes a job with a client. @param cut lets the server cut all connections */
export function runJob(client: BenchClient, job: Job, cut: () => void): Promise<Figures> {
  switch (job.kind) {
    case 'burst':
      return burst(client, job);
    case 'live':
      return live(client, job);
    case 'memory':
      return memory(client, job);
    case 'recording':
      return recording(client, job);
    case 'recovery':
      return recover(client, job, cut);
  }
}

async function burst(client: BenchClient, { streams, seconds }: Job & { kind: 'burst' }): Promise<Figures> {
  const texts = new MeteredTexts();
  const open = await client.open(streams, texts.take);
  await pour(open, WARM_UP * seconds, texts);
  const cpu = new CpuMeter();
  await pour(open, seconds, texts);
  const { microseconds } = cpu;
  await finishAll(open);
  return { cpu: (microseconds * UNIT) / 1000 / (streams * seconds) };
}

/** Writes to all streams as fast as the server reads. Resolves when everything was transcribed. */
async function pour(open: readonly BenchStream[], seconds: number, texts: MeteredTexts): Promise<void> {
  const speech = new Speech();
  const before = texts.finals;
  const heard = (): number => ((texts.finals - before) * FINAL_SECONDS) / open.length;
  const all = Math.floor(seconds / FINAL_SECONDS) * FINAL_SECONDS;
  for (let written = 0; written < all; written += FINAL_SECONDS) {
    while (written - heard() > AHEAD - FINAL_SECONDS) await turn();
    for (let piece = 0; piece < FINAL_SECONDS * 1000; piece += UNIT) {
      for (const stream of open) stream.write(speech.next(UNIT));
    }
  }
  while (heard() < all) await turn();
}

async function live(
  client: BenchClient,
  { streams, piece, warmUp, seconds }: Job & { kind: 'live' },
): Promise<Figures> {
  const texts = new MeteredTexts();
  const speech = new Speech();
  const open = await client.open(streams, texts.take);
  const send = (stream: number): void => open[stream]!.write(speech.next(piece));
  // Code that has run for hours is compiled and stable.
  await pour(open.slice(0, WARMED), warmUp, texts);
  await inRealTime(streams, piece, SETTLING, send);
  texts.restart();
  const cpu = new CpuMeter();
  await inRealTime(streams, piece, seconds, send);
  const { microseconds, share } = cpu;
  const { delayP50, delayP99 } = texts.figures;
  await finishAll(open);
  return { cpu: (microseconds * UNIT) / 1000 / (streams * seconds), share, delayP50, delayP99 };
}

async function memory(client: BenchClient, { streams, seconds, every }: Job & { kind: 'memory' }): Promise<Figures> {
  const texts = new MeteredTexts();
  const speech = new Speech();
  const open = await client.open(streams, texts.take);
  const points: { x: number; y: number }[] = [];
  for (let at = 0; at <= seconds; at += every) {
    await inRealTime(streams, UNIT, every, (stream) => open[stream]!.write(speech.next(UNIT)));
    texts.restart();
    points.push({ x: at / 60, y: collectGarbage() / 1024 });
  }
  await finishAll(open);
  // Allocations of the first seconds are not growth.
  return { held: points.at(-1)!.y / 1024, growth: slope(points.slice(1)) };
}

async function recording(client: BenchClient, { seconds }: Job & { kind: 'recording' }): Promise<Figures> {
  const texts = new MeteredTexts();
  const [stream] = await client.open(1, texts.take);
  const audio = Buffer.concat(Array.from({ length: seconds }, pieceOf(new Speech())));
  const [cpu, began] = [new CpuMeter(), performance.now()];
  if (stream!.writeRecording) stream!.writeRecording(audio);
  else await pourPieces(stream!, audio, texts);
  await stream!.finish();
  return { cpuSeconds: cpu.microseconds / 1e6, took: (performance.now() - began) / 1000, words: texts.finals };
}

function pieceOf(speech: Speech): () => Buffer<ArrayBuffer> {
  return () => speech.next(1000);
}

async function pourPieces(stream: BenchStream, audio: Buffer<ArrayBuffer>, texts: MeteredTexts): Promise<void> {
  const bytes = (BYTES_PER_SECOND * UNIT) / 1000;
  for (let at = 0; at < audio.length; at += bytes) {
    while (at / BYTES_PER_SECOND - texts.finals * FINAL_SECONDS > AHEAD) await turn();
    stream.write(audio.subarray(at, at + bytes));
  }
}

async function finishAll(open: readonly BenchStream[]): Promise<void> {
  await Promise.all(open.map((stream) => stream.finish()));
}

function turn(): Promise<void> {
  return new Promise((next) => setImmediate(next));
}
