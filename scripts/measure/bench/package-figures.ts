import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../dev/root';
import { copyMessage } from '../../../nodes/lib/message/copy-message';
import { PartialFilter } from '../../../nodes/lib/transcript/filter/partial-filter';
import { type FilterMode, MODES, readFilterSettings } from '../../../nodes/lib/transcript/filter/settings';
import { percentile } from './statistics';

/** A figure that no client and no server has a part in. */
export interface PackageFigure {
  what: string;
  value: string;
}

const LENGTHS = [10, 40, 200] as const;
const MEGABYTE = 1024 * 1024;

/** Microseconds that the partial filter takes for a message of a growing partial, by mode. @param times that each is measured */
export function filterFigures(times: number): PackageFigure[] {
  return MODES.map((mode) => ({
    what: `partial filter, ${mode}: µs for a message of ${LENGTHS.join(', ')} words`,
    value: LENGTHS.map((words) => filterTime(mode, words, times).toFixed(0)).join(', '),
  }));
}

function filterTime(mode: FilterMode, words: number, times: number): number {
  const messages = Array.from({ length: words }, (_, index) => partialOf(index + 1));
  const measured = Array.from({ length: times }, () => {
    let [time, last] = [0, 0];
    const clock = { now: () => time, setTimeout: () => undefined, clearTimeout: () => {} };
    // The node sends copies.
    const filter = new PartialFilter(readFilterSettings({ mode }), clock, (outputs) => void outputs.map(copyMessage));
    for (const message of messages) {
      time += 300;
      const began = performance.now();
      filter.take(message);
      last = performance.now() - began;
    }
    return last * 1000;
  });
  return percentile(measured, 0.5);
}

function partialOf(words: number): Record<string, unknown> {
  const results = Array.from({ length: words }, (_, index) => ({
    type: 'word',
    content: `word${index}`,
    start_time: index * 0.3,
    end_time: index * 0.3 + 0.25,
  }));
  const transcript = {
    stream: 's',
    start_time: 0,
    end_time: words * 0.3,
    results,
    delimiter: ' ',
    language: 'en',
    latency: 1,
  };
  return { payload: results.map(({ content }) => content).join(' '), partial: true, transcript };
}

/** Milliseconds that Node.js takes to load the node's code, without Node-RED. @param times that each is measured */
export function loadingFigures(times: number): PackageFigure[] {
  return ['appliance', 'transcribe', 'partial-filter'].map((name) => ({
    what: `loading the ${name} node, ms`,
    value: percentile(
      Array.from({ length: times }, () => loadingTime(name)),
      0.5,
    ).toFixed(0),
  }));
}

function loadingTime(name: string): number {
  const script = 'const began = performance.now(); require(process.argv[1]); console.log(performance.now() - began);';
  return Number(execFileSync(process.execPath, ['-e', script, join(ROOT, 'dist', `${name}.js`)], { encoding: 'utf8' }));
}

/** What an installation takes on the disk. */
export function sizeFigures(): PackageFigure[] {
  const npm = (...npmArguments: string[]): string =>
    execFileSync('npm', npmArguments, {
      cwd: ROOT,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
      shell: true,
    });
  const [packed] = JSON.parse(npm('pack', '--dry-run', '--json', '--ignore-scripts')) as [
    { size: number; unpackedSize: number },
  ];
  const dependencies = npm('ls', '--omit=dev', '--all', '--parseable').trim().split('\n').slice(1);
  const bytes = dependencies.reduce((sum, folder) => sum + sizeOf(folder), 0);
  return [
    { what: 'package, packed, MB', value: (packed.size / MEGABYTE).toFixed(2) },
    { what: 'package, unpacked, MB', value: (packed.unpackedSize / MEGABYTE).toFixed(2) },
    { what: `its ${dependencies.length} dependencies, MB`, value: (bytes / MEGABYTE).toFixed(1) },
  ];
}

/** Without the dependencies of the dependency, which are listed by themselves. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .map((entry) => (entry.isDirectory() ? sizeOf(join(folder, entry.name)) : statSync(join(folder, entry.name)).size))
    .reduce((sum, size) => sum + size, 0);
}
