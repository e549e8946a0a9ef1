import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { connectAsync, type MqttClient } from 'mqtt';
import { type Broker, startBroker } from '../../dev/broker';
import type { FlowNode } from '../../dev/deployed-flow';
import { NodeRed } from '../../dev/node-red';
import { requireProgram } from '../../dev/programs';
import { ROOT } from '../../dev/root';
import { temporaryFolder } from '../../dev/temporary-folder';
import { newSharing } from '../../nodes/lib/appliance/appliance-sharing';
import { systemClock } from '../../nodes/lib/time/clock';
import { Transcriber } from '../../nodes/lib/transcriber/transcriber';
import { readTranscriberSettings } from '../../nodes/lib/transcriber/transcriber-settings';
import type { TranscriptResult } from '../../nodes/lib/transcript/results';
import { wordsOf } from '../../dev/chaos/survival';
import { listening } from '../../dev/listening';
import { NUMBERED_WORDS, ScriptedAppliance } from '../support/scripted-appliance';
import { scriptedAudio } from '../support/scripted-recogniser';

const STREAMS = 20;
/** Each 0.25 s long, with a pause after it. */
const WORDS = NUMBERED_WORDS.slice(0, 32);
const AUDIO = scriptedAudio(
  NUMBERED_WORDS,
  WORDS.flatMap((word) => [{ word, seconds: 0.25 }, { seconds: 0.05 }]),
);
/** A tenth of a second. */
const PIECE = 3200;
const SETTINGS = readTranscriberSettings({
  transcription_config: { language: 'en', enable_partials: true, max_delay: 1 },
  audio_format: { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16_000 },
});

/** One live stream, and the words that it became. */
class LiveStream {
  readonly words: string[] = [];
  readonly events: string[] = [];
  private readonly transcriber: Transcriber;

  constructor(appliance: ConstructorParameters<typeof Transcriber>[1]) {
    this.transcriber = new Transcriber(SETTINGS, appliance, systemClock, (event) => {
      if (event.type === 'notice') this.events.push(String(event.message.event));
      if (event.type !== 'transcript' || event.message.partial !== false) return;
      const { results } = event.message.transcript as { results: TranscriptResult[] };
      this.words.push(...wordsOf(results).map(({ text }) => text));
    });
  }

  write(payload: Buffer): void {
    this.transcriber.input({ payload }, () => {});
  }

  finish(): Promise<Error | undefined> {
    return new Promise((done) => this.transcriber.input({ action: 'finish' }, done)).then((error) => {
      this.transcriber.close();
      return error as Error | undefined;
    });
  }
}

describe('examples, beyond one machine', function () {
  this.timeout(60_000);
  const appliances: ScriptedAppliance[] = [];
  const programs: ChildProcess[] = [];
  const instances: NodeRed[] = [];
  const folder = temporaryFolder();
  let broker: Broker | undefined;
  let client: MqttClient | undefined;
  let satellites: NodeJS.Timeout | undefined;

  afterEach(async () => {
    clearInterval(satellites);
    await client?.endAsync(true);
    client = undefined;
    for (const program of programs.splice(0)) program.kill('SIGKILL');
    for (const instance of instances.splice(0)) await instance.stop('SIGKILL');
    for (const appliance of appliances.splice(0)) await appliance.kill();
    await broker?.close();
    broker = undefined;
  });
  after(() => folder.remove());

  it('HAProxy: no word is lost or told twice when one of two appliances is killed', async function () {
    const haproxy = requireProgram(this, 'haproxy');
    for (let count = 0; count < 2; count += 1) appliances.push(await ScriptedAppliance.start());
    const [one, two] = appliances as [ScriptedAppliance, ScriptedAppliance];
    const { default: getPort } = await import('get-port');
    const port = await getPort();
    const address = `127.0.0.1:${port}`;
    programs.push(
      spawn(haproxy, ['-db', '-q', '-f', join(ROOT, 'examples/scale-out/haproxy.cfg')], {
        env: { ...process.env, LISTEN: address, APPLIANCE_1: one.address, APPLIANCE_2: two.address },
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    );
    await listening(port);
    const sharing = newSharing(systemClock);
    const url = `ws://${address}/v2`;
    const appliance = { endpoint: () => Promise.resolve({ url }), release: () => {}, ...sharing };
    const streams = Array.from({ length: STREAMS }, () => new LiveStream(appliance));

    let onOne = 0;
    const began = performance.now();
    for (let at = 0; at < AUDIO.length; at += PIECE) {
      for (const stream of streams) stream.write(AUDIO.subarray(at, at + PIECE));
      if (at === 40 * PIECE) {
        onOne = await one.sessions();
        assert.ok(onOne > 0);
        assert.equal(onOne + (await two.sessions()), STREAMS);
        await one.kill();
      }
      await wait(Math.max(0, began + at / 32 - performance.now()));
    }
    assert.deepEqual(
      (await Promise.all(streams.map((stream) => stream.finish()))).filter((error) => error !== undefined),
      [],
    );
    for (const stream of streams) assert.deepEqual(stream.words, WORDS);
    assert.equal(streams.filter(({ events }) => events.includes('resumed')).length, onOne);
  });

  it('MQTT: when one of two Node-REDs is killed, the other takes over its rooms, and tells what nobody heard', async () => {
    const appliance = await ScriptedAppliance.start();
    appliances.push(appliance);
    broker = await startBroker();
    const flow = JSON.parse(
      readFileSync(join(ROOT, 'examples/scale-out/Rooms over several Node-REDs.json'), 'utf8'),
    ) as FlowNode[];
    for (const node of flow) {
      if (node.type === 'mqtt-broker') Object.assign(node, { broker: '127.0.0.1', port: `${broker.port}` });
      if (node.type === 'speechmatics-transcribe') node.transcription_config = { language: 'en', max_delay: 1 };
      if (node.type === 'speechmatics-appliance') node.url = `ws://${appliance.address}/v2`;
    }
    client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
    const heard: { topic: string; payload: string }[] = [];
    const listeners = new Set<() => void>();
    const until = (isTrue: () => boolean): Promise<void> =>
      new Promise((resolve) => {
        const check = (): void => {
          if (!isTrue()) return;
          listeners.delete(check);
          resolve();
        };
        listeners.add(check);
        check();
      });
    client.on('message', (topic, payload) => {
      heard.push({ topic, payload: payload.toString() });
      for (const check of listeners) check();
    });
    await client.subscribeAsync('speech/#');
    for (const name of ['a', 'b']) {
      const userDir = join(folder.path, name);
      mkdirSync(userDir);
      const env = [{ name: 'INSTANCE', value: name, type: 'str' }];
      instances.push(
        await NodeRed.startFromSources(
          userDir,
          flow.map((node) => (node.type === 'tab' ? { ...node, env } : node)),
        ),
      );
    }
    const sharesOf = (name: string): number[] =>
      JSON.parse(heard.findLast(({ topic }) => topic === `speech/instances/${name}`)?.payload ?? '[]') as number[];
    await until(
      () => sharesOf('a').length > 0 && sharesOf('b').length > 0 && sharesOf('a').length + sharesOf('b').length === 16,
    );
    assert.deepEqual(
      [...sharesOf('a'), ...sharesOf('b')].sort((x, y) => x - y),
      [...Array(16).keys()],
    );

    const rooms = Array.from({ length: 16 }, (_, shard) => `room-${shard}`);
    const textsOf = (room: string): string[] =>
      heard.filter(({ topic }) => topic === `speech/text/${room}`).map(({ payload }) => payload);
    let at = 0;
    satellites = setInterval(() => {
      const piece = AUDIO.subarray(at, at + PIECE);
      at = (at + PIECE) % AUDIO.length;
      rooms.forEach((room, shard) => client?.publish(`speech/audio/${shard}/${room}`, piece));
    }, 100);
    await until(() => rooms.every((room) => textsOf(room).length >= 1));
    const lost = sharesOf('a');
    await instances[0]!.stop('SIGKILL');
    const killed = performance.now();
    const before = rooms.map((room) => textsOf(room).length);
    await until(() => rooms.every((room, shard) => textsOf(room).length > before[shard]! + 1));
    assert.ok(performance.now() - killed < 20_000);
    const told = heard.filter(({ topic }) => topic === 'speech/taken-over');
    const takeovers = told.map(({ payload }) => JSON.parse(payload) as Record<string, unknown>);
    assert.deepEqual(
      takeovers.map(({ shard }) => shard),
      lost,
    );
    for (const { from, to, seconds_lost } of takeovers) {
      assert.deepEqual([from, to], ['a', 'b']);
      assert.ok((seconds_lost as number) > 1 && (seconds_lost as number) < 10, String(seconds_lost));
    }
  });
});
