import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser, Locator, Page, Request } from 'playwright-core';
import { launchBrowser } from '../../dev/browser';
import { ROOT } from '../../dev/root';
import type { FlowNode } from '../../dev/deployed-flow';
import { NodeRed } from '../../dev/node-red';
import { requireProgram } from '../../dev/programs';
import { temporaryFolder } from '../../dev/temporary-folder';

/** Milliseconds until a browser that does not do what a test waits for is given up. */
const PATIENCE = 30_000;
/** Kept by CI; those of each version of Node-RED by themselves. */
const SCREENSHOTS = join(ROOT, 'coverage', `screenshots-${parseInt(process.env.NODE_RED ?? '4')}`);

export type StoredNode = Record<string, unknown> & { id: string; type: string };
/** A node in the editor: as it is stored, and what the editor thinks of it. */
export type EditorNode = StoredNode & { valid: boolean; changed: boolean; validationErrors?: string[] };

/** What the editor's script offers to a test. */
export interface EditorWindow {
  RED: {
    nodes: {
      node(id: string): EditorNode | null;
      eachNode(visit: (node: { id: string; type: string }) => void): void;
      createCompleteNodeSet(): StoredNode[];
      dirty(): boolean;
    };
    editor: { validateNode(node: EditorNode): boolean };
    settings: Record<string, unknown>;
    sidebar: { show(tab: string): void };
  };
}

/** How the editor looks, and what it is the editor of. */
export interface EditorLook {
  language?: 'en-US' | 'de';
  theme?: 'light' | 'dark';
  /** Fills the user directory. Left out: the nodes are those of this clone. */
  prepare?: (userDir: string) => void;
}

/** Selector of the field of a node's dialog. */
export const field = (name: string): string => `#node-input-${name}`;
/** Selector of the field of a configuration node's dialog. */
export const configField = (name: string): string => `#node-config-input-${name}`;

/** What a transcribe node has that was dragged in and left alone, beside its appliance, language and audio format. */
export const UNCHANGED = {
  name: '',
  translation_config: null,
  audio_events_config: null,
  streams: '',
  drop: 'oldest',
  showText: false,
  rawMessages: false,
  outputs: 2,
} as const;

/** The nodes of a flow side by side, not one on the other. */
export function placed(flow: readonly FlowNode[]): FlowNode[] {
  return flow.map((node, index) => (node.z ? { ...node, x: 150 + 200 * (index % 3), y: 60 * index } : node));
}

const CANVAS = '#red-ui-workspace-chart';

/** A real browser with the editor of a real Node-RED, as it is built in `dist` and `resources`. */
export class Editor {
  private constructor(
    readonly nodeRed: NodeRed,
    readonly page: Page,
    /** What no test may see: errors in the page, requests to anybody else, refused requests. */
    readonly faults: readonly string[],
    private readonly browser: Browser,
    private readonly removeFolder: () => void,
  ) {}

  /** @param test skipped without Chromium */
  static async open(test: Mocha.Context, flows: object[], look: EditorLook = {}): Promise<Editor> {
    const executablePath = requireProgram(test, 'chromium');
    mkdirSync(SCREENSHOTS, { recursive: true });
    const folder = temporaryFolder();
    const { language = 'en-US', theme = 'light', prepare } = look;
    prepare?.(folder.path);
    const nodeRed = await NodeRed.start(folder.path, flows, prepare ? {} : { nodesDir: ROOT });
    const browser = await launchBrowser(executablePath);
    const context = await browser.newContext({
      viewport: { width: 1400, height: 900 },
      locale: language,
      colorScheme: theme,
    });
    await context.addInitScript(
      ([chosenLanguage, chosenTheme]) => {
        localStorage.setItem('editor-language', chosenLanguage);
        localStorage.setItem('view-dark-theme', chosenTheme);
      },
      [language, theme] as const,
    );
    const page = await context.newPage();
    page.setDefaultTimeout(PATIENCE);
    const editor = new Editor(nodeRed, page, watch(page, nodeRed.url), browser, () => folder.remove());
    await page.goto(nodeRed.url);
    const lastNode = (flows as StoredNode[]).findLast(({ z }) => z !== undefined);
    await page.waitForFunction(
      (id) => (window as unknown as EditorWindow).RED?.nodes?.node(id ?? '') !== null,
      lastNode?.id,
    );
    await page.waitForSelector(`${CANVAS} .red-ui-flow-node`);
    return editor;
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.nodeRed.stop();
    this.removeFolder();
  }

  async screenshot(name: string): Promise<void> {
    await this.page.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
  }

  /** A node as it would be deployed, and what the editor thinks of it. */
  node(id: string): Promise<EditorNode> {
    return this.page.evaluate((wanted) => {
      const { nodes } = (window as unknown as EditorWindow).RED;
      const stored = nodes.createCompleteNodeSet().find((node) => node.id === wanted)!;
      const { valid, validationErrors, changed } = nodes.node(wanted)!;
      return { ...stored, valid, validationErrors, changed: Boolean(changed) };
    }, id);
  }

  /** Whether there is something to deploy. */
  isDirty(): Promise<boolean> {
    return this.page.evaluate(() => (window as unknown as EditorWindow).RED.nodes.dirty());
  }

  /** The nodes of a type, in the order in which they came. */
  nodesOf(type: string): Promise<string[]> {
    return this.page.evaluate((wanted) => {
      const { nodes } = (window as unknown as EditorWindow).RED;
      return nodes
        .createCompleteNodeSet()
        .filter((node) => node.type === wanted)
        .map(({ id }) => id);
    }, type);
  }

  /** Drags a node out of the palette and gives its id. */
  async drag(type: string, x: number, y: number): Promise<string> {
    const entry = this.page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    await entry.scrollIntoViewIfNeeded();
    const from = (await entry.boundingBox())!;
    const chart = (await this.page.locator(CANVAS).boundingBox())!;
    await this.page.mouse.move(from.x + 20, from.y + 10);
    await this.page.mouse.down();
    await this.page.mouse.move(chart.x + x, chart.y + y, { steps: 12 });
    await this.page.mouse.up();
    const [...ids] = await this.nodesOf(type);
    return ids.at(-1)!;
  }

  /** Draws a wire from an output, counted from 0, to the input of another node. */
  async wire(from: string, output: number, to: string): Promise<void> {
    const centre = async (selector: string): Promise<[number, number]> => {
      const box = (await this.page.locator(selector).boundingBox())!;
      return [box.x + box.width / 2, box.y + box.height / 2];
    };
    await this.page.mouse.move(
      ...(await centre(`[id="${from}"] .red-ui-flow-port-output >> nth=${output} >> .red-ui-flow-port`)),
    );
    await this.page.mouse.down();
    await this.page.mouse.move(...(await centre(`[id="${to}"] .red-ui-flow-port-input .red-ui-flow-port`)), {
      steps: 12,
    });
    await this.page.mouse.up();
  }

  /** Opens the dialog of a node. */
  async openDialog(id: string): Promise<void> {
    await this.page.locator(`${CANVAS} [id="${id}"]`).dblclick({ position: { x: 60, y: 15 } });
    await this.settled('#dialog-form');
  }

  /** Opens the dialog of a configuration node from that of a node. */
  async openConfig(property: string, button: 'edit' | 'add' = 'edit'): Promise<void> {
    await this.page.click(`#node-input-btn-${property}-${button}`);
    await this.settled('#node-config-dialog-edit-form');
  }

  /** Opens a tab of a dialog. The editor takes a second click that comes soon for a double click. */
  async openTab(id: string): Promise<void> {
    const content = this.page.locator(`#${id}`);
    while (!(await content.isVisible())) await this.page.click(`#red-ui-tab-${id} a`);
  }

  /** Presses Done, or Update in the dialog of a configuration node. A press while the editor is busy may go unheard. */
  async closeDialog(kind: 'node' | 'config' = 'node'): Promise<void> {
    const button = this.page.locator(kind === 'node' ? '#node-dialog-ok' : '#node-config-dialog-ok');
    const isGone = (timeout: number): Promise<boolean> =>
      button.waitFor({ state: 'detached', timeout }).then(
        () => true,
        () => false,
      );
    await button.click();
    if (await isGone(5000)) return;
    await button.click({ timeout: 5000 }).catch(() => {});
    await button.waitFor({ state: 'detached' });
  }

  /** Opens the dialog of a node, lets a test work in it, presses Done, and gives what came of it. */
  async edit(id: string, work: () => Promise<unknown> = () => Promise.resolve()): Promise<EditorNode> {
    await this.openDialog(id);
    try {
      await work();
    } finally {
      // Left open, it would stand in the way of the tests that follow.
      await this.closeDialog();
    }
    return this.node(id);
  }

  /** The same for the configuration node that a property of a node names. */
  async editConfig(id: string, property: string, work: () => Promise<void>): Promise<EditorNode> {
    await this.openDialog(id);
    await this.openConfig(property);
    await work();
    await this.closeDialog('config');
    await this.closeDialog();
    return this.node((await this.node(id))[property] as string);
  }

  /**
   * Key by key: the editor checks a field when a key comes up. On a busy machine the first keys may come before the field is
   * ready for them; then they are typed again.
   */
  async typeInto(target: string | Locator, text: string): Promise<void> {
    const input = typeof target === 'string' ? this.page.locator(target) : target;
    for (let tries = 0; tries < 3; tries += 1) {
      await input.fill('');
      await input.pressSequentially(text);
      if ((await input.inputValue()) === text) return;
    }
    throw new Error(`the field holds "${await input.inputValue()}", not "${text}"`);
  }

  /** Presses Deploy, and gives what Node-RED has stored when the flows run. */
  async deploy(): Promise<StoredNode[]> {
    await this.nodeRed.whenDeployed(() => this.page.click('#red-ui-header-button-deploy'));
    return (await (await this.nodeRed.fetch('/flows')).json()) as StoredNode[];
  }

  /** Resolves when a node shows this text as its status. */
  async status(id: string, text: string): Promise<void> {
    await this.page.locator(`[id="${id}"] .red-ui-flow-node-status-label`, { hasText: text }).waitFor();
  }

  async showSidebar(tab: string): Promise<void> {
    await this.page.evaluate((name) => (window as unknown as EditorWindow).RED.sidebar.show(name), tab);
  }

  /** A dialog slides in, and then gives the focus to its first field: the last thing that happens. */
  private async settled(form: string): Promise<void> {
    await this.page.locator(`.red-ui-tray-body:has(${form}) :focus`).waitFor();
  }
}

function watch(page: Page, home: string): string[] {
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(`page error: ${error.message}`));
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console: ${message.text()}`);
  });
  page.on('request', (request: Request) => {
    const url = request.url();
    if (!url.startsWith(home) && !/^(data|blob):/.test(url)) faults.push(`request elsewhere: ${url}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) faults.push(`${response.status()}: ${response.url()}`);
  });
  return faults;
}
