import assert from 'node:assert/strict';
import type { AudioKind } from '../../../nodes/lib/stream/audio/audio-queue';
import { CONTROLS, drawOutages, drawPlan } from '../../../dev/chaos/chaos-plan';
import { ChaosServer } from '../../../dev/chaos/chaos-server';
import type { Hits } from '../../../dev/chaos/session-server';
import { Random } from '../../../dev/random';
import { FRAMES_PER_SECOND, numberedAudio, SAMPLE_RATE, scriptSpeech } from '../../../dev/chaos/scripted-speech';
import { judge, lengthOf, MESSAGE_SECONDS, type ToldWord, unserved, wordsOf } from '../../../dev/chaos/survival';
import type { StreamEvent } from '../../../nodes/lib/stream/stream-event';
import { JITTER } from '../../../dev/chaos/simulated-recogniser';
import { StreamHarness } from './stream-harness';

/** How many streams are run; the environment variable of the same name takes the place of this number. */
const SEEDS = Number(process.env.SEEDS ?? 1000);
/** How often the faults have to hit where it hurts. */
const LEAST_HITS = 10;

const LONGEST_SECONDS = 40;
const AUDIO = numberedAudio(LONGEST_SECONDS * FRAMES_PER_SECOND);
const PIECE_BYTES = 2 * SAMPLE_RATE * MESSAGE_SECONDS;
/** How often a message of live audio is followed by a control. */
const CONTROL_CHANCE = 0.01;
/** Milliseconds in which a stream has to be at its end, whatever happened. */
const END_LIMIT = 30 * 60_000;
/** Milliseconds after which even a connection that was cut has no timer left. */
const AFTERMATH = 3000;
/** Milliseconds between attempts to connect of which nothing came, but for those of a burst. */
const PAUSE = 5000;
const BURST = 10;
/** Seconds by which a queue may differ from its limit: pieces are not cut, and times of finals are not exact. */
const QUEUE_TOLERANCE = 1;

interface Run {
  /** What is wrong, with the name of the property first. */
  complaints: string[];
  timeline: string[];
  hits: Hits;
}

/** One stream, everything about which is drawn from a seed. */
async function run(seed: number, kind: 'faults' | 'outages'): Promise<Run> {
  const random = new Random(seed);
  // Pauses that grow by lot must grow alike each time.
  const { random: lot } = Math;
  Math.random = random.fork().next;
  try {
    return await new Survival(random, kind).run();
  } finally {
    Math.random = lot;
  }
}

class Survival {
  private readonly timeline: string[] = [];
  private readonly seconds: number;
  private readonly kind: AudioKind;
  private readonly queue: { seconds: number; drop: 'oldest' | 'newest' };
  private readonly container: boolean;
  private readonly recogniser: ChaosServer;
  private readonly harness: StreamHarness;
  private readonly random: Random;
  private written = 0;
  /** Since when the server says "never", virtual milliseconds. */
  private neverSince: number | undefined;
  /** The server said "never" where that has to be believed. */
  private fatal = false;
  /** Seconds up to which finals with words were told. */
  private heard = 0;
  /** Most seconds that had been written and not been heard. */
  private longestWait = 0;
  /** Partials that nothing took back. */
  private readonly standing: string[] = [];
  /** Virtual times at which sessions began to run, milliseconds. */
  private readonly starts: number[] = [];

  /** @param happens `outages`: of live streams, and none lasts until the queue is full; `faults`: everything else */
  constructor(
    random: Random,
    private readonly happens: 'faults' | 'outages',
  ) {
    const isOutage = happens === 'outages';
    this.seconds = isOutage ? LONGEST_SECONDS : random.integer(15, LONGEST_SECONDS);
    this.kind = !isOutage && random.chance(0.25) ? 'recording' : 'live';
    this.container = this.kind === 'recording' && random.chance(0.25);
    const queue = isOutage ? random.integer(10, 30) : random.integer(5, 60);
    this.queue = { seconds: queue, drop: random.pick(['oldest', 'newest']) };
    const speech = scriptSpeech(random.fork(), this.seconds);
    const plan = isOutage ? drawOutages(random.fork(), queue) : drawPlan(random.fork(), this.seconds);
    this.random = random.fork();
    this.recogniser = new ChaosServer({
      speech,
      plan,
      random: random.fork(),
      later: (action, milliseconds) => this.harness.time.clock.setTimeout(action, milliseconds),
      onNetwork: (state) => (this.harness.network = state),
      onNever: (proven) => this.noteNever(proven),
      onNews: (news) => this.note(news),
    });
    this.harness = new StreamHarness(this.recogniser, {
      format: this.container ? { type: 'file' } : { type: 'raw', encoding: 'pcm_s16le', sample_rate: SAMPLE_RATE },
      recognition: { transcription_config: { language: 'en', enable_partials: random.chance(0.9) } },
      queue: this.queue,
    });
    this.harness.listener.onCall = (name) => this.follow(name);
  }

  async run(): Promise<Run> {
    const { time, listener, stream, server } = this.harness;
    this.note(`${this.seconds} s, ${this.container ? 'container' : this.kind}, queue ${JSON.stringify(this.queue)}`);
    this.recogniser.begin();
    await this.feed();
    this.note('finish');
    stream.finish();
    await time.advanceWhile(() => listener.ends.length === 0, END_LIMIT);
    await time.advance(AFTERMATH);
    const complaints = this.complaints();
    stream.cancel();
    await server.close();
    return { complaints, timeline: this.timeline, hits: this.recogniser.hits };
  }

  private async feed(): Promise<void> {
    const { stream, time } = this.harness;
    const audio = AUDIO.subarray(0, this.seconds * 2 * SAMPLE_RATE);
    if (this.kind === 'recording') {
      stream.write(audio, 'recording');
      return;
    }
    for (let at = 0; at < audio.length; at += PIECE_BYTES) {
      stream.write(audio.subarray(at, at + PIECE_BYTES), 'live');
      this.written += MESSAGE_SECONDS;
      this.longestWait = Math.max(this.longestWait, this.written - this.heard);
      if (this.random.chance(CONTROL_CHANCE)) this.control();
      await time.advance(MESSAGE_SECONDS * 1000);
    }
  }

  /** Sends one of the controls, if that can be now. */
  private control(): void {
    const { stream } = this.harness;
    const control = this.random.pick(CONTROLS);
    this.note(control);
    try {
      if (control === 'GetSpeakers') stream.getSpeakers();
      else if (control === 'ForceEndOfUtterance') stream.forceEndOfUtterance();
      else stream.setRecognitionConfig({ max_delay: this.random.integer(1, 4) });
    } catch (error) {
      this.note(`refused: ${String((error as { code: unknown }).code)}`);
    }
  }

  private noteNever(proven: boolean): void {
    this.neverSince ??= this.now;
    const lasts = this.now - this.neverSince >= (this.queue.seconds - QUEUE_TOLERANCE) * 1000;
    if (!proven || lasts) this.fatal = true;
  }

  private complaints(): string[] {
    const { recogniser, harness } = this;
    const { listener } = harness;
    const gaps = unserved(recogniser);
    const { lost, doubled } = judge(recogniser, this.told(), gaps);
    const ids = listener.transcripts.filter(({ partial }) => !partial).map(({ transcript }) => transcript.id);
    const properties: Record<string, string[]> = {
      'no word is lost': lost,
      'no word is doubled, misplaced or made up': doubled,
      'what is told as dropped is what is missing': this.miscounts(lengthOf(gaps), gaps.length),
      'nothing is dropped without need': this.needlessDrops(),
      'partials show nothing that is final': gaps.length > 0 ? [] : this.restatedPartials(),
      'no partial is left standing by a session': this.standing,
      'it ends once, and well': this.wrongEnd(),
      'nothing comes after the end': listener.calls.at(-1) === 'ended' ? [] : [listener.calls.at(-1) ?? 'no call'],
      'no timer is left': this.timersLeft(),
      'no audio is held': harness.held.fits(128 * 1024 * 1024) ? [] : ['some is'],
      'the protocol is kept': recogniser.violations,
      'ids of finals are unique': ids.filter((id, index) => ids.indexOf(id) !== index),
      'attempts are 5 s apart, but for a few': this.hastyAttempts(),
    };
    const complaints = Object.entries(properties).filter(([, found]) => found.length > 0);
    return complaints.map(([property, found]) => `${property}: ${found.join('; ')}`);
  }

  /** Those of the server do not count. */
  private timersLeft(): string[] {
    const count = this.harness.time.pendingTimers - this.recogniser.pending;
    return count === 0 ? [] : [`${count}`];
  }

  private told(): ToldWord[] {
    const finals = this.harness.listener.transcripts.filter(({ partial }) => !partial);
    return finals.flatMap(({ transcript }) => wordsOf(transcript.results));
  }

  /** A word after the last final ends after it, but for what its recogniser and that of the final misplace. */
  private restatedPartials(): string[] {
    let final = 0;
    const restated: string[] = [];
    for (const { partial, payload, transcript } of this.harness.listener.transcripts) {
      const [first] = transcript.results;
      if (!partial) final = Math.max(final, transcript.end_time);
      else if (first && first.end_time < final - 2 * JITTER) restated.push(`"${payload}" after ${final.toFixed(2)} s`);
    }
    return restated;
  }

  /** A piece that is partly covered by a final may count or not, at each end of each gap. */
  private miscounts(missing: number, gaps: number): string[] {
    const reported = this.reported;
    const tolerance = MESSAGE_SECONDS * Math.max(1, gaps) + 0.01;
    const tooMuch = reported > missing + tolerance;
    // What is left of a stream that failed is no outage of it.
    const tooLittle = reported < missing - tolerance && this.harness.listener.ends[0]?.how === 'completed';
    return tooMuch || tooLittle ? [`${reported.toFixed(2)} s told, ${missing.toFixed(2)} s missing`] : [];
  }

  private needlessDrops(): string[] {
    const needed = this.happens === 'faults' && (this.fatal || this.longestWait > this.queue.seconds - QUEUE_TOLERANCE);
    if (needed || this.reported === 0) return [];
    const waited = `${this.longestWait.toFixed(1)} s waited at most`;
    return [`${this.reported.toFixed(2)} s, though ${waited} and ${this.queue.seconds} s may`];
  }

  private wrongEnd(): string[] {
    const { ends } = this.harness.listener;
    const [end] = ends;
    if (ends.length !== 1) return [`${ends.length} ends`];
    if (end!.how === 'completed' || (end!.how === 'failed' && this.fatal)) return [];
    return [end!.how === 'failed' ? `failed: ${end!.error.code}` : end!.how];
  }

  /** Those that follow on one that made a session don't count: they are at once. */
  private hastyAttempts(): string[] {
    const vain = this.harness.connections.filter((attempt, index, { [index - 1]: before }) => {
      return before !== undefined && !this.starts.some((start) => start >= before && start <= attempt);
    });
    return vain.flatMap((attempt, index) => {
      const since = vain[index - BURST];
      return since !== undefined && attempt - since < PAUSE ? [`${seconds(since)} to ${seconds(attempt)}`] : [];
    });
  }

  private get reported(): number {
    const dropped = this.harness.listener.events.filter(({ name }) => name === 'audio_dropped');
    return dropped.reduce((sum, { data }) => sum + (data.seconds as number), 0);
  }

  /** Notes what the stream tells. */
  private follow(call: StreamEvent['type']): void {
    const { listener } = this.harness;
    switch (call) {
      case 'transcript': {
        const { payload, partial, transcript } = listener.transcripts.at(-1)!;
        if (partial) break;
        this.heard = Math.max(this.heard, transcript.end_time);
        this.neverSince = undefined;
        const words = transcript.results.map(({ content, start_time }) => `${content}@${start_time.toFixed(2)}`);
        this.note(`          told: "${payload}" ${words.join(' ')}`);
        break;
      }
      case 'notice': {
        const { name, data } = listener.events.at(-1)!;
        if (name === 'recognition_started') {
          this.starts.push(this.now);
          this.noteStandingPartial();
        }
        this.note(`          notice ${name} ${name === 'audio_dropped' ? JSON.stringify(data) : ''}`);
        break;
      }
      case 'state':
        this.note(`          ${listener.states.at(-1)}`);
        break;
      case 'error':
        this.note(`          error ${listener.errors.at(-1)!.code}`);
        break;
      case 'ended':
        this.noteStandingPartial();
        this.note(`          ended: ${listener.ends.at(-1)!.how}`);
        break;
      case 'warning':
      case 'translation':
        break;
    }
  }

  /** What a dead session showed is void before the next one says anything, and at the end. */
  private noteStandingPartial(): void {
    const last = this.harness.listener.transcripts.at(-1);
    if (last?.partial && last.payload !== '') this.standing.push(`"${last.payload}" at ${seconds(this.now)}`);
  }

  private get now(): number {
    return this.harness.time.clock.now();
  }

  private note(news: string): void {
    this.timeline.push(`${seconds(this.harness?.time.clock.now() ?? 0).padStart(8)} ${news}`);
  }
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(2);
}

describe('Stream, whatever happens to its sessions,', () => {
  it('tells every word once, in its place, and what it had to drop', async function () {
    this.timeout(20 * 60_000);
    await survive('faults');
  });

  it('drops nothing in an outage that is over before its queue is full', async function () {
    this.timeout(20 * 60_000);
    await survive('outages');
  });

  async function survive(kind: 'faults' | 'outages'): Promise<void> {
    const only = process.env.SEED;
    const seeds = only === undefined ? Array.from({ length: SEEDS }, (_, index) => index + 1) : [Number(only)];
    const hits: Hits = { strikes: 0, partial: 0, unacknowledged: 0, replay: 0 };
    const failures: { seed: number; complaints: string[]; timeline: string[] }[] = [];
    const began = performance.now();
    for (const seed of seeds) {
      const result = await run(seed, kind);
      for (const name of Object.keys(hits) as (keyof Hits)[]) hits[name] += result.hits[name];
      if (result.complaints.length > 0) failures.push({ seed, ...result });
      else if (only !== undefined) console.log(result.timeline.join('\n'));
    }
    const took = ((performance.now() - began) / 1000).toFixed(0);
    console.log(
      `      ${seeds.length} streams, ${hits.strikes} faults in ${took} s: ${hits.partial} while words were partial, ` +
        `${hits.unacknowledged} while audio was unacknowledged, ${hits.replay} during replay`,
    );
    assert.ok(failures.length === 0, report(failures, seeds.length));
    if (only !== undefined || kind === 'outages') return;
    for (const [where, count] of Object.entries(hits)) assert.ok(count >= LEAST_HITS, `only ${count} ${where}`);
  }
});

/** Few lines on all failures, many on the first one. */
function report(failures: { seed: number; complaints: string[]; timeline: string[] }[], seeds: number): string {
  const [first] = failures;
  if (!first) return '';
  const counts = new Map<string, number>();
  for (const complaint of failures.flatMap(({ complaints }) => complaints)) {
    const [property = ''] = complaint.split(':');
    counts.set(property, (counts.get(property) ?? 0) + 1);
  }
  return [
    `${failures.length} of ${seeds} streams went wrong, with seeds ${failures
      .map(({ seed }) => seed)
      .slice(0, 20)
      .join(', ')}`,
    ...[...counts].map(([property, count]) => `  ${count} x ${property}`),
    `The first one again: SEED=${first.seed} npx mocha test/lib/stream/stream-survival.test.ts`,
    ...first.timeline,
    ...first.complaints.map((complaint) => `* ${complaint}`),
  ].join('\n');
}
