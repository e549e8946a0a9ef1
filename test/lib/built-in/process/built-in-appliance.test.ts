import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect as connectTcp } from 'node:net';
import { delimiter, join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import {
  BuiltInAppliance,
  type BuiltInEndpoint,
  type Lease,
} from '../../../../nodes/lib/built-in/process/built-in-appliance';
import { CodedError } from '../../../../nodes/lib/errors/coded-error';
import { readContainer } from '../../../support/containers';
import { gone, processIdIn } from '../../../support/processes';
import { requireProgram } from '../../../../dev/programs';
import { RawClient } from '../../../support/raw-client';
import { readPcm, recordingNamed } from '../../../../dev/recordings';
import { PIECE, RAW, startMessage, textOf } from '../../../support/speech-api';
import { temporaryFolder } from '../../../../dev/temporary-folder';

const speech = readPcm(recordingNamed('cards-3'));

function connect({ url, token }: BuiltInEndpoint): Promise<RawClient> {
  return RawClient.connect(url, { Authorization: `Bearer ${token}` });
}

/** Resolves when nothing listens at the address any more. */
async function silence(url: string): Promise<void> {
  for (;;) {
    const socket = connectTcp(Number(new URL(url).port), '127.0.0.1');
    const open = await new Promise((resolve) => {
      socket.once('connect', () => resolve(true));
      socket.once('error', () => resolve(false));
    });
    socket.destroy();
    if (!open) return;
  }
}

/** A process module with the given lines. */
function entry(folder: string, ...lines: string[]): string {
  const path = join(folder, 'entry.cjs');
  writeFileSync(path, lines.join('\n'));
  return path;
}

describe('built-in/process/built-in-appliance', () => {
  const folder = temporaryFolder();
  const leases: Lease[] = [];

  function use(appliance: BuiltInAppliance): Lease {
    const lease = appliance.use();
    leases.push(lease);
    return lease;
  }

  afterEach(() => {
    for (const lease of leases.splice(0)) lease.release();
  });
  after(() => folder.remove());

  it('is one server for all its users, and stops with the last of them', async () => {
    const appliance = new BuiltInAppliance();
    const [one, other] = [use(appliance), use(appliance)];
    const endpoint = await one.endpoint();
    assert.deepEqual(await other.endpoint(), endpoint);
    one.release();
    (await connect(endpoint)).close();
    other.release();
    await silence(endpoint.url);
  });

  it('starts again for its next user', async () => {
    const appliance = new BuiltInAppliance();
    const first = use(appliance);
    const { url } = await first.endpoint();
    first.release();
    await silence(url);
    (await connect(await use(appliance).endpoint())).close();
  });

  it('does not answer those who gave it back', async () => {
    const lease = use(new BuiltInAppliance());
    const asked = lease.endpoint();
    lease.release();
    await assert.rejects(asked, { code: 'appliance_stopped' });
    await assert.rejects(lease.endpoint(), { code: 'appliance_stopped' });
  });

  it('is started again when its process dies', async () => {
    const path = entry(
      folder.path,
      "process.on('disconnect', () => process.exit());",
      'process.send({ type: "listening", url: String(process.pid) });',
    );
    const lease = use(new BuiltInAppliance({ entry: path }));
    const { url: first } = await lease.endpoint();
    process.kill(Number(first), 'SIGKILL');
    let next = first;
    while (next === first) {
      await setImmediate();
      ({ url: next } = await lease.endpoint());
    }
    assert.ok(Number(next) > 0);
  });

  describe('when its native engine fails', () => {
    const listen = [
      "process.on('disconnect', () => process.exit());",
      "const engine = process.argv[process.argv.indexOf('--engine') + 1];",
      'const listening = { type: "listening", url: `${engine} ${process.pid}` };',
    ];
    const notices: string[] = [];
    const appliance = (...lines: string[]): Lease => {
      notices.length = 0;
      const path = entry(folder.path, ...listen, ...lines);
      return use(new BuiltInAppliance({ entry: path, onNotice: (notice) => notices.push(notice) }));
    };
    const next = async (lease: Lease, before: string): Promise<string> => {
      for (;;) {
        await setImmediate();
        const { url } = await lease.endpoint();
        if (url !== before) return url;
      }
    };

    for (const signal of ['SIGSEGV', 'SIGILL', 'SIGABRT', 'SIGSYS']) {
      it(`goes on with WASM, and says so once, after a crash at its start: ${signal}`, async () => {
        const lease = appliance(
          `if (engine === 'native') process.kill(process.pid, '${signal}'); else process.send(listening);`,
        );
        const { url } = await lease.endpoint();
        assert.match(url, /^wasm/);
        assert.equal(notices.length, 1);
        assert.match(notices[0]!, new RegExp(`continues with WebAssembly.*${signal}`));
      });
    }

    it('goes on with WASM after a start in which a function of a library is missing', async () => {
      const lease = appliance("if (engine === 'native') process.exit(127); else process.send(listening);");
      assert.match((await lease.endpoint()).url, /^wasm/);
      assert.equal(notices.length, 1);
    });

    it('goes on with WASM after the engine failed in the midst of its work, and says so once', async () => {
      const lease = appliance(
        "if (engine === 'native') process.on('SIGUSR2', () => {",
        "  process.send({ type: 'fallback', reason: 'it computes nothing' });",
        "  process.send({ type: 'failed', code: 'recogniser_failed', reason: 'broken' }, () => process.exit(1));",
        '});',
        'process.send(listening);',
      );
      const { url } = await lease.endpoint();
      process.kill(Number(url.split(' ')[1]), 'SIGUSR2');
      assert.match(await next(lease, url), /^wasm/);
      assert.equal(notices.length, 1);
    });

    it('goes on with WASM after a crash in the midst of its work, but not after it was killed', async () => {
      const lease = appliance('process.send(listening);');
      const { url: first } = await lease.endpoint();
      assert.match(first, /^native/);
      process.kill(Number(first.split(' ')[1]), 'SIGKILL');
      const second = await next(lease, first);
      assert.match(second, /^native/);
      assert.deepEqual(notices, []);
      process.kill(Number(second.split(' ')[1]), 'SIGSEGV');
      const third = await next(lease, second);
      assert.match(third, /^wasm/);
      assert.equal(notices.length, 1);
    });

    it('leaves it alone from then on, and does not say again what the process says again', async () => {
      const lease = appliance(
        'process.send({ type: "fallback", reason: "no such library" });',
        'process.send({ type: "fallback", reason: "no such library" });',
        'process.send(listening);',
      );
      const { url } = await lease.endpoint();
      assert.equal(notices.length, 1);
      assert.match(notices[0]!, /no such library/);
      process.kill(Number(url.split(' ')[1]), 'SIGKILL');
      assert.match(await next(lease, url), /^wasm/);
      assert.equal(notices.length, 1);
    });
  });

  it('lets in who holds it, and no other user of the machine', async () => {
    const { url, token } = await use(new BuiltInAppliance()).endpoint();
    assert.match(token, /^[0-9a-f]{64}$/);
    for (const wrong of ['', token.slice(1), token.toUpperCase(), `${token} `]) {
      await assert.rejects(connect({ url, token: `x${wrong}` }), /401/);
    }
    await assert.rejects(RawClient.connect(url), /401/);
    (await connect({ url, token })).close();
    const other = await use(new BuiltInAppliance()).endpoint();
    await assert.rejects(connect({ url: other.url, token }), /401/);
  });

  it('shows its token on no command line', async () => {
    const path = entry(
      folder.path,
      "process.on('disconnect', () => process.exit());",
      'process.send({ type: "listening", url: [...process.argv, ...process.execArgv].join(" ") });',
    );
    const { url, token } = await use(new BuiltInAppliance({ entry: path, sessions: 3 })).endpoint();
    assert.match(url, /--sessions 3/);
    assert.ok(!url.includes(token));
  });

  it('waits for an installation of its recogniser, starts by itself after it, and tells its users of both', async () => {
    let begun = (): void => {};
    let ended = (): void => {};
    const installation: { ending: Promise<void> | undefined; onBegin(listener: () => void): () => void } = {
      ending: undefined,
      onBegin: (listener) => {
        begun = listener;
        return () => (begun = () => {});
      },
    };
    const listening = "process.send({ type: 'listening', url: 'ws://127.0.0.1:1/v2' }); setInterval(() => {}, 1000);";
    const leave = "process.on('disconnect', () => process.exit());";
    installation.ending = new Promise((resolve) => (ended = resolve));
    const appliance = new BuiltInAppliance({ entry: entry(folder.path, listening, leave), installation });
    const lease = use(appliance);
    const phases = [lease.phase()];
    lease.watch(() => phases.push(lease.phase()));
    const endpoint = lease.endpoint();
    installation.ending = undefined;
    ended();
    assert.equal((await endpoint).url, 'ws://127.0.0.1:1/v2');
    assert.deepEqual(phases, ['installing', 'stopped', 'starting', 'running']);
    // One that runs already goes on.
    begun();
    assert.equal(lease.phase(), 'running');
  });

  describe('when its process cannot start', () => {
    /** How often a process was started that does what the lines say, and what came of asking for the endpoint. */
    function failing(...lines: string[]): { appliance: BuiltInAppliance; starts: () => number } {
      const log = join(folder.path, 'starts');
      rmSync(log, { force: true });
      const note = `require('node:fs').appendFileSync(${JSON.stringify(log)}, '.');`;
      const appliance = new BuiltInAppliance({ entry: entry(folder.path, note, ...lines) });
      return { appliance, starts: () => readFileSync(log).length };
    }

    for (const [what, code, message, ...lines] of [
      [
        'what the process says',
        'recogniser_damaged',
        /the folder is to go/,
        "process.send({ type: 'failed', code: 'recogniser_damaged', reason: 'the folder is to go' }, () => process.exit(1));",
      ],
      ['a crash', 'recogniser_failed', /a crash/, "throw new Error('a crash');"],
      ['an early end', 'recogniser_failed', /exit code 3/, 'process.exit(3);'],
      [
        'being killed, as systems do for want of memory',
        'recogniser_out_of_memory',
        /SIGKILL.*1 GB/,
        "process.kill(process.pid, 'SIGKILL');",
      ],
      [
        'a heap that is full',
        'recogniser_out_of_memory',
        /1 GB/,
        "console.error('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory');",
        'process.exit(134);',
      ],
    ] as const) {
      it(`says so for good, and does not try again by itself: ${what}`, async () => {
        const { appliance, starts } = failing(...lines);
        const lease = use(appliance);
        const expected = { code, message, retryable: false };
        await assert.rejects(lease.endpoint(), expected);
        await assert.rejects(lease.endpoint(), expected);
        await assert.rejects(use(appliance).endpoint(), expected);
        assert.equal(starts(), 1);
      });
    }

    it('is permanent for a stream, with the same code', async () => {
      const { appliance } = failing("throw new Error('a crash');");
      const error: unknown = await use(appliance)
        .endpoint()
        .catch((reason: unknown) => reason);
      const { code, retryable } = CodedError.from(error);
      assert.deepEqual([code, retryable], ['recogniser_failed', false]);
    });

    it('tries again for the next user', async () => {
      const { appliance, starts } = failing("throw new Error('a crash');");
      const first = use(appliance);
      await assert.rejects(first.endpoint());
      first.release();
      await assert.rejects(use(appliance).endpoint());
      assert.equal(starts(), 2);
    });
  });

  describe('when something dies in the midst of a session', () => {
    const started: ChildProcess[] = [];
    const note = (message: unknown): void => {
      started.push((message as { process: ChildProcess }).process);
    };

    beforeEach(() => {
      started.length = 0;
      subscribe('child_process', note);
    });
    afterEach(() => unsubscribe('child_process', note));

    /** Starts a session at the appliance, whose recogniser hears audio then. */
    async function startSession(endpoint: BuiltInEndpoint, format: object = RAW, audio = speech): Promise<RawClient> {
      const client = await connect(endpoint);
      client.send(startMessage({ enable_partials: true }, format));
      await client.wait('RecognitionStarted');
      client.sendAudio(audio, PIECE);
      return client;
    }

    /** Kills what the process module or its thread is, which sees the file `die`, on the first audio that comes then. */
    function preload(deed: string): string {
      const die = join(folder.path, 'die');
      writeFileSync(die, '');
      const path = join(folder.path, 'preload.cjs');
      writeFileSync(
        path,
        [
          "const { isMainThread, parentPort } = require('node:worker_threads');",
          "const { existsSync, rmSync } = require('node:fs');",
          `const die = ${JSON.stringify(die)};`,
          "if (!isMainThread) parentPort.on('message', ({ type }) => {",
          "  if (type !== 'accept' || !existsSync(die)) return;",
          `  rmSync(die); ${deed}`,
          '});',
        ].join('\n'),
      );
      return path;
    }

    /** Waits for the end of the appliance's process, and shows that the next one serves. */
    async function outlive(lease: Lease): Promise<void> {
      const [first] = started;
      if (first!.exitCode === null && first!.signalCode === null) await once(first!, 'exit');
      const client = await startSession(await lease.endpoint());
      client.send({ message: 'EndOfStream', last_seq_no: 1 });
      await client.wait('EndOfTranscript');
      assert.match(textOf(client), /clubs/i);
      assert.equal(started.length, 2);
      client.close();
      lease.release();
      await gone(started[1]!.pid!);
    }

    it('starts the process again when it was killed', async () => {
      const lease = use(new BuiltInAppliance());
      const client = await startSession(await lease.endpoint());
      await client.wait('AudioAdded');
      started[0]!.kill('SIGKILL');
      assert.equal((await client.closed).code, 1006);
      assert.deepEqual(client.all('Error'), []);
      await outlive(lease);
    });

    for (const [what, deed, reason] of [
      ['failed', "throw new Error('no memory left');", /no memory left/],
      ['ended', 'process.exit(3);', /exit code 3/],
    ] as const) {
      it(`starts the process again when its recogniser ${what}, and tells the client why`, async () => {
        const argument = `--require=${preload(deed)}`;
        process.execArgv.push(argument);
        try {
          const lease = use(new BuiltInAppliance());
          const client = await startSession(await lease.endpoint());
          await client.closed;
          const [error, ...more] = client.all('Error');
          assert.equal(error?.type, 'job_error');
          assert.match(error.reason, reason);
          assert.deepEqual(more, []);
          await outlive(lease);
        } finally {
          process.execArgv.splice(process.execArgv.indexOf(argument), 1);
        }
      });
    }

    it('leaves no process behind when its parent is killed', async () => {
      const { parent, endpoint, pid } = await startParent();
      const client = await startSession(endpoint);
      await client.wait('AudioAdded');
      parent.kill('SIGKILL');
      await gone(pid);
      await client.closed;
    });

    for (const victim of ['parent', 'process'] as const) {
      it(`leaves no ffmpeg behind when its ${victim} is killed`, async function () {
        const ffmpeg = requireProgram(this, 'ffmpeg');
        const pidFile = join(folder.path, 'ffmpeg.pid');
        const command = join(folder.path, 'ffmpeg');
        const note = `echo $$ > '${pidFile}.new' && mv '${pidFile}.new' '${pidFile}'`;
        rmSync(pidFile, { force: true });
        writeFileSync(command, `#!/bin/sh\n${note}\nexec '${ffmpeg}' "$@"\n`, { mode: 0o755 });
        const { parent, endpoint, pid } = await startParent(`${folder.path}${delimiter}${process.env.PATH}`);
        const client = await startSession(endpoint, { type: 'file' }, readContainer('adts.aac'));
        await client.wait('AudioAdded');
        const ffmpegPid = await processIdIn(pidFile);
        if (victim === 'parent') parent.kill('SIGKILL');
        else process.kill(pid, 'SIGKILL');
        await gone(ffmpegPid);
        await gone(pid);
        parent.kill('SIGKILL');
      });
    }

    /** A process with an appliance: where it listens, and the appliance's process. */
    async function startParent(
      PATH = process.env.PATH,
    ): Promise<{ parent: ChildProcess; endpoint: BuiltInEndpoint; pid: number }> {
      const module = JSON.stringify(require.resolve('../../../../nodes/lib/built-in/process/built-in-appliance'));
      const script = entry(
        folder.path,
        `const { BuiltInAppliance } = require(${module});`,
        "let pid; require('node:diagnostics_channel').subscribe('child_process', (started) => { pid ??= started; });",
        'new BuiltInAppliance().use().endpoint().then((endpoint) => {',
        '  process.stdout.write(JSON.stringify({ endpoint, pid: pid.process.pid }));',
        '});',
      );
      const parent = spawn(process.execPath, ['--require=tsx/cjs', script], {
        env: { ...process.env, PATH },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const [line] = (await once(parent.stdout, 'data')) as [Buffer];
      return { parent, ...(JSON.parse(line.toString()) as { endpoint: BuiltInEndpoint; pid: number }) };
    }
  });
});
