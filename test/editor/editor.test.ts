import assert from 'node:assert/strict';
import { demo, demoFlow } from '../../dev/demo';
import { configField, Editor, field } from '../support/editor';
import { normalisedWords, wordErrorRate } from '../../dev/word-error-rate';

const PACE = 'speechmatics-demo-pace';

/** The part of the example that plays the recording, ending in nothing. */
const player = demoFlow()
  .filter(({ id }) => /speechmatics-demo(-play|-recording|-decode|-cut|-pace)?$/.test(id))
  .map((node) => (node.id === PACE ? { ...node, wires: [[]] } : node));

describe('the editor', function () {
  this.timeout(180_000);
  let editor: Editor;

  before(async function () {
    editor = await Editor.open(this, player);
  });
  after(async () => {
    await editor?.close();
  });

  it('shows the nodes in a category of their own', async () => {
    const category = editor.page.locator('#red-ui-palette-container-speechmatics');
    assert.match(await category.locator('.red-ui-palette-header').innerText(), /Speechmatics/);
    const labels = await category.locator('.red-ui-palette-label').allInnerTexts();
    assert.deepEqual(labels.sort(), ['audio source', 'captions', 'health', 'partial filter', 'transcribe']);
  });

  it('lets a user drag nodes in, wire them, choose the built-in appliance, deploy, and read the text', async () => {
    const { page, nodeRed } = editor;
    const transcribe = await editor.drag('speechmatics-transcribe', 200, 300);
    const filter = await editor.drag('speechmatics-partial-filter', 430, 300);
    const debug = await editor.drag('debug', 660, 300);
    await page.keyboard.press('Escape');
    await editor.wire(PACE, 0, transcribe);
    await editor.wire(transcribe, 0, filter);
    await editor.wire(transcribe, 1, filter);
    await editor.wire(filter, 0, debug);

    await editor.edit(transcribe, async () => {
      await editor.openConfig('appliance', 'add');
      await page.selectOption(configField('server'), 'built-in');
      await editor.closeDialog('config');
      await page.check(field('speechmatics-partials'));
      await page.fill(field('speechmatics-max-delay'), '2');
      await editor.screenshot('transcribe');
    });

    const flows = await editor.deploy();
    const stored = flows.find(({ id }) => id === transcribe)!;
    assert.deepEqual(stored.transcription_config, {
      language: 'en',
      enable_partials: true,
      max_delay: 2,
      conversation_config: { end_of_utterance_silence_trigger: 0.5 },
    });
    assert.deepEqual(stored.audio_format, { type: 'auto' });
    assert.equal(flows.find(({ id }) => id === stored.appliance)?.server, 'built-in');
    assert.deepEqual(stored.wires, [[filter], [filter]]);

    await page.keyboard.press('Escape');
    await nodeRed.inject(demo.play);
    await nodeRed.waitForStatus(transcribe, /running/);
    await editor.status(transcribe, 'listening');
    await editor.screenshot('listening');
    await nodeRed.waitForStatus(transcribe, /ended/);

    await editor.showSidebar('debug');
    const shown = await page.locator('.red-ui-debug-msg-payload').allInnerTexts();
    await editor.screenshot('text');
    // The sidebar cuts long texts, also within a word.
    const last = normalisedWords((shown.at(-1) ?? '').replace(/\S*\.\.\."?$/, ''));
    const said = normalisedWords(demo.text);
    const stretches = said.map((_word, start) => said.slice(start, start + last.length).join(' '));
    const errors = Math.min(...stretches.map((stretch) => wordErrorRate(stretch, last.join(' '))));
    assert.ok(last.length > 5 && errors <= 0.2, last.join(' '));
  });

  it('shows no error and asks nobody else for anything', () => {
    assert.deepEqual(editor.faults, []);
  });
});
