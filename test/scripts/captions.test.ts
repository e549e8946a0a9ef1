import assert from 'node:assert/strict';
import { PRESETS, presetRules } from '../../nodes/lib/captions/rules';
import { builders } from '../../scripts/measure/captions/builders';
import { conversationOf } from '../../scripts/measure/captions/conversation';
import { measure, RULES, type Measured } from '../../scripts/measure/captions/measure';
import { readTraces } from '../../scripts/measure/stability/trace';

const traces = [...readTraces('tuning'), ...readTraces('reporting')];

describe('npm run captions', function () {
  this.timeout(60_000);
  for (const preset of PRESETS) {
    const rules = presetRules[preset];
    const measured = (name: string): Measured => {
      const finals = conversationOf(traces, rules);
      return measure(builders[name]!(structuredClone(finals), rules), finals.flat(), rules);
    };

    it(`counts few broken rules for the captions node: ${preset}`, () => {
      const ours = measured('captions node');
      for (const rule of RULES) assert.ok(ours[rule].avoidable <= 0.01 * ours.cues, `${rule} ${ours[rule].avoidable}`);
      assert.equal(ours.characters.all + ours.lines.all + ours.speakers.all + ours.sync.all, 0);
      assert.ok(ours.distance < 0.1, String(ours.distance));
    });

    it(`counts more for the other builders: ${preset}`, () => {
      const sum = (of: Measured): number => RULES.reduce((total, rule) => total + of[rule].avoidable / of.cues, 0);
      const ours = sum(measured('captions node'));
      for (const name of Object.keys(builders).slice(1)) assert.ok(sum(measured(name)) > ours, name);
    });
  }
});
