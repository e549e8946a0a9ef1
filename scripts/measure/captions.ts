/**
 * `npm run captions`: builds cues from the committed traces with every preset, by the captions node and by other builders, and
 * prints the share of cues that break each rule.
 */
import { PRESETS, presetRules } from '../../nodes/lib/captions/rules';
import { builders } from './captions/builders';
import { conversationOf } from './captions/conversation';
import { measure, RULES, type Measured } from './captions/measure';
import { readTraces } from './stability/trace';

const traces = [...readTraces('tuning'), ...readTraces('reporting')];

function row(name: string, measured: Measured): string {
  const share = (count: number): string => ((100 * count) / Math.max(1, measured.cues)).toFixed(1);
  const cells = RULES.map((rule) => `${share(measured[rule].all)} (${share(measured[rule].avoidable)})`);
  return `| ${[name, measured.cues, ...cells, measured.distance.toFixed(3)].join(' | ')} |`;
}

console.log(
  'Percent of the cues that break a rule; in brackets: of those, what the speech itself would have allowed to keep (it leaves ' +
    'no pause, its sentence is over too soon, or no other breaks would make it slow enough to read). The finals are those of the built-in recogniser.',
);
for (const preset of PRESETS) {
  const rules = presetRules[preset];
  const finals = conversationOf(traces, rules);
  console.log(`\n## ${preset}\n\n| builder | cues | ${RULES.join(' | ')} | distance, s |`);
  console.log(`|${' --- |'.repeat(RULES.length + 3)}`);
  for (const [name, build] of Object.entries(builders)) {
    // Cues keep and modify their words.
    const copies = structuredClone(finals);
    console.log(row(name, measure(build(copies, rules), finals.flat(), rules)));
  }
}
