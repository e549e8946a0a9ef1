import assert from 'node:assert/strict';
import { setInterval as every } from 'node:timers/promises';
import helper = require('node-red-node-test-helper');
import appliance = require('../../nodes/appliance');
import transcribe = require('../../nodes/transcribe');
import type { TranscriptResult } from '../../nodes/lib/transcript/results';
import { drawQuickPlan } from '../../dev/chaos/chaos-plan';
import { ScriptedServer } from '../../dev/scripted-server';
import { ChaosServer } from '../../dev/chaos/chaos-server';
import { Collector, type Message } from '../support/flow';
import { Random } from '../../dev/random';
import { FRAMES_PER_SECOND, numberedAudio, SAMPLE_RATE, scriptSpeech } from '../../dev/chaos/scripted-speech';
import { judge, MESSAGE_SECONDS, wordsOf } from '../../dev/chaos/survival';

const SCHEDULES = 20;
/** Seconds of audio of each stream, sent in real time. */
const SECONDS = 4;
const AUDIO = numberedAudio(SECONDS * FRAMES_PER_SECOND);
const PIECE_BYTES = 2 * SAMPLE_RATE * MESSAGE_SECONDS;

const PLACE = { z: 'tab', x: 1, y: 1 };

/** One node with an appliance of its own, and the faults that this suffers. */
class Schedule {
  readonly recogniser: ChaosServer;
  readonly server: ScriptedServer;
  private readonly timeline: string[] = [];
  private transcripts!: Collector;
  private events!: Collector;
  private errors!: Collector;
  private completed!: Collector;

  constructor(readonly seed: number) {
    const random = new Random(seed);
    const speech = scriptSpeech(random.fork(), SECONDS);
    const plan = drawQuickPlan(random.fork(), SECONDS);
    const onNews = (news: string): unknown => this.timeline.push(news);
    this.recogniser = new ChaosServer({ speech, plan, random: random.fork(), onNews });
    this.server = new ScriptedServer({ behaviour: this.recogniser });
  }

  async flow(): Promise<object[]> {
    const { id } = this;
    return [
      {
        id: id('appliance'),
        type: 'speechmatics-appliance',
        name: '',
        server: 'url',
        url: await this.server.listen(),
        tls: '',
        headers: '',
      },
      {
        ...PLACE,
        id: id('transcribe'),
        type: 'speechmatics-transcribe',
        appliance: id('appliance'),
        transcription_config: { language: 'en', enable_partials: true },
        translation_config: null,
        audio_events_config: null,
        audio_format: { type: 'raw', encoding: 'pcm_s16le', sample_rate: SAMPLE_RATE },
        idle: 10,
        queue: 60,
        drop: 'oldest',
        wires: [[id('transcripts')], [id('events')]],
      },
      { ...PLACE, id: id('transcripts'), type: 'helper' },
      { ...PLACE, id: id('events'), type: 'helper' },
    ];
  }

  /** @param completed what a Complete node sends, and `errors` what a Catch node sends, for all schedules */
  collect(completed: Collector, errors: Collector): void {
    this.transcripts = new Collector(this.id('transcripts'));
    this.events = new Collector(this.id('events'));
    this.errors = errors;
    this.completed = completed;
  }

  send(message: object): void {
    helper.getNode(this.id('transcribe')).receive(message as Message);
  }

  /** No more audio; resolves when that is done, well or not. */
  async finish(): Promise<void> {
    const done = [this.completed, this.errors].map((collector) => collector.find(this.isFinish));
    this.send({ action: 'finish', seed: this.seed });
    await Promise.race(done);
  }

  complaints(): string[] {
    const { messages } = this.transcripts;
    const results = messages
      .filter(({ partial }) => partial === false)
      .flatMap(({ transcript }) => (transcript as { results: TranscriptResult[] }).results);
    const { lost, doubled } = judge(this.recogniser, wordsOf(results), []);
    const last = messages.at(-1);
    const dropped = this.events.messages.filter(({ event }) => event === 'audio_dropped');
    const failed = this.errors.messages.filter(this.isFinish);
    return [
      ...lost.map((word) => `lost: ${word}`),
      ...doubled.map((word) => `doubled, misplaced or made up: ${word}`),
      ...dropped.map(({ payload }) => `audio was dropped: ${JSON.stringify(payload)}`),
      ...failed.map(({ error }) => `finish failed: ${(error as Error).message}`),
      ...(last?.partial && last.payload !== '' ? [`a partial is left standing: ${JSON.stringify(last.payload)}`] : []),
      ...this.recogniser.violations,
    ];
  }

  /** What went wrong, what happened, and how to see it again; empty if nothing went wrong. */
  report(): string {
    const complaints = this.complaints();
    if (complaints.length === 0) return '';
    return [
      `SEED=${this.seed} npx mocha test/nodes/transcribe-survival.test.ts`,
      ...this.timeline,
      ...this.transcripts.messages.filter(({ partial }) => !partial).map(({ payload }) => `told: ${payload as string}`),
      ...complaints.map((complaint) => `* ${complaint}`),
      '',
    ].join('\n');
  }

  /** Names a node of this schedule. */
  readonly id = (name: string): string => `${name}-${this.seed}`;

  private readonly isFinish = ({ action, seed }: Message): boolean => action === 'finish' && seed === this.seed;
}

describe('speechmatics-transcribe, whatever happens to its sessions,', () => {
  const { SEED } = process.env;
  const seeds = SEED === undefined ? Array.from({ length: SCHEDULES }, (_, index) => index + 1) : [Number(SEED)];
  const schedules = seeds.map((seed) => new Schedule(seed));

  before(() => {
    helper.init(require.resolve('node-red'));
  });
  after(async () => {
    await helper.unload();
    await Promise.all(schedules.map(({ server }) => server.close()));
  });

  it('tells every word once, over real connections', async () => {
    const flows = await Promise.all(schedules.map((schedule) => schedule.flow()));
    const scope = schedules.map(({ id }) => id('transcribe'));
    const common = [
      { id: 'tab', type: 'tab', label: 'test' },
      { ...PLACE, id: 'catch', type: 'catch', scope, wires: [['errors']] },
      { ...PLACE, id: 'complete', type: 'complete', scope, wires: [['completed']] },
      { ...PLACE, id: 'errors', type: 'helper' },
      { ...PLACE, id: 'completed', type: 'helper' },
    ];
    await helper.load([appliance, transcribe], [...common, ...flows.flat()] as never);
    const [completed, errors] = [new Collector('completed'), new Collector('errors')];
    for (const schedule of schedules) schedule.collect(completed, errors);
    const pieces = every(MESSAGE_SECONDS * 1000)[Symbol.asyncIterator]();
    for (let at = 0; at < AUDIO.length; at += PIECE_BYTES) {
      for (const schedule of schedules) schedule.send({ payload: AUDIO.subarray(at, at + PIECE_BYTES) });
      await pieces.next();
    }
    await pieces.return?.();
    await Promise.all(schedules.map((schedule) => schedule.finish()));
    const strikes = schedules.reduce((sum, { recogniser }) => sum + recogniser.hits.strikes, 0);
    assert.ok(strikes >= schedules.length / 2, `only ${strikes} faults`);
    const report = schedules.map((schedule) => schedule.report()).join('');
    assert.ok(report === '', report);
  });
});
