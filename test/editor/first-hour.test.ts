import assert from 'node:assert/strict';
import { recordingNamed } from '../../dev/recordings';
import { wordErrorRate } from '../../dev/word-error-rate';
import { Editor } from '../support/editor';
import { installPacked } from '../support/packed';

const recording = recordingNamed('austen-0880');

/** What somebody has who has not seen the package before: core nodes that play a recording and show what comes. */
const FLOW = [
  { id: 'tab', type: 'tab', label: 'mine' },
  { id: 'press', type: 'inject', z: 'tab', x: 120, y: 80, props: [], repeat: '', wires: [['read']] },
  { id: 'read', type: 'file in', z: 'tab', x: 300, y: 80, filename: recording.path, format: '', wires: [[]] },
  { id: 'show', type: 'debug', z: 'tab', x: 700, y: 80, active: true, tosidebar: true, complete: 'payload', wires: [] },
];

describe('the first hour, with the packed package in a fresh user directory,', function () {
  this.timeout(120_000);
  let editor: Editor;
  let transcribe: string;

  before(async function () {
    editor = await Editor.open(this, FLOW, { prepare: installPacked });
  });
  after(async () => {
    await editor?.close();
  });

  it('begins in the palette, which finds the nodes by what they are for', async () => {
    const { page } = editor;
    const entry = (type: string) => page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
    const find = async (word: string, ...types: string[]): Promise<void> => {
      await editor.typeInto('#red-ui-palette-search input', word);
      await page.waitForFunction(
        (filter) => Object.values(localStorage).some((value) => String(value).includes(`"filter":"${filter}"`)),
        word,
      );
      for (const type of types) assert.equal(await entry(type).getAttribute('data-filter'), null, `${type}: ${word}`);
      assert.equal(await entry('inject').getAttribute('data-filter'), 'true');
    };
    const others = ['captions', 'partial-filter', 'health', 'audio-source'].map((name) => `speechmatics-${name}`);
    await find('voice', 'speechmatics-transcribe', ...others);
    await find('microphone', 'speechmatics-transcribe', 'speechmatics-audio-source');
    for (const word of ['audio', 'stt', 'caption', 'whisper', 'transcribe'])
      await find(word, 'speechmatics-transcribe');
    assert.equal((await entry('speechmatics-transcribe').innerText()).trim(), 'transcribe');
    await editor.screenshot('first-hour-palette');
  });

  it('goes on with a node that needs nothing else', async () => {
    transcribe = await editor.drag('speechmatics-transcribe', 500, 80);
    const { appliance, valid } = await editor.node(transcribe);
    assert.deepEqual({ appliance, valid }, { appliance: '', valid: true });
    await editor.wire('read', 0, transcribe);
    await editor.wire(transcribe, 0, 'show');
    await editor.deploy();
    await editor.status(transcribe, 'recogniser missing');
    await editor.openDialog(transcribe);
    const select = editor.page.locator('#node-input-appliance');
    assert.equal(await select.locator('option:checked').innerText(), 'Built-in appliance (default)');
    await editor.screenshot('first-hour-dialog');
  });

  it('gets the recogniser by a button, while flows run', async () => {
    const { page, nodeRed } = editor;
    const before = nodeRed.editorNews.length;
    await page.locator('button', { hasText: /Install \(\d+ MB\)/ }).click();
    await page.getByText(/Being installed: \d+ of \d+ MB/).waitFor();
    await editor.screenshot('first-hour-installing');
    await nodeRed.waitForStatus(transcribe, /:status\.ready/);
    await editor.closeDialog();
    const statuses = nodeRed.editorNews.slice(before).flatMap(({ topic, data }) => {
      return topic === `status/${transcribe}` ? [String(data.text).replace(/.*:status\./, '')] : [];
    });
    assert.deepEqual(statuses, ['installing', 'loading', 'ready']);
    assert.ok(!nodeRed.editorNews.slice(before).some(({ topic }) => topic === 'notification/runtime-deploy'));
  });

  it('ends with the words of the recording', async () => {
    const { nodeRed } = editor;
    await nodeRed.inject('press');
    await nodeRed.waitForStatus(transcribe, /:status\.ended/);
    const text = nodeRed.debugOutput('show').join(' ');
    assert.ok(wordErrorRate(recording.text, text) <= 0.2, text);
  });

  it('shows no error and asks nobody else for anything', () => {
    assert.deepEqual(editor.faults, []);
  });
});
