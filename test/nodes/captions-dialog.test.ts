import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { presets } from '../../nodes/editor/captions/presets';
import { previewLines, previewSeconds } from '../../nodes/editor/captions/preview';
import { FORMATS } from '../../nodes/lib/captions/format/formats';
import { presetRules, PRESETS } from '../../nodes/lib/captions/rules';
import { readCaptionSettings } from '../../nodes/lib/captions/settings';

const NODES = join(__dirname, '..', '..', 'nodes');
const html = readFileSync(join(NODES, 'captions.html'), 'utf8');

interface Catalogue {
  captions: { sample: string } & Record<'explanation' | 'preset', Record<string, string>>;
}
const { captions: texts } = JSON.parse(
  readFileSync(join(NODES, 'locales', 'en-US', 'captions.json'), 'utf8'),
) as Catalogue;

/** The settings of a node as it is dragged out of the palette. */
function defaults(): Record<string, unknown> {
  const block = /defaults: \{\n([\s\S]*?)\n {4}\}/.exec(html)![1]!;
  const lines = [...block.matchAll(/^ +(\w+): \{ value: ('[^']*'|[\w.]+)/gm)];
  return Object.fromEntries(lines.map(([, name, value]) => [name!, JSON.parse(value!.replaceAll("'", '"'))]));
}

describe('the dialog of captions', () => {
  it('shows the rules that the runtime has', () => {
    assert.deepEqual(presets, presetRules);
  });

  it('offers every preset and format, with a title', () => {
    for (const preset of PRESETS) assert.ok(texts.explanation[preset] && texts.preset[preset], preset);
    for (const name of [...PRESETS, ...FORMATS]) assert.ok(html.includes(`<option value="${name}"`), name);
  });

  it('has a field for every setting, and defaults that are those of the runtime', () => {
    for (const name of Object.keys(defaults())) assert.ok(html.includes(`id="node-input-${name}"`), name);
    assert.deepEqual(readCaptionSettings(defaults()), readCaptionSettings({}));
  });

  it('shows lines in its picture that the rules allow', () => {
    for (const preset of PRESETS) {
      const rules = presetRules[preset];
      const lines = previewLines(texts.sample, rules);
      assert.ok(lines.every((line) => line.length <= rules.characters));
      assert.equal(lines.length, rules.lines);
      assert.ok(previewSeconds(lines, rules) <= rules.longest);
    }
  });

  it('balances the lines of its picture', () => {
    assert.deepEqual(previewLines('one two three four five six', { characters: 20, lines: 2 }), [
      'one two three',
      'four five six',
    ]);
    assert.deepEqual(previewLines('unpronounceable', { characters: 10, lines: 2 }), ['unpronounceable']);
  });
});

describe('the settings of captions', () => {
  it('override the preset, and may come from environment variables', () => {
    const { rules } = readCaptionSettings({ preset: 'bbc', characters: '30', speakers: 'dash', gap: 0 });
    assert.deepEqual(rules, { ...presetRules.bbc, characters: 30, speakers: 'dash', gap: 0 });
    assert.equal(readCaptionSettings({ readingUnit: 'words' }).rules.readingSpeed, 180);
    assert.equal(readCaptionSettings({ preset: 'live' }).send, 'both');
    assert.equal(readCaptionSettings({ offset: -2 }).offset, -2);
  });

  it('are refused with their name when they make no sense', () => {
    for (const settings of [{ characters: 3 }, { lines: 9 }, { format: 'doc' }, { preset: 'x' }, { updates: 0 }]) {
      const [field] = Object.keys(settings);
      assert.throws(() => readCaptionSettings(settings), { code: 'invalid_setting', field });
    }
    assert.throws(() => readCaptionSettings({ gap: '${GAP}' }), { code: 'unset_variable' });
  });
});
