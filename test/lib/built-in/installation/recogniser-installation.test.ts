import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { temporaryFolder } from '../../../../dev/temporary-folder';
import {
  type InstallationSettings,
  RecogniserInstallation,
} from '../../../../nodes/lib/built-in/installation/recogniser-installation';
import { gone } from '../../../support/processes';
import { VirtualTime } from '../../../support/virtual-time';
import { failed, findNpm } from '../../../../nodes/lib/built-in/installation/npm';
import {
  installCommand,
  locateRecogniser,
  recogniserPackages,
} from '../../../../nodes/lib/built-in/recogniser/packages';

/** Of hooks that nobody waits at. */
const unlocked = { add: () => {}, remove: () => {} };

/** Stands in for npm: notes how it was called, and does what a line of JavaScript says. */
function fakeNpm(folder: string, action: string): { program: string; arguments: string[] } {
  const script = join(folder, 'fake-npm.js');
  const install = `
    const { mkdirSync, writeFileSync } = require('node:fs');
    const wanted = process.argv.slice(process.argv.indexOf('--') + 1);
    writeFileSync('called.json', JSON.stringify(process.argv.slice(2)));
    const install = () => {
      for (const spec of wanted) {
        const at = spec.lastIndexOf('@');
        const [name, version] = [spec.slice(0, at), spec.slice(at + 1)];
        mkdirSync('node_modules/' + name, { recursive: true });
        writeFileSync('node_modules/' + name + '/package.json', JSON.stringify({ name, version }));
        writeFileSync('node_modules/' + name + '/model.bin', Buffer.alloc(3_000_000));
      }
    };
    const fail = (...lines) => {
      for (const line of lines) console.error('npm error ' + line);
      process.exit(1);
    };
    ${action}`;
  writeFileSync(script, install);
  return { program: process.execPath, arguments: [script] };
}

describe('the installation of the recogniser', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => {
    folder.remove();
  });

  function installation(action: string, settings: Partial<InstallationSettings> = {}): RecogniserInstallation {
    const npm = fakeNpm(folder.path, action);
    // Found from the folder only: beside this test it is installed.
    const check = (): void => void locateRecogniser([folder.path]);
    return new RecogniserInstallation({ folder: folder.path, npm, check, ...settings });
  }
  const called = (): string[] | undefined => {
    const file = join(folder.path, 'called.json');
    return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as string[]) : undefined;
  };

  it('gets the packages of this machine in one run of npm, and tells those who wait when it begins and ends', async () => {
    const one = installation('install();');
    let begun = 0;
    const forget = one.onBegin(() => (begun += 1));
    assert.deepEqual(await one.report().then(({ state, fault, command }) => ({ state, code: fault?.code, command })), {
      state: 'missing',
      code: 'recogniser_missing',
      command: installCommand,
    });
    one.begin();
    one.begin();
    assert.equal((await one.report()).state, 'installing');
    await one.ending;
    const report = await one.report();
    assert.deepEqual([report.state, report.fault?.code, one.ending, begun], ['installed', undefined, undefined, 1]);
    const specs = Object.entries(recogniserPackages).map(([name, version]) => `${name}@${version}`);
    assert.deepEqual(called()?.slice(-specs.length), specs);
    for (const option of ['--save', '--save-exact']) assert.ok(called()?.includes(option), option);
    assert.ok(existsSync(join(folder.path, 'package.json')));
    forget();
    one.begin();
    assert.equal(one.ending, undefined, 'nothing is left to install');
  });

  it('says how far it is', async () => {
    // It ends when the test has seen enough.
    const one = installation(`install(); const { existsSync } = require('node:fs');
      setInterval(() => existsSync('enough') && process.exit(0), 5);`);
    one.begin();
    let done: number | undefined;
    while (!done && one.ending) ({ done } = await one.report());
    const report = await one.report();
    assert.equal(report.state, 'installing', report.fault?.reason);
    assert.ok(report.done! > 0 && report.done! <= Object.keys(recogniserPackages).length * 3, String(report.done));
    assert.ok(report.megabytes >= 220);
    writeFileSync(join(folder.path, 'enough'), '');
    await one.ending;
  });

  for (const [said, cure] of [
    ['ENOSPC: no space left on device, write', /The disk is full/],
    ["EACCES: permission denied, mkdir '/data/node_modules'", /cannot write to its user directory/],
    [
      'request to https://registry.invalid/x failed, reason: getaddrinfo ENOTFOUND registry.invalid',
      /cannot be reached/,
    ],
    ['404 Not Found - GET https://registry.invalid/x\nnpm error 404 E404', /does not provide the packages/],
    ['something new', /Run the command by hand/],
  ] as const) {
    it(`says why it failed, what to do, and tries again when asked: ${said.slice(0, 20)}`, async () => {
      const one = installation(`fail('code X', ${JSON.stringify(said)});`);
      one.begin();
      await one.ending;
      const { state, fault } = await one.report();
      assert.deepEqual([state, fault?.code], ['failed', 'install_failed']);
      assert.match(fault!.reason, cure);
      assert.ok(fault!.reason.includes(said.split('\n')[0]!), fault!.reason);
      fakeNpm(folder.path, 'install();');
      one.begin();
      await one.ending;
      assert.equal((await one.report()).state, 'installed');
    });
  }

  it('says that npm did its work and the recogniser is still not there', async () => {
    const one = installation('');
    one.begin();
    await one.ending;
    const { state, fault } = await one.report();
    assert.deepEqual([state, fault?.code], ['failed', 'recogniser_missing']);
  });

  it('says that npm cannot be started', async () => {
    const one = installation('', { npm: { program: join(folder.path, 'no-npm'), arguments: [] } });
    one.begin();
    await one.ending;
    assert.match((await one.report()).fault!.reason, /cannot find npm\. Install it.*npm could not be started/);
  });

  it('says that npm cannot be started where the system refuses it at once', async () => {
    const one = installation('', { npm: { program: 'npm\0', arguments: [] } });
    one.begin();
    await one.ending;
    const { code, reason } = (await one.report()).fault!;
    assert.equal(code, 'install_failed');
    assert.match(reason, /npm could not be started/);
  });

  it('names the cause where there is no memory for npm', () => {
    for (const said of ['spawn ENOMEM', 'spawn /usr/bin/node EAGAIN']) {
      assert.match(failed(`npm could not be started: ${said}`, '').message, /no memory for another process/);
    }
    assert.match(failed('getaddrinfo EAI_AGAIN registry', '').message, /registry cannot be reached/);
  });

  it('says that too many files are open to start npm', async function () {
    if (process.platform === 'win32') this.skip();
    this.timeout(20_000);
    const script = `
      const { closeSync, openSync } = require('node:fs');
      const { runNpm } = require(${JSON.stringify(join(__dirname, '../../../../nodes/lib/built-in/installation/npm.ts'))});
      const opened = [];
      try { for (;;) opened.push(openSync('/dev/null')); } catch {}
      const clock = { now: () => 0, setTimeout: () => 0, clearTimeout: () => {} };
      const ended = runNpm({ program: process.execPath, arguments: [] }, ['--version'], '.', clock);
      opened.forEach((file) => closeSync(file));
      ended.catch((error) => console.log(error.code, error.message));`;
    const path = join(folder.path, 'exhausted.cjs');
    writeFileSync(path, script);
    const node = [process.execPath, '--require', require.resolve('tsx/cjs'), path];
    const child = spawn('sh', ['-c', 'ulimit -n 100 && exec "$0" "$@"', ...node], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [said, complaint] = await Promise.all([text(child.stdout), text(child.stderr)]);
    assert.equal(complaint, '');
    assert.match(said, /^install_failed .*Too many files are open.*npm could not be started: .*EMFILE/);
  });

  it('says that the user directory cannot be used', async () => {
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    const one = installation('', { folder: file });
    one.begin();
    await one.ending;
    const { fault } = await one.report();
    assert.equal(fault?.code, 'install_failed');
    assert.match(fault.reason, /could not be installed.*EEXIST/);
  });

  it('ends with npm, although a program that npm left behind holds its output', async () => {
    const one = installation(`install();
      const { pid } = require('node:child_process').spawn(process.execPath, ['-e', 'setTimeout(() => require("node:fs").writeFileSync("ended", ""), 10000)'],
        { stdio: 'inherit', detached: true });
      writeFileSync('left-behind', String(pid));
      process.exit(0);`);
    one.begin();
    await one.ending;
    assert.ok(!existsSync(join(folder.path, 'ended')));
    process.kill(Number(readFileSync(join(folder.path, 'left-behind'), 'utf8')), 'SIGKILL');
    assert.equal((await one.report()).state, 'installed');
  });

  it('does nothing that the settings of Node-RED forbid, and says which of them does', async () => {
    for (const modules of [{ allowInstall: false }, { denyList: ['onnxruntime-*'] }, { allowList: ['lodash'] }]) {
      const one = installation('install();', { externalModules: { modules } });
      one.begin();
      assert.equal(one.ending, undefined);
      const { state, refusal } = await one.report();
      assert.equal(state, 'missing');
      assert.match(refusal!, /settings file forbids it: externalModules\.modules\./);
    }
    assert.equal(called(), undefined);
  });

  it('asks the hooks of Node-RED, which may forbid it or do it in place of npm', async () => {
    const asked: string[] = [];
    const hooks = (answer: (module: string) => unknown) => ({
      trigger: (hook: string, payload: object) => {
        const { module } = payload as { module: string };
        asked.push(`${hook} ${module}`);
        return Promise.resolve(hook === 'preInstall' ? answer(module) : undefined);
      },
      ...unlocked,
    });
    const forbidden = installation('install();', {
      hooks: hooks(() => {
        throw new Error('not in this house');
      }),
    });
    forbidden.begin();
    await forbidden.ending;
    const { fault } = await forbidden.report();
    assert.equal(fault!.code, 'install_failed');
    assert.match(fault!.reason, /A hook in the settings .* forbids it.*not in this house/);
    assert.equal(called(), undefined);
    const [skipped] = Object.keys(recogniserPackages);
    const partly = installation('install();', { hooks: hooks((module) => module !== skipped) });
    partly.begin();
    await partly.ending;
    assert.ok(!called()!.some((argument) => argument.startsWith(`${skipped}@`)));
    assert.ok(asked.includes(`postInstall ${skipped}`));
  });

  it('gives npm the arguments that the hooks of Node-RED leave to it', async () => {
    const [first] = Object.keys(recogniserPackages);
    const installed: object[] = [];
    const one = installation(
      'install(); require("node:fs").appendFileSync("runs", JSON.stringify(process.argv.slice(2)) + "\\n");',
      {
        hooks: {
          trigger: (hook, payload) => {
            const changed = payload as { module: string; args: string[] };
            if (hook === 'postInstall') installed.push(changed.args);
            else if (changed.module === first) changed.args.push('--ignore-scripts');
            else changed.args = ['--prefer-offline'];
            return Promise.resolve(undefined);
          },
          ...unlocked,
        },
      },
    );
    one.begin();
    await one.ending;
    assert.equal((await one.report()).state, 'installed');
    const runs = readFileSync(join(folder.path, 'runs'), 'utf8').trim().split('\n');
    const [of, others] = runs.map((run) => JSON.parse(run) as string[]);
    assert.equal(runs.length, 2);
    assert.deepEqual(of!.slice(-3), ['--ignore-scripts', '--', `${first}@${recogniserPackages[first!]}`]);
    assert.deepEqual(others!.slice(0, 3), ['install', '--prefer-offline', '--']);
    assert.deepEqual(installed[1], ['--prefer-offline']);
  });

  it('lets Node-RED install nothing else meanwhile', async () => {
    let waiting: (() => Promise<void>) | undefined;
    const order: string[] = [];
    const one = installation('install();', {
      hooks: {
        trigger: () => Promise.resolve(undefined),
        add: (_hook, callback) => {
          waiting = callback;
          void callback().then(() => order.push('another one'));
        },
        remove: (hook) => order.push(`removed ${hook}`),
      },
    });
    one.begin();
    await one.ending;
    assert.deepEqual([order, typeof waiting], [['removed preInstall.speechmatics', 'another one'], 'function']);
  });

  it('ends npm and what it started after an hour, and says so', async () => {
    const time = new VirtualTime();
    const one = installation(
      `const { spawn } = require('node:child_process');
      const { pid } = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'ignore' });
      writeFileSync('pid', String(pid));
      setInterval(() => {}, 1000);`,
      { clock: time.clock },
    );
    one.begin();
    const file = join(folder.path, 'pid');
    while (!existsSync(file) || readFileSync(file, 'utf8') === '') await new Promise(setImmediate);
    assert.equal((await one.report()).state, 'installing');
    await time.advance(3_600_000);
    await one.ending;
    await gone(Number(readFileSync(file, 'utf8')));
    const { fault } = await one.report();
    assert.equal(fault!.code, 'install_failed');
    assert.match(fault!.reason, /Check the connection.*npm took longer than 60 minutes/);
    assert.equal(time.pendingTimers, 0);
  });

  it('finds the npm of Node-RED, or of Node.js', () => {
    for (const npm of [findNpm(require.resolve('node-red')), findNpm(undefined), findNpm('/nowhere/main.js')]) {
      assert.ok(npm.program === 'npm' || existsSync(npm.arguments[0]!), JSON.stringify(npm));
    }
    assert.match(String(findNpm(require.resolve('node-red')).arguments[0]), /node_modules.npm.bin.npm-cli\.js$/);
  });
});
