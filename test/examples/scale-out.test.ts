import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { requireProgram } from '../../dev/programs';
import { ROOT } from '../../dev/root';
import { newSharing } from '../../nodes/lib/appliance/appliance-sharing';
import { systemClock } from '../../nodes/lib/time/clock';
import { Transcriber } from '../../nodes/lib/transcriber/transcriber';
import { readTranscriberSettings } from '../../nodes/lib/transcriber/transcriber-settings';
import type { TranscriptResult } from '../../nodes/lib/transcript/results';
import { wordsOf } from '../../dev/chaos/survival';
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

  afterEach(async () => {
    for (const program of programs.splice(0)) program.kill('SIGKILL');
    for (const appliance of appliances.splice(0)) await appliance.kill();
  });

  it('HAProxy: no word is lost or told twice when one of two appliances is killed', async function () {
    const haproxy = requireProgram(this, 'haproxy');
    for (let count = 0; count < 2; count += 1) appliances.push(await ScriptedAppliance.start());
    const [one, two] = appliances as [ScriptedAppliance, ScriptedAppliance];
    const { default: getPort } = await import('get-port');
    const address = `127.0.0.1:${await getPort()}`;
    programs.push(
      spawn(haproxy, ['-db', '-q', '-f', join(ROOT, 'examples/scale-out/haproxy.cfg')], {
        env: { ...process.env, LISTEN: address, APPLIANCE_1: one.address, APPLIANCE_2: two.address },
        stdio: ['ignore', 'ignore', 'inherit'],
      }),
    );
    const sharing = newSharing(systemClock);
    const url = `ws://${address}/v2`;
    const appliance = { endpoint: () => Promise.resolve({ url }), release: () => {}, ...sharing };
    const streams = Array.from({ length: STREAMS }, () => new LiveStream(appliance));

    const began = performance.now();
    for (let at = 0; at < AUDIO.length; at += PIECE) {
      for (const stream of streams) stream.write(AUDIO.subarray(at, at + PIECE));
      if (at === 40 * PIECE) {
        assert.deepEqual([await one.sessions(), await two.sessions()], [STREAMS / 2, STREAMS / 2]);
        await one.kill();
      }
      await wait(Math.max(0, began + at / 32 - performance.now()));
    }
    assert.deepEqual(
      (await Promise.all(streams.map((stream) => stream.finish()))).filter((error) => error !== undefined),
      [],
    );
    for (const stream of streams) assert.deepEqual(stream.words, WORDS);
    assert.equal(streams.filter(({ events }) => events.includes('resumed')).length, STREAMS / 2);
  });
});
