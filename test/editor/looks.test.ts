import assert from 'node:assert/strict';
import { transcribeFlow } from '../../dev/deployed-flow';
import { configField, Editor, field, placed } from '../support/editor';
import { assertNewcomerCanRead } from '../support/newcomer';

const NODE = { z: 'tab', name: '', wires: [[]] };
const FLOW = placed([
  ...transcribeFlow({ server: 'url', url: 'wss://a:9000/v2' }),
  { ...NODE, id: 'filter', type: 'speechmatics-partial-filter', mode: 'live' },
  { ...NODE, id: 'health', type: 'speechmatics-health', appliance: 'appliance', address: '' },
  { ...NODE, id: 'source', type: 'speechmatics-audio-source', start: 'message', wires: [[], []] },
  { ...NODE, id: 'captions', type: 'speechmatics-captions' },
]);
/** Pixels that an editor of 1024 leaves a dialog beside its sidebar. */
const ROOM = 690;
const TABS = ['session', 'recognition', 'vocabulary', 'speakers', 'audio'];

describe('the dialogs in German, in a dark theme', function () {
  this.timeout(60_000);
  let editor: Editor;

  before(async function () {
    editor = await Editor.open(this, FLOW, { theme: 'dark', language: 'de' });
    // As high as the longest dialog, so that the screenshots show all of it.
    await editor.page.setViewportSize({ width: 1400, height: 1500 });
  });
  after(async () => {
    await editor?.close();
  });

  /** The editor cuts off a dialog that needs more: it takes the longest line of one for the width that it needs. */
  async function assertFits(): Promise<void> {
    const width = await editor.page
      .locator('.red-ui-tray-body')
      .last()
      .evaluate((body) => parseFloat(body.style.minWidth));
    assert.ok(width <= ROOM, `needs ${width} pixels`);
  }

  it('can be read: transcribe', async () => {
    await editor.edit('transcribe', async () => {
      await assertFits();
      for (const tab of TABS) {
        await editor.openTab(`speechmatics-tab-${tab}`);
        await editor.screenshot(`transcribe-${tab}-dark-de`);
      }
      const names = await editor.page.locator('#speechmatics-languages option').allTextContents();
      assert.ok(names.includes('Deutsch'), names.join());
    });
  });

  it('can be read: appliance', async () => {
    await editor.edit('transcribe', async () => {
      await editor.openConfig('appliance');
      await assertFits();
      await editor.screenshot('appliance-dark-de');
      await editor.closeDialog('config');
    });
  });

  it('say cause and cure of an error in the language of the editor, and in English what the runtime says', async () => {
    await editor.edit('transcribe', async () => {
      await editor.openConfig('appliance');
      await editor.page.fill(configField('url'), 'ws://127.0.0.1:1/v2');
      await editor.page.click(configField('speechmatics-test'));
      const result = editor.page.locator(`${configField('speechmatics-test-result')}[data-state="bad"]`);
      await result.waitFor();
      assert.match(
        await result.innerText(),
        /An diesem Port antwortet niemand\s+Prüfen Sie .*\s+\(.*127\.0\.0\.1.*\)\s+Mehr/,
      );
      await editor.screenshot('appliance-test-bad-dark-de');
      await editor.closeDialog('config');
    });
    await editor.edit('source', async () => {
      await editor.page.selectOption(field('source'), 'file');
      await editor.page.fill(field('path'), '/no/such/file');
      await editor.page.click('#audio-source-try');
      const result = editor.page.locator('#audio-source-result[data-state="bad"]');
      await result.waitFor();
      assert.match(await result.innerText(), /Keine solche Datei\s+Prüfen Sie .*\s+\(.*no such file.*\)\s+Mehr/);
    });
  });

  it('can be read: partial filter', () =>
    editor.edit('filter', async () => {
      await assertFits();
      await editor.screenshot('partial-filter-dark-de');
    }));

  it('can be read: health', () =>
    editor.edit('health', async () => {
      await assertFits();
      await editor.screenshot('health-dark-de');
    }));

  it('can be read: captions', () =>
    editor.edit('captions', async () => {
      await assertFits();
      await editor.screenshot('captions-dark-de');
    }));

  it('can be read: audio source', () =>
    editor.edit('source', async () => {
      await assertFits();
      for (const kind of ['microphone', 'file', 'url', 'rtsp', 'rtmp', 'udp', 'ffmpeg']) {
        await editor.page.selectOption('#node-input-source', kind);
        await editor.screenshot(`audio-source-${kind}-dark-de`);
      }
    }));

  it('can be read by a newcomer', () => assertNewcomerCanRead(editor, 'de'));

  it('show no error and ask nobody else for anything', () => {
    assert.deepEqual(editor.faults, []);
  });
});
