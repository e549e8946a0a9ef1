import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { requireProgram } from '../../dev/programs';
import { recordingNamed } from '../../dev/recordings';
import { ROOT } from '../../dev/root';
import { installCommand } from '../../nodes/lib/built-in/recogniser/packages';
import { runScript } from '../support/npm-script';
import { commandsOf, documentedCommands } from './commands';

/** What is run by another test, or by CI: the file, and the words in it that say so. */
const RUN_ELSEWHERE: Record<string, [file: string, words: string]> = {
  'npm test': ['.ci/run', 'npm test --ignore-scripts'],
  'npm run lint': ['package.json', '"test": "npm run --silent lint'],
  'npm run build': ['scripts/build/setup.mjs', "run('run', '--silent', 'build')"],
  'npm run test:node-red-5': ['.ci/run', 'test:node-red-5'],
  'npm start': ['test/scripts/demo.test.ts', 'scripts/run/demo.ts'],
  'npm start -- --once': ['test/scripts/demo.test.ts', "'--once'"],
  'npm run build && node --inspect --import tsx scripts/run/demo.ts': [
    'test/scripts/demo.test.ts',
    "'--import', 'tsx'",
  ],
  'npm install node-red-contrib-speechmatics': ['test/package/package.test.ts', 'installPacked('],
  [installCommand]: ['test/package/package.test.ts', 'installCommand.split'],
  'npm run appliance': ['test/scripts/appliance.test.ts', "runScript('appliance'"],
  'npm run appliance -- --port 9000': ['test/scripts/appliance.test.ts', "run('--port'"],
  'npm run appliance -- --port 9000 --sessions 2 --engine wasm': [
    'test/scripts/appliance.test.ts',
    "'--sessions', '3'",
  ],
  'npm run sources': ['test/scripts/sources.test.ts', 'SourceBench'],
  'npm run bench': ['test/scripts/bench.test.ts', "runScript('bench'"],
  'npm run bench -- --quick': ['test/scripts/bench.test.ts', "'--once'"],
  'npm run bench -- --only live --clients raw,node': ['test/scripts/bench.test.ts', "'--clients', 'raw,node'"],
  'npm run bench -- --quick --only burst --profile profiles': ['test/scripts/bench.test.ts', "'--profile'"],
  'APPLIANCE_1=192.168.1.11:9000 APPLIANCE_2=192.168.1.12:9000 haproxy -f haproxy.cfg': [
    'test/examples/scale-out.test.ts',
    'haproxy.cfg',
  ],
  'curl --form recording=@memo.mp3 http://127.0.0.1:1880/transcribe': ['test/examples/http-upload.ts', 'commandsOf('],
  'curl --upload-file memo.wav --header "content-type: audio/wav" http://127.0.0.1:1880/transcribe': [
    'test/examples/http-upload.ts',
    'commandsOf(',
  ],
  'ffmpeg -re -i memo.mp3 -f s16le -ar 16000 -ac 1 - | split -b 3200 --filter "mosquitto_pub -t rooms/kitchen/audio -s"':
    ['test/examples/rooms-over-mqtt.ts', 'commandsOf('],
};

/** What no test runs, and why. */
const NOT_RUN: Record<string, string> = {
  'npm run format': 'changes files; npm run lint checks the same',
  'npm run screenshots':
    'takes minutes in a browser; test/docs/examples.test.ts finds pages and pictures that are missing',
  'npm run scorecard': "downloads the Flow Library's tool and catalogue",
  'npm run test:node-red-5 -- "test/editor/*.test.ts"': 'CI runs all of them',
  'npm run recognise': 'takes an hour; test/scripts/recognise.test.ts measures one recording',
  'npm run recognise -- --model tiny --engine native my-recordings > figures.md':
    'takes minutes; test/scripts/recognise.test.ts reads such a folder',
  'npm run vocabulary': 'takes an hour, and needs synthesizers of Debian',
  'npm run vocabulary -- --every 8': 'takes a quarter of an hour, and needs synthesizers of Debian',
  'node scripts/check/arm64.mjs': 'downloads 50 MB, and takes minutes in an emulator',
  'cd ~/.node-red && npm install /path/to/the/clone': 'is about the Node-RED of the user',
  'apt-get install --no-install-recommends pocketsphinx-testdata asterisk-core-sounds-en-g722 ffmpeg': 'needs root',
  'apt-get install --no-install-recommends pocketsphinx pocketsphinx-en-us': 'needs root',
  'apt-get install --no-install-recommends flite espeak-ng festival festvox-kdlpc16k festvox-kallpc16k': 'needs root',
  'sudo apt install ffmpeg': 'needs root',
  'sudo apt install espeak-ng': 'needs root',
  'apk add ffmpeg': 'needs Alpine, and root',
  'brew install ffmpeg': 'needs macOS',
  'winget install ffmpeg': 'needs Windows',
  'docker run --device /dev/snd --group-add audio ...': 'needs Docker, and a microphone',
};

/** Runs a program in the repository to its end, and gives what it prints; it has to end with 0. */
async function outputOf(child: ReturnType<typeof runScript>): Promise<string> {
  const [output, complaints] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  assert.equal(child.exitCode, 0, output + complaints);
  return output;
}

function mocha(env: Record<string, string>, ...options: string[]): Promise<string> {
  const program = join(ROOT, 'node_modules', 'mocha', 'bin', 'mocha.js');
  return outputOf(
    spawn(process.execPath, [program, ...options], {
      cwd: ROOT,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    }),
  );
}

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** What is run here, in a short form where the whole one takes minutes. */
const RUN_HERE: Record<string, (this: Mocha.Context) => Promise<void>> = {
  async 'npm run captions'() {
    const output = await outputOf(runScript('captions'));
    assert.match(output, /\| captions node \|/);
    assert.doesNotMatch(output, /NaN|undefined/);
  },

  async 'npm run stability'() {
    const picture = join(ROOT, 'docs', 'stability.svg');
    const before = readFileSync(picture);
    try {
      const output = await outputOf(runScript('stability'));
      assert.match(output, /\| \*\*calm\*\* /);
      assert.doesNotMatch(output, /NaN|undefined/);
      assert.match(readFileSync(picture, 'utf8'), /^<svg [^]*calm/);
    } finally {
      writeFileSync(picture, before);
    }
  },

  async 'npm run endurance -- --hours 1'() {
    // Seconds say nothing of memory: only samples are judged.
    const output = await text(runScript('endurance', '--hours', '0.005', '--fast').stdout);
    assert.match(output, /^samples: (\d+) in the file, \1 arrived, 0 of them others$/m);
  },

  async 'npm run soak -- --minutes 10'() {
    // Memory says nothing yet: only words are judged.
    const output = await text(runScript('soak', '--minutes', '0.04').stdout);
    assert.match(output, /^50 streams, .* 0 streams failed$/m);
    assert.match(output, / 0 lost, 0 doubled/);
  },

  async 'npx mocha "test/lib/audio/*.test.ts"'() {
    assert.match(await mocha({}, 'test/lib/audio/*.test.ts', '--dry-run'), /\d{2,} passed, 0 failed/);
  },

  async 'npx mocha test/nodes/transcribe.test.ts -g "WAV"'() {
    const output = await mocha({}, 'test/nodes/transcribe.test.ts', '-g', 'WAV', '--dry-run');
    assert.match(output, /[1-9]\d* passed, 0 failed/);
  },

  async 'SEED=17 npx mocha test/lib/stream/stream-survival.test.ts'() {
    const output = await mocha({ SEED: '17' }, 'test/lib/stream/stream-survival.test.ts');
    assert.match(output, /session 1: [^]* 1 streams,/);
  },

  async 'ffmpeg -i recording.mp3 -f s16le -ar 16000 -ac 1 -'() {
    const ffmpeg = requireProgram(this, 'ffmpeg');
    const [, ...options] = this.test!.title.split(' ');
    const recording = recordingNamed('austen-0930');
    const child = spawn(
      ffmpeg,
      options.map((option) => option.replace('recording.mp3', recording.path)),
      { stdio: ['ignore', 'pipe', 'ignore'] },
    );
    const [samples] = await Promise.all([buffer(child.stdout), once(child, 'exit')]);
    assert.equal(child.exitCode, 0);
    assert.ok(Math.abs(samples.length / 32_000 - recording.seconds) < 0.1);
  },
};

/** The same command with other values in it. */
const SAME: Record<string, string> = {
  'npm run stability -- --tuning': 'npm run stability',
  'npm run endurance': 'npm run endurance -- --hours 1',
  'npm run soak': 'npm run soak -- --minutes 10',
  'SEED=28 npx mocha test/lib/stream/stream-survival.test.ts':
    'SEED=17 npx mocha test/lib/stream/stream-survival.test.ts',
};

describe('commands in documents', () => {
  const all = documentedCommands();
  const tables = [RUN_HERE, RUN_ELSEWHERE, NOT_RUN, SAME];
  const known = tables.flatMap((table) => Object.keys(table));

  it('are found in blocks, in sentences and on indented lines', () => {
    const markdown = [
      'Run `npm run x -- -y`, not `npm`; `ffmpeg` reads.',
      '    curl http://127.0.0.1',
      '```sh\n# run\nanything -z    # what it does\n```',
      '```ini\nnot,this\n```',
      '    neither = this',
    ].join('\n\n');
    assert.deepEqual(commandsOf(markdown).toSorted(), ['anything -z', 'curl http://127.0.0.1', 'npm run x -- -y']);
  });

  it('are all run by a test, or there is a reason', () => {
    assert.deepEqual(
      all.filter(({ command }) => !known.includes(command)),
      [],
      'Add each to a table in this file',
    );
    const written = new Set(all.map(({ command }) => command));
    assert.deepEqual(
      known.filter((command) => !written.has(command)),
      [],
      'No document has these any more',
    );
    assert.equal(known.length, new Set(known).size);
    for (const [one, other] of Object.entries(SAME)) assert.ok(other in RUN_HERE, one);
  });

  it('are about scripts that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = all.flatMap(({ command }) => [...command.matchAll(/\bnpm run ([\w:-]+)/g)].map(([, name]) => name!));
    assert.deepEqual(
      named.filter((name) => !(name in scripts)),
      [],
    );
  });

  for (const [command, [file, words]] of Object.entries(RUN_ELSEWHERE)) {
    it(`${command}: ${file}`, () => assert.ok(read(file).includes(words)));
  }

  for (const [command, run] of Object.entries(RUN_HERE)) it(command, run);
});
