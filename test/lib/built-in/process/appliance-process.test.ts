import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { TOKEN_VARIABLE } from '../../../../nodes/lib/built-in/process/appliance-options';
import type { ProcessMessage } from '../../../../nodes/lib/built-in/process/appliance-process';
import { readContainer } from '../../../support/containers';
import type { MemoryReport } from '../../../support/memory-report';
import { RawClient } from '../../../support/raw-client';
import { readPcm, recordingNamed } from '../../../../dev/recordings';
import { RAW, startMessage } from '../../../support/speech-api';
import { temporaryFolder } from '../../../../dev/temporary-folder';

const ENTRY = require.resolve('../../../../nodes/lib/built-in/process/appliance-process');
const MEMORY_REPORT = require.resolve('../../../support/memory-report');
const TOKEN = 'secret';
/** Bytes of one audio message. */
const PIECE = 3200;

describe('built-in/process/appliance-process', () => {
  let child: ChildProcess | undefined;

  function run(...execArgv: string[]): ChildProcess {
    const env = { ...process.env, [TOKEN_VARIABLE]: TOKEN };
    child = fork(ENTRY, [], { env, execArgv: ['--require=tsx/cjs', ...execArgv] });
    return child;
  }

  afterEach(() => {
    child?.kill('SIGKILL');
  });

  it('ends when its parent ended before it was there', async () => {
    const folder = temporaryFolder();
    const preload = join(folder.path, 'preload.mjs');
    writeFileSync(
      preload,
      "import { once } from 'node:events';\nif (process.connected) await once(process, 'disconnect');",
    );
    const orphan = run('--import=tsx', `--import=${preload}`);
    orphan.disconnect();
    assert.deepEqual(await once(orphan, 'exit'), [0, null]);
    folder.remove();
  });

  it('frees what a session held, however it ended', async function () {
    // Fifty sessions on a busy machine.
    this.timeout(300_000);
    const appliance = run(`--require=${MEMORY_REPORT}`);
    const [{ url }] = (await once(appliance, 'message')) as [ProcessMessage & { type: 'listening' }];
    const kinds = [
      { format: RAW, audio: readPcm(recordingNamed('cards-2')) },
      { format: { type: 'file' }, audio: readContainer('opus.ogg') },
    ];

    const session = async (index: number): Promise<void> => {
      const { format, audio } = kinds[index % kinds.length]!;
      const isCut = index % 4 > 1;
      const client = await RawClient.connect(url, { Authorization: `Bearer ${TOKEN}` });
      client.send(startMessage({ enable_partials: isCut }, format));
      await client.wait('RecognitionStarted');
      client.sendAudio(audio, PIECE);
      if (isCut) {
        // With most of the audio on its way, and the recogniser at work.
        await client.wait('AddPartialTranscript');
      } else {
        client.send({ message: 'EndOfStream', last_seq_no: Math.ceil(audio.length / PIECE) });
        await client.wait('EndOfTranscript');
      }
      client.close();
      await untilIdle(url);
    };
    const memory = async (): Promise<MemoryReport> => {
      appliance.send('memory');
      const [report] = (await once(appliance, 'message')) as [MemoryReport];
      return report;
    };

    for (let index = 0; index < 10; index++) await session(index);
    const before = await memory();
    for (let index = 10; index < 50; index++) await session(index);
    const after = await memory();
    for (const part of ['main', 'thread', 'resident'] as const) {
      assert.ok(after[part] <= 1.2 * before[part], `${part}: ${before[part]} bytes, then ${after[part]}`);
    }
  });
});

/** Resolves when the appliance at that address has no session any more. */
async function untilIdle(url: string): Promise<void> {
  for (;;) {
    const response = await fetch(url.replace('ws:', 'http:').replace('/v2', '/session_status'));
    const { active_sessions: sessions } = (await response.json()) as { active_sessions: unknown[] };
    if (sessions.length === 0) return;
  }
}
