/**
 * `npm run bench`: the cost of the package, compared with the same protocol written by hand, the vendor's client, and core
 * nodes. `-- --quick` takes two minutes, `-- --once` only shows that it runs. `-- --only live` measures the scenarios with this
 * word in their title, `--clients raw,node` these clients; with `--profile folder` each of them writes a CPU profile there. The
 * figures are also written to coverage/bench.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from '../../dev/root';
import { filterFigures, loadingFigures, sizeFigures, type PackageFigure } from './bench/package-figures';
import { ClientProcess, ServerProcess } from './bench/processes';
import { mostStreams, scenariosOf, type Extent, type Scenario } from './bench/scenarios';
import { packageTable, scenarioTable, type Results } from './bench/table';

const OUTPUT = join(ROOT, 'coverage', 'bench.json');

/** Measures every client in turn, round by round, each in its own process. */
async function measure(
  scenarios: readonly Scenario[],
  start: (server: ServerProcess) => Promise<ClientProcess[]>,
  profiles?: string,
): Promise<Results[]> {
  const results = scenarios.map((): Results => ({}));
  const server = await ServerProcess.start();
  try {
    for (let round = 0; round < Math.max(...scenarios.map(({ rounds }) => rounds)); round += 1) {
      await measureRound(server, scenarios, await start(server), round, results, profiles);
    }
  } finally {
    server.stop();
  }
  return results;
}

async function measureRound(
  server: ServerProcess,
  scenarios: readonly Scenario[],
  clients: readonly ClientProcess[],
  round: number,
  results: readonly Results[],
  profiles?: string,
): Promise<void> {
  try {
    for (const [index, scenario] of scenarios.entries()) {
      if (round >= scenario.rounds) continue;
      await server.say(scenario.texts);
      for (const client of clients.filter(({ name }) => scenario.clients.includes(name))) {
        const figures = await client.run(scenario.job, profiles && profileName(profiles, index, client.name, round));
        (results[index]![client.name] ??= []).push(figures);
      }
      process.stderr.write(`round ${round + 1}: ${scenario.title}\n`);
    }
  } finally {
    for (const client of clients) client.stop();
  }
}

function profileName(folder: string, scenario: number, client: string, round: number): string {
  mkdirSync(folder, { recursive: true });
  return join(folder, `${scenario}-${client.replace(' ', '-')}-${round}.cpuprofile`);
}

function packageFigures(extent: Extent): PackageFigure[] {
  if (extent === 'once') return filterFigures(1);
  return [
    ...filterFigures(extent === 'full' ? 200 : 30),
    ...loadingFigures(extent === 'full' ? 15 : 5),
    ...sizeFigures(),
  ];
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      once: { type: 'boolean', default: false },
      only: { type: 'string' },
      clients: { type: 'string' },
      profile: { type: 'string' },
    },
  });
  const extent = values.once ? 'once' : values.quick ? 'quick' : 'full';
  const scenarios = scenariosOf(extent).filter(({ title }) => title.includes(values.only ?? ''));
  const names = new Set(scenarios.flatMap(({ clients }) => clients));
  const chosen = [...names].filter((name) => values.clients?.split(',').includes(name) ?? true);
  const machine = `${availableParallelism()} cores of ${cpus()[0]?.model ?? 'an unknown processor'}, Node.js ${process.version}`;
  console.log(`${machine}, ${process.platform}. CPU time is that of the client's process, user and system.`);
  const most = mostStreams(scenarios);
  const results = await measure(
    scenarios,
    (server) => Promise.all(chosen.map((name) => ClientProcess.start(name, server, most))),
    values.profile,
  );
  for (const [index, scenario] of scenarios.entries()) console.log(scenarioTable(scenario, results[index]!));
  const figures = values.only === undefined ? packageFigures(extent) : [];
  if (figures.length > 0) console.log(packageTable(figures));
  mkdirSync(dirname(OUTPUT), { recursive: true });
  const measured = scenarios.map(({ title }, index) => ({ title, results: results[index] }));
  writeFileSync(
    OUTPUT,
    `${JSON.stringify({ machine, extent, scenarios: measured, package: figures }, undefined, 2)}\n`,
  );
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
