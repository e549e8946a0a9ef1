/**
 * `npm run soak -- --minutes 10`: live streams over real connections in real time, with a fault in one of them every few
 * seconds. Each stream is checked when it ends. Exit code 1 if a word was lost or repeated, or if memory grew.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { systemClock } from '../../nodes/lib/time/clock';
import type { TranscriptResult } from '../../nodes/lib/transcript/results';
import { newSharing } from '../../nodes/lib/appliance/appliance-sharing';
import { Transcriber } from '../../nodes/lib/transcriber/transcriber';
import { readTranscriberSettings } from '../../nodes/lib/transcriber/transcriber-settings';
import { collectGarbage } from '../../dev/collect-garbage';
import { drawFault, drawPassingFault, drawShortOutage } from '../../dev/chaos/chaos-plan';
import { ScriptedServer } from '../../dev/scripted-server';
import { ChaosServer } from '../../dev/chaos/chaos-server';
import { Random } from '../../dev/random';
import {
  FRAMES_PER_SECOND,
  LONGEST_SPEECH_SECONDS,
  numberedAudio,
  SAMPLE_RATE,
  scriptSpeech,
} from '../../dev/chaos/scripted-speech';
import { judge, MESSAGE_SECONDS, type ToldWord, wordsOf } from '../../dev/chaos/survival';

const STREAMS = 50;
/** Seconds of audio of the shortest stream. */
const SHORTEST_STREAM = 60;
/** Milliseconds between two faults. */
const BETWEEN_FAULTS = [1000, 4000] as const;
/** Permitted growth of memory from the middle to the end. */
const GROWTH_LIMIT = 1.2;

const BYTES_PER_SECOND = 2 * SAMPLE_RATE;
const PIECE_BYTES = BYTES_PER_SECOND * MESSAGE_SECONDS;
const AUDIO = numberedAudio(LONGEST_SPEECH_SECONDS * FRAMES_PER_SECOND);

const SETTINGS = readTranscriberSettings({
  transcription_config: { language: 'en', enable_partials: true },
  audio_format: { type: 'raw', encoding: 'pcm_s16le', sample_rate: SAMPLE_RATE },
});

const random = new Random(Date.now());
const total = { streams: 0, sent: 0, received: 0, lost: 0, doubled: 0, reconnects: 0, faults: 0, failed: 0 };

/** One live stream with its own server, from its first sample to the check of its transcript. */
class SoakStream {
  private readonly recogniser: ChaosServer;
  private readonly server: ScriptedServer;
  private readonly told: ToldWord[] = [];
  private readonly faults: string[] = [];

  constructor(private readonly seconds: number) {
    const speech = scriptSpeech(random.fork(), seconds);
    const onNews = (news: string): void => {
      if (/fault|outage|VIOLATION/.test(news)) this.faults.push(news);
    };
    this.recogniser = new ChaosServer({ speech, plan: { sessions: [] }, random: random.fork(), onNews });
    this.server = new ScriptedServer({ behaviour: this.recogniser });
  }

  /** @param stop ends the audio early */
  async run(stop: AbortSignal): Promise<void> {
    const url = await this.server.listen();
    const appliance = { endpoint: () => Promise.resolve({ url }), release: () => {}, ...newSharing(systemClock) };
    const transcriber = new Transcriber(SETTINGS, appliance, systemClock, (event) => {
      if (event.type !== 'transcript' || event.message.partial !== false) return;
      this.told.push(...wordsOf((event.message.transcript as { results: TranscriptResult[] }).results));
    });
    const sent = await this.feed(transcriber, stop);
    const error = await new Promise<Error | undefined>((done) => transcriber.input({ action: 'finish' }, done));
    transcriber.close();
    await this.server.close();
    this.account(sent, error);
  }

  /** Injects a fault; returns false if there is no session. */
  strike(): boolean {
    const session = this.recogniser.sessions.at(-1);
    if (!session?.alive) return false;
    // A permanent error may be temporary after a session that ran.
    session.strike(session.proven && random.chance(0.2) ? drawPassingFault(random) : drawFault(random));
    if (random.chance(0.3)) this.recogniser.suffer(drawShortOutage(random));
    return true;
  }

  /** Sends audio, and returns its seconds. */
  private async feed(transcriber: Transcriber, stop: AbortSignal): Promise<number> {
    const began = performance.now();
    const end = this.seconds * BYTES_PER_SECOND;
    let at = 0;
    for (; at < end && !stop.aborted; at += PIECE_BYTES) {
      transcriber.input({ payload: AUDIO.subarray(at, at + PIECE_BYTES) }, () => {});
      await wait(Math.max(0, began + (at / BYTES_PER_SECOND) * 1000 - performance.now()));
    }
    return at / BYTES_PER_SECOND;
  }

  private account(sent: number, error: Error | undefined): void {
    const { speech, sessions, violations, hits } = this.recogniser;
    const end = Math.min(speech.frames, Math.round(sent * FRAMES_PER_SECOND));
    const unsent = end < speech.frames ? [{ from: end, to: speech.frames }] : [];
    const { lost, doubled } = judge(this.recogniser, this.told, unsent);
    total.streams += 1;
    total.sent += speech.words.filter(({ to }) => to <= end).length;
    total.received += this.told.length;
    total.lost += lost.length;
    total.doubled += doubled.length;
    total.reconnects += Math.max(0, sessions.length - 1);
    total.faults += hits.strikes;
    if (error) total.failed += 1;
    const complaints = [
      ...lost.map((word) => `lost: ${word}`),
      ...doubled.map((word) => `doubled: ${word}`),
      ...violations,
      ...(error ? [error.message] : []),
    ];
    if (complaints.length > 0) console.log(['A stream went wrong:', ...this.faults, ...complaints].join('\n  '));
  }
}

/** Runs one stream after the other until the time is over. */
async function keepStreaming(streams: Set<SoakStream>, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const stream = new SoakStream(random.integer(SHORTEST_STREAM, LONGEST_SPEECH_SECONDS - 1));
    streams.add(stream);
    await stream.run(stop);
    streams.delete(stream);
  }
}

async function keepStriking(streams: Set<SoakStream>, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    await wait(random.between(...BETWEEN_FAULTS));
    const order = [...streams].sort(() => random.next() - 0.5);
    order.find((stream) => stream.strike());
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MB`;
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
  const minutes = Number(values.minutes);
  if (!(minutes > 0)) throw new Error('--minutes must be a number above 0.');
  const half = minutes * 30_000;
  const stop = new AbortController();
  const streams = new Set<SoakStream>();
  const start = collectGarbage();
  console.log(`${STREAMS} live streams for ${minutes} min; held at the start: ${megabytes(start)}`);
  const running = [
    ...Array.from({ length: STREAMS }, () => keepStreaming(streams, stop.signal)),
    keepStriking(streams, stop.signal),
  ];
  await wait(half);
  const middle = collectGarbage();
  console.log(`held in the middle: ${megabytes(middle)}`);
  await wait(half);
  const end = collectGarbage();
  stop.abort();
  await Promise.all(running);
  const { sent, received, lost, doubled, reconnects, faults, failed } = total;
  console.log(`${total.streams} streams, ${faults} faults, ${reconnects} reconnects, ${failed} streams failed`);
  console.log(`words: ${sent} sent, ${received} received (parts of words that a cut tore count as well),`);
  console.log(`  ${lost} lost, ${doubled} doubled, misplaced or made up`);
  console.log(`held at the end: ${megabytes(end)}, ${(end / middle).toFixed(2)} x the middle`);
  return lost > 0 || doubled > 0 || failed > 0 || end > middle * GROWTH_LIMIT ? 1 : 0;
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(error instanceof Error ? error.message : error);
    process.exit(2);
  },
);
