import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from 'playwright-core';
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

/** What the editor's script offers to a test. */
interface EditorWindow {
  RED: {
    nodes: {
      node(id: string): { type: string; valid: boolean } | null;
      eachNode(visit: (node: { id: string; type: string }) => void): void;
    };
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

  it('shows no error and asks nobody else for anything', () => {
    assert.deepEqual(faults, []);
  });
});
