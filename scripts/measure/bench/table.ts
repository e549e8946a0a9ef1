import type { ClientName, Figures } from './messages';
import type { PackageFigure } from './package-figures';
import type { Column, Scenario } from './scenarios';
import { spreadOf } from './statistics';

/** Results of every client in a scenario, round by round. */
export type Results = Partial<Record<ClientName, Figures[]>>;

/** The table of a scenario: one row per client; medians, with minimum and maximum if there are several rounds. */
export function scenarioTable({ title, columns }: Scenario, results: Results): string {
  const header = ['', ...columns.map((column) => column.title)];
  const rows = Object.entries(results).map(([client, rounds]) => [
    client,
    ...columns.map((column) => cell(column, rounds, results.raw)),
  ]);
  return `\n## ${title}\n\n${markdown([header, ...rows])}`;
}

/** The table of figures of the package alone. */
export function packageTable(figures: readonly PackageFigure[]): string {
  return `\n## the package\n\n${markdown([['', ''], ...figures.map(({ what, value }) => [what, value])])}`;
}

function cell(
  { figure, digits, ratio }: Column,
  rounds: readonly Figures[],
  raw: readonly Figures[] | undefined,
): string {
  const { median, least, greatest } = spreadOf(rounds.map((figures) => figures[figure] ?? NaN));
  const spread = rounds.length > 1 ? ` (${least.toFixed(digits)} to ${greatest.toFixed(digits)})` : '';
  const times = ratio && raw ? `, ${medianRatio(figure, rounds, raw).toFixed(2)} x` : '';
  return `${median.toFixed(digits)}${spread}${times}`;
}

/** Median of the ratios within rounds: load on the machine slows down all clients of a round. */
function medianRatio(figure: string, rounds: readonly Figures[], raw: readonly Figures[]): number {
  return spreadOf(rounds.map((figures, round) => (figures[figure] ?? NaN) / (raw[round]?.[figure] ?? NaN))).median;
}

function markdown([header, ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(header!), line(header!.map((_, index) => (index === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}
