import assert from 'node:assert/strict';
import { Editor, field } from '../support/editor';

const NODE = { z: 'tab', type: 'speechmatics-captions', name: '', wires: [[], []] };
const FLOW = [
  { id: 'tab', type: 'tab', label: 'test' },
  { ...NODE, id: 'captions', x: 200, y: 100, preset: 'netflix', format: 'srt' },
];

describe('the dialog of speechmatics-captions', function () {
  this.timeout(60_000);
  let editor: Editor;

  before(async function () {
    editor = await Editor.open(this, FLOW);
  });
  after(async () => {
    await editor?.close();
  });

  const lines = (): Promise<string[]> => editor.page.locator('#captions-preview span').allInnerTexts();

  it('gives a node the usual settings, and changes nothing else when it is opened and closed', async () => {
    const { valid, lookAhead, document, send } = await editor.edit('captions');
    assert.deepEqual({ valid, lookAhead, document, send }, { valid: true, lookAhead: 4, document: 'end', send: '' });
    assert.equal(await editor.isDirty(), false);
  });

  it('shows a picture of a screen that changes with the settings', async () => {
    const { page } = editor;
    await editor.edit('captions', async () => {
      for (const preset of ['netflix', 'bbc', 'live', 'social']) {
        await page.selectOption(field('preset'), preset);
        await editor.screenshot(`captions-${preset}`);
        assert.equal((await lines()).length, preset === 'social' ? 1 : 2, preset);
      }
      await page.selectOption(field('preset'), 'netflix');
      await page.fill(field('characters'), '20');
      await page.fill(field('lines'), '3');
      const shown = await lines();
      assert.ok(shown.length === 3 && shown.every((line) => line.length <= 20), shown.join('|'));
      await page.selectOption(field('position'), 'top');
      const box = await page.locator('#captions-preview span').first().boundingBox();
      const screen = await page.locator('#captions-preview').boundingBox();
      assert.ok(box!.y - screen!.y < 30);
      await page.fill(field('characters'), '');
      assert.equal(await page.getAttribute(field('characters'), 'placeholder'), '42');
    });
  });

  it('shows the settings of the format and the output, and no others', async () => {
    const { page } = editor;
    await editor.edit('captions', async () => {
      await page.selectOption(field('format'), 'hls');
      assert.deepEqual(
        await Promise.all(['segment', 'mpegts', 'document'].map((name) => page.isVisible(field(name)))),
        [true, true, false],
      );
      await page.selectOption(field('format'), 'srt');
      assert.equal(await page.isVisible(field('segment')), false);
      assert.equal(await page.isVisible(field('updates')), false);
      await page.selectOption(field('send'), 'live');
      assert.equal(await page.isVisible(field('updates')), true);
    });
  });

  it('stores every setting', async () => {
    const { page } = editor;
    const typed = {
      characters: '32',
      wideCharacters: '14',
      shortest: '1',
      longest: '6',
      readingSpeed: '160',
      gap: '0.1',
      closeGap: '0.4',
      linger: '1',
      lookAhead: '3',
      offset: '-1.5',
      filename: 'show-{date}',
    };
    const chosen = {
      preset: 'bbc',
      format: 'vtt',
      readingUnit: 'words',
      speakers: 'dash',
      position: 'top',
      align: 'start',
      send: 'both',
      document: 'pieces',
    };
    await editor.edit('captions', async () => {
      for (const [name, value] of Object.entries(chosen)) await page.selectOption(field(name), value);
      for (const [name, value] of Object.entries(typed)) await page.fill(field(name), value);
    });
    const stored = (await editor.deploy()).find(({ id }) => id === 'captions')!;
    for (const [name, value] of Object.entries({ ...chosen, ...typed })) {
      assert.equal(String(stored[name]), value, name);
    }
    await editor.edit('captions');
    assert.equal(await editor.isDirty(), false);
  });

  it('shows no error and asks nobody else for anything', () => {
    assert.deepEqual(editor.faults, []);
  });
});
