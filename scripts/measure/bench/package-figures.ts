import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../../dev/root';
import type * as CopyModule from '../../../nodes/lib/message/copy-message';
import type { FlowMessage } from '../../../nodes/lib/message/flow-message';
import type * as FilterModule from '../../../nodes/lib/transcript/filter/partial-filter';
import { type FilterMode, MODES, readFilterSettings } from '../../../nodes/lib/transcript/filter/settings';
import { built } from './clients/built';
import { percentile } from './statistics';

/** A figure that involves neither client nor server. */
export interface PackageFigure {
  what: string;
  value: string;
}

const LENGTHS = [10, 40, 200] as const;
/** Messages of a growing partial. */
const GROWTH = 5;
const MEGABYTE = 1024 * 1024;

/**
 * Microseconds of processor time of the partial filter per message of a growing partial, including the node's copies, by mode.
 * @param times number of measurements each
 */
export function filterFigures(times: number): PackageFigure[] {
  return MODES.map((mode) => ({
    what: `partial filter, ${mode}: µs for a message of ${LENGTHS.join(', ')} words`,
    value: LENGTHS.map((words) => filterTime(mode, words, times).toFixed(0)).join(', '),
  }));
}

/** All streams process the messages before the last one; only the last one is measured. */
function filterTime(mode: FilterMode, words: number, times: number): number {
  const { PartialFilter } = built<typeof FilterModule>('transcript/filter/partial-filter');
  const { copyMessage } = built<typeof CopyModule>('message/copy-message');
  const messages = Array.from({ length: GROWTH }, (_, index) => partialOf(words - GROWTH + index + 1));
  let time = 0;
  const clock = { now: () => time, setTimeout: () => undefined, clearTimeout: () => {} };
  const hear = (filter: FilterModule.PartialFilter, message: FlowMessage): void => filter.take(copyMessage(message));
  const filters = Array.from({ length: times }, () => {
    const send = (outputs: FlowMessage[]): void => void outputs.map((output) => copyMessage(output));
    const filter = new PartialFilter(readFilterSettings({ mode }), clock, send);
    for (const message of messages.slice(0, -1)) {
      time += 300;
      hear(filter, message);
    }
    return filter;
  });
  time += 300;
  const began = process.cpuUsage();
  for (const filter of filters) hear(filter, messages.at(-1)!);
  const { user, system } = process.cpuUsage(began);
  return (user + system) / times;
}

function partialOf(words: number): FlowMessage {
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

/** Milliseconds to load the node's code, without Node-RED. @param times number of measurements each */
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

/** Size of an installation on disk. */
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

/** Without nested dependencies, which are listed separately. */
function sizeOf(folder: string): number {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => name !== 'node_modules')
    .map((entry) => (entry.isDirectory() ? sizeOf(join(folder, entry.name)) : statSync(join(folder, entry.name)).size))
    .reduce((sum, size) => sum + size, 0);
}
