import assert from 'node:assert/strict';
import { Editor, field } from '../support/editor';

const NODE = { z: 'tab', type: 'speechmatics-partial-filter', name: '', mode: 'live', wires: [[]] };
const FLOW = [
  { id: 'tab', type: 'tab', label: 'test' },
  { ...NODE, id: 'filter', x: 200, y: 100 },
  // As the first version stored it.
  { ...NODE, id: 'old', x: 200, y: 200 },
];

/** The settings that only some modes have. */
const SETTINGS = {
  live: ['pause', 'sentences', 'longest', 'longestText', 'voices', 'throttle'],
  calm: ['firstSight', 'pause', 'sentences', 'longest', 'longestText', 'voices', 'throttle'],
  append: ['early', 'voices', 'throttle'],
  command: ['hold', 'phrases', 'voices'],
  utterances: ['pause', 'sentences', 'longest', 'voices'],
  document: [],
  finals: [],
};

describe('the dialog of speechmatics-partial-filter', function () {
  this.timeout(60_000);
  let editor: Editor;

  before(async function () {
    editor = await Editor.open(this, FLOW);
  });
  after(async () => {
    await editor?.close();
  });

  const select = async (name: string, value: string): Promise<void> => {
    await editor.page.selectOption(field(name), value);
  };

  it('gives a node of an older flow the usual settings, and changes nothing else when it is opened and closed', async () => {
    const { valid, sentences, pause, profanity, mode } = await editor.edit('old');
    assert.deepEqual(
      { valid, sentences, pause, profanity, mode },
      { valid: true, sentences: true, pause: 2, profanity: 'keep', mode: 'live' },
    );
    assert.equal(await editor.isDirty(), false);
  });

  it('shows the settings of the mode and no others, with what the mode does to a sample sentence', async () => {
    const { page } = editor;
    await editor.edit('old', async () => {
      for (const [mode, settings] of Object.entries(SETTINGS)) {
        await select('mode', mode);
        for (const name of new Set(Object.values(SETTINGS).flat())) {
          assert.equal(await page.isVisible(field(name)), (settings as string[]).includes(name), `${mode} ${name}`);
        }
        assert.match(await page.locator('#partial-filter-explanation').innerText(), /^For /, mode);
        assert.match(await page.locator('#partial-filter-sample').innerText(), /Turn on/, mode);
        await editor.screenshot(`partial-filter-${mode}`);
      }
    });
  });

  it('stores every setting', async () => {
    const { page } = editor;
    const texts = { hold: 500, pause: 1.5, longest: 30, early: 2, throttle: 200, minWords: 2, minConfidence: 0.6 };
    await editor.edit('filter', async () => {
      await page.fill(field('name'), 'everything');
      await select('mode', 'command');
      await page.fill(field('hold'), '500');
      await page.fill(field('phrases'), 'stop, be quiet');
      await select('mode', 'utterances');
      await page.fill(field('pause'), '1.5');
      await page.uncheck(field('sentences'));
      await page.fill(field('longest'), '30');
      await page.uncheck(field('voices'));
      await select('mode', 'calm');
      await page.fill(field('longestText'), '84');
      await select('firstSight', 'never');
      await select('mode', 'append');
      await page.fill(field('early'), '2');
      await page.fill(field('throttle'), '200');
      await page.fill(field('minWords'), '2');
      await page.fill(field('minConfidence'), '0.6');
      await select('disfluencies', 'drop');
      await select('profanity', 'mask');
      await select('speakerRule', 'never');
      await page.fill(field('speakers'), 'S1, S2');
      await page.check(field('normalised'));
    });
    const stored = (await editor.deploy()).find(({ id }) => id === 'filter')!;
    for (const [name, value] of Object.entries(texts)) assert.equal(Number(stored[name]), value, name);
    const others = {
      name: 'everything',
      mode: 'append',
      phrases: 'stop, be quiet',
      firstSight: 'never',
      sentences: false,
      disfluencies: 'drop',
      profanity: 'mask',
      speakerRule: 'never',
      speakers: 'S1, S2',
      normalised: true,
    };
    for (const [name, value] of Object.entries(others)) assert.equal(stored[name], value, name);
    await editor.edit('filter');
    assert.equal(await editor.isDirty(), false);
  });

  it('refuses numbers that are none', async () => {
    const wrong = await editor.edit('old', () => editor.typeInto(field('minWords'), 'many'));
    assert.equal(wrong.valid, false);
    const right = await editor.edit('old', () => editor.typeInto(field('minWords'), '${WORDS}'));
    assert.equal(right.valid, true);
  });

  it('shows no error and asks nobody else for anything', () => {
    assert.deepEqual(editor.faults, []);
  });
});
