import assert from 'node:assert/strict';
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { TOKEN_VARIABLE } from '../../../../nodes/lib/built-in/process/appliance-options';
import type { ProcessMessage } from '../../../../nodes/lib/built-in/process/appliance-process';
import { flacBomb, mp4Bomb, opusBomb } from '../../../support/bombs';
import type { MemoryReport } from '../../../support/memory-report';
import { requireProgram } from '../../../../dev/programs';
import { RawClient } from '../../../support/raw-client';
import { PIECE, RAW, ServedApi, startMessage } from '../../../support/speech-api';
import { wavFile } from '../../../../dev/wav-file';

const TOKEN = 'secret';
const MEBIBYTE = 1024 * 1024;
/** Bytes in which the first samples are, and no more than a few of them. */
const START = 80;

/** Hours of audio in 17 KiB at the most, but for WAV, which packs nothing. */
const BOMBS = {
  FLAC: () => flacBomb(4000, 700),
  Opus: () => opusBomb(21),
  MP4: () => mp4Bomb(4000, 700),
  WAV: () => wavFile(Buffer.alloc(3 * MEBIBYTE, 0x80), { rate: 4000, bits: 8 }),
};
/** The same with a rate that no sound has. */
const REFUSED = {
  FLAC: () => flacBomb(100, 90),
  MP4: () => mp4Bomb(100, 40),
  WAV: () => wavFile(Buffer.alloc(MEBIBYTE, 0x80), { rate: 2000, bits: 8 }),
};

describe('a file that is small and claims hours of audio', () => {
  describe('in the process of the appliance', () => {
    let child: ChildProcess;
    let url: string;

    before(async function () {
      this.timeout(60_000);
      child = fork(require.resolve('../../../../nodes/lib/built-in/process/appliance-process'), [], {
        env: { ...process.env, [TOKEN_VARIABLE]: TOKEN },
        execArgv: ['--require=tsx/cjs', `--require=${require.resolve('../../../support/memory-report')}`],
      });
      const [message] = (await once(child, 'message')) as [ProcessMessage & { type: 'listening' }];
      url = message.url;
      await listen(20);
    });
    after(() => child.kill('SIGKILL'));

    async function start(format: object): Promise<RawClient> {
      const client = await RawClient.connect(url, { Authorization: `Bearer ${TOKEN}` });
      client.send(startMessage({}, format));
      await client.wait('RecognitionStarted');
      return client;
    }

    async function memory(): Promise<MemoryReport> {
      child.send('memory');
      const [report] = (await once(child, 'message')) as [MemoryReport];
      return report;
    }

    /** The longest time, in milliseconds, after which a session had its audio acknowledged. */
    async function listen(pieces: number): Promise<number> {
      const client = await start(RAW);
      let longest = 0;
      for (let count = 1; count <= pieces; count++) {
        const sent = performance.now();
        client.sendAudio(Buffer.alloc(PIECE));
        await client.waitFor(() => client.all('AudioAdded').length === count);
        longest = Math.max(longest, performance.now() - sent);
      }
      client.send({ message: 'EndOfStream', last_seq_no: pieces });
      await client.wait('EndOfTranscript');
      client.close();
      return longest;
    }

    for (const [container, bomb] of Object.entries(BOMBS)) {
      it(`delays no other session, and fills no memory: ${container}`, async function () {
        this.timeout(60_000);
        if (container === 'MP4') requireProgram(this, 'ffmpeg');
        const idle = (await memory()).resident;
        const hostile = await start({ type: 'file' });
        const bytes = bomb();
        hostile.sendAudio(bytes.subarray(0, START));
        await hostile.wait('AudioAdded');
        hostile.sendAudio(bytes.subarray(START));
        hostile.send({ message: 'EndOfStream', last_seq_no: 2 });
        const longest = await listen(300);
        const { peak } = await memory();
        assert.deepEqual(hostile.all('Error'), []);
        assert.deepEqual(hostile.all('EndOfTranscript'), []);
        hostile.close();
        assert.ok(longest < 500, `${longest} ms`);
        assert.ok(peak - idle < 150 * MEBIBYTE, `${(peak - idle) / MEBIBYTE} MiB`);
      });
    }
  });

  for (const [container, bomb] of Object.entries(REFUSED)) {
    it(`is refused for a rate that no sound has: ${container}`, async function () {
      if (container === 'MP4') requireProgram(this, 'ffmpeg');
      const api = await ServedApi.serve();
      const client = await api.start({}, { type: 'file' });
      client.sendAudio(bomb());
      client.send({ message: 'EndOfStream', last_seq_no: 1 });
      const { type, reason } = await client.wait('Error');
      assert.equal(type, 'job_error');
      assert.match(reason, /check the audio format: its sample rate is (100|2000) Hz/);
      await api.stop();
    });
  }

  for (const container of ['FLAC', 'Opus', 'MP4'] as const) {
    it(`is not decoded beyond what a session may last: ${container}`, async function () {
      if (container === 'MP4') requireProgram(this, 'ffmpeg');
      const api = await ServedApi.serve({ limits: { duration: 20 } });
      const client = await api.start({}, { type: 'file' });
      client.sendAudio(BOMBS[container]());
      client.send({ message: 'EndOfStream', last_seq_no: 1 });
      assert.equal((await client.wait('Warning')).type, 'duration_limit_exceeded');
      await client.wait('EndOfTranscript');
      await api.stop();
    });
  }
});
