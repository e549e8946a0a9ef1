import type { Page } from 'playwright-core';

/** The API of the editor's script. */
interface EditorWindow {
  RED: {
    nodes: { node(id: string): object | null };
    workspaces: { show(tab: string): void };
    sidebar: { show(tab: string): void };
    actions: { invoke(action: string): void };
  };
}

/** Margin of a screenshot, pixels. */
const MARGIN = 16;
const CANVAS = '#red-ui-workspace-chart';
/** Hides parts of the editor that change every time or call for action. */
const CALM = `
  .red-ui-flow-node-changed, .red-ui-flow-node-error, .red-ui-notifications, .red-ui-workspace-chart-nav { display: none !important }
`;
const WITHOUT_STATUS = '.red-ui-flow-node-status-group { display: none !important }';

/** Takes pictures in an editor that is open on a page. */
export class Photographer {
  private constructor(private readonly page: Page) {}

  /** Opens the editor, with its palette closed. */
  static async open(page: Page, url: string, lastNode: string): Promise<Photographer> {
    await page.goto(url);
    await page.waitForFunction((id) => (window as unknown as EditorWindow).RED?.nodes?.node(id) != null, lastNode);
    await page.waitForSelector(`${CANVAS} .red-ui-flow-node`);
    await page.addStyleTag({ content: CALM });
    const photographer = new Photographer(page);
    // The browser remembers whether it is closed.
    if (!(await page.locator('.red-ui-palette-closed').count())) await photographer.invoke('core:toggle-palette');
    return photographer;
  }

  /** Takes a picture of a tab, as large as its flow; fails if the flow begins outside of the tab. */
  async flow(tab: string): Promise<Buffer> {
    await this.show(tab);
    const style = await this.page.addStyleTag({ content: WITHOUT_STATUS });
    const clip = await this.page.evaluate(
      ([canvas, margin]) => {
        const drawn = [...document.querySelectorAll(`${canvas} .red-ui-flow-node, ${canvas} .red-ui-flow-link-line`)];
        const boxes = drawn.map((element) => element.getBoundingClientRect());
        const edge = document.querySelector(canvas)!.getBoundingClientRect().left;
        const left = Math.min(...boxes.map((box) => box.left));
        if (left < edge) throw new Error(`The flow begins ${edge - left} pixels outside of the tab.`);
        const x = Math.max(edge, left - margin);
        const y = Math.min(...boxes.map(({ top }) => top)) - margin;
        const width = Math.max(...boxes.map(({ right }) => right)) + margin - x;
        return { x, y, width, height: Math.max(...boxes.map(({ bottom }) => bottom)) + margin - y };
      },
      [CANVAS, MARGIN] as const,
    );
    const picture = await this.page.screenshot({ clip, animations: 'disabled' });
    await style.evaluate((element) => (element as HTMLStyleElement).remove());
    return picture;
  }

  async show(tab: string): Promise<void> {
    await this.page.evaluate((id) => (window as unknown as EditorWindow).RED.workspaces.show(id), tab);
    await this.page.locator(`#red-ui-tab-${tab}.active`).waitFor();
  }

  /** Invokes an action of the editor. */
  async invoke(action: string): Promise<void> {
    await this.page.evaluate((name) => (window as unknown as EditorWindow).RED.actions.invoke(name), action);
  }

  async showSidebar(name: string): Promise<void> {
    await this.page.evaluate((tab) => (window as unknown as EditorWindow).RED.sidebar.show(tab), name);
  }

  /** Takes a picture of everything below the editor's header. */
  async window(): Promise<Buffer> {
    const { width, height } = this.page.viewportSize()!;
    const top = (await this.page.locator('#red-ui-header').boundingBox())!.height;
    return this.page.screenshot({ clip: { x: 0, y: top, width, height: height - top } });
  }

  /** Shows a page of this Node-RED below the editor, over its whole width. */
  async addBelow(address: string, height: number): Promise<void> {
    await this.page.evaluate(
      ([source, pixels]) => {
        const frame = document.createElement('iframe');
        frame.src = source;
        frame.style.cssText = `position: fixed; z-index: 1000; left: 0; bottom: 0; width: 100%; height: ${pixels}px; border: 0; border-top: 1px solid #bbb; background: #fff`;
        document.body.append(frame);
      },
      [address, height] as const,
    );
    await this.page.frameLocator('iframe').locator('#caption').waitFor({ state: 'attached' });
  }
}
