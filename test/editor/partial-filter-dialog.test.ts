import assert from 'node:assert/strict';
import { chromium, type Browser, type Page } from 'playwright-core';
import { ROOT } from '../support/demo';
import { NodeRed } from '../support/node-red';
import { requireProgram } from '../support/programs';
import { temporaryFolder } from '../support/temporary-folder';

/** As the first version stored it. */
const OLD_NODE = { id: 'old', z: 'tab', x: 200, y: 100, type: 'speechmatics-partial-filter', name: '', mode: 'live' };
const FLOW = [
  { id: 'tab', type: 'tab', label: 'test' },
  { ...OLD_NODE, wires: [[]] },
];

/** The fields that only some modes have. */
const FIELDS = {
  live: ['throttle'],
  calm: ['throttle'],
  append: ['early', 'throttle'],
  command: ['hold', 'phrases'],
  utterances: ['pause', 'sentences', 'longest'],
  document: [],
  finals: [],
};

interface EditorWindow {
  RED: { nodes: { node(id: string): { valid: boolean }; createCompleteNodeSet(): Record<string, unknown>[] } };
}

describe('the dialog of the partial filter in the editor', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  let nodeRed: NodeRed;
  let browser: Browser;
  let page: Page;

  before(async function () {
    const executablePath = requireProgram(this, 'chromium');
    nodeRed = await NodeRed.start(folder.path, FLOW, { nodesDir: ROOT });
    browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: 'en-US' });
    await context.addInitScript(() => localStorage.setItem('editor-language', 'en-US'));
    page = await context.newPage();
    await page.goto(nodeRed.url);
    await page.locator('#red-ui-workspace-chart [id="old"]').dblclick();
    // The last thing that happens while a dialog opens.
    await page.locator('.red-ui-tray-body:has(#node-input-mode) :focus').waitFor();
  });
  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
    folder.remove();
  });

  it('shows the settings of the mode and no others, with what the mode does', async () => {
    const names = [...new Set(Object.values(FIELDS).flat())];
    for (const [mode, fields] of Object.entries(FIELDS)) {
      await page.selectOption('#node-input-mode', mode);
      const shown = await page.evaluate(
        (all) => all.filter((name) => (document.getElementById(`node-input-${name}`)?.offsetHeight ?? 0) > 0),
        names,
      );
      assert.deepEqual(shown.sort(), [...fields].sort(), mode);
      assert.match(await page.locator('#partial-filter-explanation').innerText(), /^For /, mode);
      assert.match(await page.locator('#partial-filter-sample').innerText(), /Turn on/, mode);
    }
  });

  it('gives a node of an older flow the usual settings', async () => {
    await page.selectOption('#node-input-mode', 'utterances');
    await page.click('#node-dialog-ok');
    await page.locator('#node-input-mode').waitFor({ state: 'detached' });
    const { valid, sentences, pause, profanity, mode } = await page.evaluate((): Record<string, unknown> => {
      const { nodes } = (window as unknown as EditorWindow).RED;
      const stored = nodes.createCompleteNodeSet().find(({ id }) => id === 'old');
      return { ...stored, valid: nodes.node('old').valid };
    });
    assert.deepEqual(
      { valid, sentences, pause, profanity, mode },
      { valid: true, sentences: true, pause: '2', profanity: 'keep', mode: 'utterances' },
    );
  });
});
