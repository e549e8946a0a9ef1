import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MODES, readFilterSettings } from '../../nodes/lib/transcript/filter/settings';
import { endOfTranscript, FilterHarness, final, partial } from '../lib/transcript/filter/filter-harness';

const NODES = join(__dirname, '..', '..', 'nodes');

interface Catalogue {
  'partial-filter': { heard: string } & Record<'mode' | 'explanation' | 'sample', Record<string, string>>;
}

const catalogue = JSON.parse(readFileSync(join(NODES, 'locales', 'en-US', 'partial-filter.json'), 'utf8')) as Catalogue;
const { heard, sample, mode: titles, explanation } = catalogue['partial-filter'];
const html = readFileSync(join(NODES, 'partial-filter.html'), 'utf8');

/** What the dialog says is heard: texts with dots between them, finals with a tick. */
const messages = heard
  .split(' · ')
  .map((text) => (text.endsWith(' ✓') ? final(text.replace(' ✓', '')) : partial(text)));

describe('the dialog of the partial filter', () => {
  for (const mode of MODES) {
    it(`shows what the mode ${mode} does to a sample`, () => {
      const harness = new FilterHarness({ mode });
      for (const [index, message] of messages.entries()) {
        harness.take(message);
        // A final and the partial behind it come together.
        if (messages[index + 1]?.partial !== true || message.partial === true) harness.wait(400);
      }
      harness.take(endOfTranscript);
      assert.equal(harness.sent.map(({ payload }) => String(payload).trim()).join(' · '), sample[mode]);
    });
  }

  it('offers every mode, with a title and an explanation', () => {
    for (const mode of MODES) {
      assert.ok(html.includes(`<option value="${mode}"`), mode);
      assert.ok(titles[mode] && explanation[mode], mode);
    }
  });

  it('has a field and a default for every setting', () => {
    for (const name of Object.keys(readSettings())) {
      assert.ok(html.includes(`id="node-input-${name}"`), name);
    }
    const { disfluencies, speakerRule, ...defaults } = readSettings();
    assert.deepEqual({ disfluencies, speakerRule }, { disfluencies: 'keep', speakerRule: 'only' });
    assert.deepEqual(readFilterSettings(defaults), readFilterSettings({}));
  });
});

/** The settings of a node as it is dragged out of the palette. */
function readSettings(): Record<string, unknown> {
  const defaults = /defaults: \{\n([\s\S]*?)\n {4}\}/.exec(html)![1]!;
  const lines = [...defaults.matchAll(/^ +(\w+): \{ value: ('[^']*'|[\w.]+)/gm)];
  return Object.fromEntries(lines.map(([, name, value]) => [name!, JSON.parse(value!.replaceAll("'", '"'))]));
}
