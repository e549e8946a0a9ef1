import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Locator, type Page } from 'playwright-core';
import { recogniserModules } from '../../nodes/lib/built-in/packages';
import { demo, demoFlow, ROOT } from '../support/demo';
import { NodeRed } from '../support/node-red';
import { requireProgram } from '../support/programs';
import { temporaryFolder } from '../support/temporary-folder';
import { normalisedWords, wordErrorRate } from '../support/word-error-rate';

const BROWSER_ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const SCREENSHOTS = join(ROOT, 'coverage', 'screenshots');

type StoredNode = Record<string, unknown> & { id: string; type: string };
type EditorNode = StoredNode & { valid: boolean; validationErrors?: string[] };

/** What the editor's script offers to a test. */
interface EditorWindow {
  RED: {
    nodes: {
      node(id: string): EditorNode | null;
      eachNode(visit: (node: { id: string; type: string }) => void): void;
      createCompleteNodeSet(): StoredNode[];
    };
    editor: { validateNode(node: EditorNode): boolean };
    settings: { speechmaticsApplianceModules: object[] };
  };
}

const PACE = 'speechmatics-demo-pace';

/** The part of the example that plays the recording, ending in nothing. */
const player = demoFlow()
  .filter(({ id }) => /speechmatics-demo(-play|-recording|-decode|-cut|-pace)?$/.test(id))
  .map((node) => (node.id === PACE ? { ...node, wires: [[]] } : node));

describe('the editor', function () {
  this.timeout(180_000);
  const folder = temporaryFolder();
  const faults: string[] = [];
  let nodeRed: NodeRed;
  let browser: Browser;
  let page: Page;

  before(async function () {
    const executablePath = requireProgram(this, 'chromium');
    mkdirSync(SCREENSHOTS, { recursive: true });
    nodeRed = await NodeRed.start(folder.path, player, { nodesDir: ROOT });
    browser = await chromium.launch({ executablePath, args: BROWSER_ARGUMENTS });
    const context = await browser.newContext({ viewport: { width: 1400, height: 900 }, locale: 'en-US' });
    await context.addInitScript(() => localStorage.setItem('editor-language', 'en-US'));
    page = await context.newPage();
    page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(nodeRed.url) && !/^(data|blob):/.test(url)) faults.push(`request elsewhere: ${url}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
    });
    await page.goto(nodeRed.url);
    await page.waitForSelector('#red-ui-workspace-chart .red-ui-flow-node');
    await page.waitForFunction((id) => (window as unknown as EditorWindow).RED?.nodes?.node(id) !== null, demo.play);
  });
  after(async () => {
    await browser?.close();
    await nodeRed?.stop();
    folder.remove();
  });

  const canvas = '#red-ui-workspace-chart';

  /** Drags a node out of the palette and gives its id. */
  async function drag(type: string, x: number, y: number): Promise<string> {
    const entry = page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    await entry.scrollIntoViewIfNeeded();
    const from = (await entry.boundingBox())!;
    const chart = (await page.locator(canvas).boundingBox())!;
    await page.mouse.move(from.x + 20, from.y + 10);
    await page.mouse.down();
    await page.mouse.move(chart.x + x, chart.y + y, { steps: 12 });
    await page.mouse.up();
    return page.evaluate((wanted) => {
      let id = '';
      (window as unknown as EditorWindow).RED.nodes.eachNode((node) => {
        if (node.type === wanted) id = node.id;
      });
      return id;
    }, type);
  }

  /** Draws a wire from an output, counted from 0, to the input of another node. */
  async function wire(from: string, output: number, to: string): Promise<void> {
    const centre = async (selector: string): Promise<[number, number]> => {
      const box = (await page.locator(selector).boundingBox())!;
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    await page.mouse.move(
      ...(await centre(`[id="${from}"] .red-ui-flow-port-output >> nth=${output} >> .red-ui-flow-port`)),
    );
    await page.mouse.down();
    await page.mouse.move(...(await centre(`[id="${to}"] .red-ui-flow-port-input .red-ui-flow-port`)), { steps: 12 });
    await page.mouse.up();
  }

  it('lets a user drag nodes in, wire them, choose the built-in appliance, deploy, and read the text', async () => {
    const transcribe = await drag('speechmatics-transcribe', 200, 300);
    const filter = await drag('speechmatics-partial-filter', 430, 300);
    const debug = await drag('debug', 660, 300);
    await page.keyboard.press('Escape');
    await wire(PACE, 0, transcribe);
    await wire(transcribe, 0, filter);
    await wire(transcribe, 1, filter);
    await wire(filter, 0, debug);

    await page.locator(`${canvas} [id="${transcribe}"]`).dblclick({ position: { x: 60, y: 15 } });
    await page.waitForSelector('#node-input-appliance');
    await page.click('#node-input-btn-appliance-add');
    await page.waitForSelector('#node-config-input-server');
    await page.selectOption('#node-config-input-server', 'built-in');
    await page.screenshot({ path: join(SCREENSHOTS, 'appliance.png'), animations: 'disabled' });
    await page.click('#node-config-dialog-ok');
    await page.waitForSelector('#node-config-input-server', { state: 'detached' });
    await page.check('#node-input-speechmatics-partials');
    await page.fill('#node-input-speechmatics-max-delay', '2');
    await page.screenshot({ path: join(SCREENSHOTS, 'transcribe.png'), animations: 'disabled' });
    await page.click('#node-dialog-ok');
    await page.waitForSelector('#node-input-appliance', { state: 'detached' });

    const deployed = page.waitForResponse(
      (response) => response.url().endsWith('/flows') && response.request().method() === 'POST',
    );
    await page.click('#red-ui-header-button-deploy');
    assert.ok((await deployed).ok());
    const flows = (await (await nodeRed.fetch('/flows')).json()) as Record<string, unknown>[];
    const stored = flows.find(({ id }) => id === transcribe)!;
    assert.deepEqual(stored.transcription_config, { language: 'en', enable_partials: true, max_delay: 2 });
    assert.deepEqual(stored.audio_format, { type: 'auto' });
    assert.equal(flows.find(({ id }) => id === stored.appliance)?.server, 'built-in');
    assert.deepEqual(stored.wires, [[filter], [filter]]);

    await page.keyboard.press('Escape');
    await nodeRed.fetch(`/inject/${demo.play}`, { method: 'POST' });
    await nodeRed.waitForStatus(transcribe, /running/);
    await page
      .locator(`${canvas} [id="${transcribe}"] .red-ui-flow-node-status-label`, { hasText: 'listening' })
      .waitFor();
    await page.screenshot({ path: join(SCREENSHOTS, 'listening.png'), animations: 'disabled' });
    await nodeRed.waitForStatus(transcribe, /ended/);

    await page.evaluate(() =>
      (window as unknown as { RED: { sidebar: { show(tab: string): void } } }).RED.sidebar.show('debug'),
    );
    const shown = await page.locator('.red-ui-debug-msg-payload').allInnerTexts();
    await page.screenshot({ path: join(SCREENSHOTS, 'text.png'), animations: 'disabled' });
    const lastWords = (text: string): string => normalisedWords(text).slice(-10).join(' ');
    const last = shown.at(-1) ?? '';
    assert.ok(wordErrorRate(lastWords(demo.text), lastWords(last)) <= 0.2, last);
  });

  describe('the dialog of the appliance', () => {
    const dialog = (field: string): string => `#node-config-input-${field}`;
    const install = dialog('speechmatics-install');

    /** Opens the dialog, lets a test work in it, presses Update, and gives what would be deployed. */
    async function edit(work: () => Promise<void>): Promise<EditorNode> {
      await page.locator(`${canvas} .red-ui-flow-node`, { hasText: 'transcribe' }).dblclick();
      await page.click('#node-input-btn-appliance-edit');
      // The last thing that happens while a dialog opens.
      await page.locator(`.red-ui-tray-body:has(${dialog('server')}) :focus`).waitFor();
      await work();
      await page.click('#node-config-dialog-ok');
      await page.locator(dialog('server')).waitFor({ state: 'detached' });
      await page.click('#node-dialog-ok');
      await page.locator('#node-input-appliance').waitFor({ state: 'detached' });
      return page.evaluate(() => {
        const { nodes } = (window as unknown as EditorWindow).RED;
        const stored = nodes.createCompleteNodeSet().find(({ type }) => type === 'speechmatics-appliance')!;
        const { valid, validationErrors } = nodes.node(stored.id)!;
        return { ...stored, valid, validationErrors };
      });
    }

    /** Key by key: the editor checks a field when a key comes up. */
    async function typeInto(field: Locator, text: string): Promise<void> {
      await field.fill('');
      await field.pressSequentially(text);
    }

    const screenshot = (name: string) =>
      page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });

    it('lets Node-RED install the recogniser if the box is ticked, and says what that takes', async () => {
      const ticked = await edit(async () => {
        assert.equal(await page.isChecked(install), false);
        const tip = await page.locator('.form-tips.speechmatics-built-in-row').innerText();
        assert.match(tip, /220 MB/);
        assert.match(tip, /if the installation fails, they stay stopped/);
        await page.check(install);
        await screenshot('appliance-built-in');
      });
      assert.deepEqual(ticked.modules, recogniserModules);
      assert.equal(ticked.valid, true);
      const unticked = await edit(async () => {
        assert.equal(await page.isChecked(install), true);
        await page.uncheck(install);
      });
      assert.deepEqual(unticked.modules, []);
    });

    it('asks for an update of the packages that an older version has stored', async () => {
      const { id } = await edit(() => page.check(install));
      const errors = await page.evaluate((appliance) => {
        const { nodes, editor } = (window as unknown as EditorWindow).RED;
        const node = nodes.node(appliance)!;
        node.modules = [{ module: 'onnxruntime-web@1.0.0 - 1.0.0' }];
        editor.validateNode(node);
        return node.validationErrors;
      }, id);
      assert.match(String(errors), /needs other packages/);
      const updated = await edit(() => Promise.resolve());
      assert.deepEqual(updated.modules, recogniserModules);
      assert.equal(updated.valid, true);
    });

    it('stores the sessions of the built-in appliance as a number, and refuses nonsense', async () => {
      const enter = (text: string): Promise<void> => typeInto(page.locator(dialog('sessions')), text);
      const number = await edit(async () => {
        for (const wrong of ['0', '1001', '2.5', 'many']) {
          await enter(wrong);
          await page.locator(`${dialog('sessions')}.input-error`).waitFor();
          await enter('4');
          await page.locator(`${dialog('sessions')}:not(.input-error)`).waitFor();
        }
      });
      assert.equal(number.sessions, 4);
      const variable = await edit(() => enter('${SESSIONS}'));
      assert.deepEqual([variable.sessions, variable.valid], ['${SESSIONS}', true]);
      assert.equal((await edit(() => enter(''))).sessions, '');
    });

    it('stores the headers for a server by address as an object of texts', async () => {
      const field = page.locator(`${dialog('speechmatics-headers')} + .red-ui-typedInput-container`);
      const enter = (text: string): Promise<void> => typeInto(field.locator('.red-ui-typedInput-input'), text);
      const filled = await edit(async () => {
        assert.equal(await field.isVisible(), false);
        await page.selectOption(dialog('server'), 'url');
        assert.equal(await page.isVisible(install), false);
        await page.fill(dialog('url'), 'wss://appliance.local:9000/v2');
        for (const wrong of ['{"X-Site": 1}', '["X-Site"]', '{"X-Site"']) {
          await enter(wrong);
          await page.locator(`${dialog('speechmatics-headers')}.input-error`).waitFor({ state: 'attached' });
        }
        await enter('{"X-Site": "studio 1"}');
        await page.locator(`${dialog('speechmatics-headers')}:not(.input-error)`).waitFor({ state: 'attached' });
        await screenshot('appliance-url');
      });
      const { server, headers, modules, valid } = filled;
      assert.deepEqual(
        { server, headers, modules, valid },
        { server: 'url', headers: { 'X-Site': 'studio 1' }, modules: [], valid: true },
      );
      const again = await edit(() => enter('{"X-Site": 1}'));
      assert.equal(again.valid, false);
      const variable = await edit(async () => {
        await field.locator('.red-ui-typedInput-type-select').click();
        await page.locator('.red-ui-typedInput-options').getByText('env variable').click();
        await enter('HEADERS');
      });
      assert.equal(variable.headers, '${HEADERS}');
      assert.equal((await edit(() => enter(''))).headers, '');
    });
  });

  describe('in all of this', () => {
    it('shows no error and asks nobody else for anything', () => {
      assert.deepEqual(faults, []);
    });
  });
});
