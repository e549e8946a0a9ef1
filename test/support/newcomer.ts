import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { Editor } from './editor';

const TYPES = ['transcribe', 'partial-filter', 'health', 'audio-source', 'captions'];
const TABS = ['session', 'recognition', 'vocabulary', 'speakers', 'audio'];
const WIDTHS = [1280, 1024];
/** For the built-in appliance. */
const NONE = '_ADD_';
const NORMAL = { width: 1400, height: 900 };

/** Drags a new node to where no other is; gives its id. */
export async function dragAside(editor: Editor, type: string, row = 0): Promise<string> {
  const before = new Set(await editor.nodesOf(type));
  await editor.drag(type, 650, 60 + 70 * row);
  await editor.page.keyboard.press('Escape');
  return (await editor.nodesOf(type)).find((id) => !before.has(id))!;
}

/** How many fields of the open tab of the transcribe dialog are visible. */
export function countFields(page: Page): Promise<number> {
  return page.locator('#speechmatics-tabs-content :is(input, select, textarea, ol):visible').count();
}

/** What of an open dialog cannot be read: hints that are cut off, labels above their fields, a dialog that is cut off. */
async function faultsOf(page: Page): Promise<string[]> {
  const right = await page.evaluate(() => document.querySelector('.red-ui-tray')!.getBoundingClientRect().right);
  const visible = (selector: string): string =>
    selector
      .split(' ')
      .map((part) => `#dialog-form ${part}:visible`)
      .join(', ');
  const cut = await page.locator(visible('input[placeholder]')).evaluateAll((inputs) =>
    (inputs as HTMLInputElement[])
      .filter((input) => {
        const { font, paddingLeft, paddingRight } = getComputedStyle(input);
        const pen = document.createElement('canvas').getContext('2d')!;
        pen.font = font;
        const room = input.clientWidth - parseFloat(paddingLeft) - parseFloat(paddingRight);
        return pen.measureText(input.placeholder).width > room;
      })
      .map(({ placeholder }) => `cut off: ${placeholder}`),
  );
  const above = await page.locator(visible('label')).evaluateAll((labels) =>
    (labels as HTMLLabelElement[])
      .filter((label) => {
        const control = label.nextElementSibling as HTMLElement | null;
        if (
          !label.textContent ||
          !control?.offsetParent ||
          !control.matches('input, select, .red-ui-typedInput-container')
        )
          return false;
        return label.getBoundingClientRect().bottom <= control.getBoundingClientRect().top;
      })
      .map(({ textContent }) => `above its field: ${textContent}`),
  );
  const outside = await page
    .locator(visible('input select textarea label ol'))
    .evaluateAll(
      (elements, edge) =>
        (elements as HTMLElement[])
          .filter((element) => element.getBoundingClientRect().right > edge)
          .map(({ id, textContent }) => `outside of the dialog: ${id || textContent}`),
      right,
    );
  const tabs = await page
    .locator('#dialog-form .red-ui-tab-label:visible')
    .evaluateAll((labels) =>
      labels
        .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth)
        .map(({ textContent }) => `cut off: ${textContent}`),
    );
  return [...cut, ...above, ...outside, ...tabs];
}

/** Opens the dialog of a new node of every type, with the built-in appliance, on two widths of screen, and looks at each of its tabs. */
export async function assertNewcomerCanRead(editor: Editor, language: string): Promise<void> {
  const { page } = editor;
  const faults: string[] = [];
  const ids: string[] = [];
  for (const [row, type] of TYPES.entries()) ids.push(await dragAside(editor, `speechmatics-${type}`, row));
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 768 });
    for (const [index, type] of TYPES.entries()) {
      await editor.edit(ids[index]!, async () => {
        const appliance = page.locator('#node-input-appliance');
        if ((await appliance.count()) > 0) await appliance.selectOption(NONE);
        for (const tab of type === 'transcribe' ? TABS : ['']) {
          if (tab !== '') await editor.openTab(`speechmatics-tab-${tab}`);
          const name = [type, tab, 'new', width, language].filter((part) => part !== '').join('-');
          await editor.screenshot(name);
          faults.push(...(await faultsOf(page)).map((fault) => `${name}: ${fault}`));
        }
      });
    }
  }
  await page.setViewportSize(NORMAL);
  assert.deepEqual(faults, []);
}
