import assert from 'node:assert/strict';
import { join } from 'node:path';
import { Editor, field } from '../support/editor';
import { requireProgram } from '../../dev/programs';

const WAV = join(__dirname, '../recordings/cards-1.wav');
const FLOW = [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'source', type: 'speechmatics-audio-source', z: 'tab', x: 350, y: 100, start: 'message', wires: [[], []] },
];
const KINDS = ['microphone', 'file', 'url', 'rtsp', 'rtmp', 'udp', 'ffmpeg'];
/** The fields that only some kinds have. */
const FIELDS = ['system', 'device', 'path', 'url', 'listen', 'user', 'password', 'sdp', 'arguments', 'back', 'stall'];

describe('the dialog of speechmatics-audio-source', function () {
  this.timeout(60_000);
  let editor: Editor;

  before(async function () {
    editor = await Editor.open(this, FLOW);
  });
  after(async () => {
    await editor?.close();
  });

  it('changes nothing when it is opened and closed', async () => {
    await editor.edit('source');
    assert.equal(await editor.isDirty(), false);
  });

  const shown: Record<string, string[]> = {
    microphone: ['system', 'device', 'back', 'stall'],
    file: ['path'],
    url: ['url', 'user', 'password', 'back', 'stall'],
    rtsp: ['url', 'user', 'password', 'back', 'stall'],
    rtmp: ['url', 'listen', 'user', 'password', 'back', 'stall'],
    udp: ['url', 'sdp', 'back', 'stall'],
    ffmpeg: ['arguments', 'back', 'stall'],
  };
  it('shows only the fields of a kind of source', async () => {
    await editor.edit('source', async () => {
      for (const kind of KINDS) {
        await editor.page.selectOption(field('source'), kind);
        const visible = [];
        for (const name of FIELDS) if (await editor.page.locator(field(name)).isVisible()) visible.push(name);
        assert.deepEqual(visible, shown[kind], kind);
        await editor.screenshot(`audio-source-${kind}`);
      }
      await editor.page.selectOption(field('source'), 'microphone');
    });
  });

  const rules: [kind: string, name: string, wrong: string, right: string][] = [
    ['url', 'url', 'file:///etc/passwd', 'https://radio.example.org/live'],
    ['rtsp', 'url', 'http://camera', 'rtsp://camera:554/stream1'],
    ['rtmp', 'url', 'rtsp://camera', 'rtmp://0.0.0.0/live/key'],
    ['udp', 'url', 'tcp://0.0.0.0:5004', 'udp://0.0.0.0:5004'],
    ['ffmpeg', 'arguments', '-f lavfi', '-f\nlavfi\n-i\nsine'],
  ];
  for (const [kind, name, wrong, right] of rules) {
    it(`checks what is entered for ${kind}`, async () => {
      const refused = await editor.edit('source', async () => {
        await editor.page.selectOption(field('source'), kind);
        await editor.page.fill(field(name), wrong);
      });
      assert.equal(refused.valid, false);
      const taken = await editor.edit('source', () => editor.page.fill(field(name), right));
      assert.deepEqual([taken[name], taken.valid], [right, true]);
    });
  }

  it('tries a source, and says how loud it is and what was found', async function () {
    requireProgram(this, 'ffmpeg');
    await editor.edit('source', async () => {
      await editor.page.selectOption(field('source'), 'file');
      await editor.page.fill(field('path'), WAV);
      await editor.page.click('#audio-source-try');
      const result = editor.page.locator('#audio-source-result[data-state="good"]');
      await result.waitFor();
      assert.match((await result.textContent()) ?? '', /Good.*dB.*pcm_s16le, 16000 Hz, mono/);
      await editor.screenshot('audio-source-tried');
      await editor.page.fill(field('path'), '/no/such/file');
      await editor.page.click('#audio-source-try');
      const failed = editor.page.locator('#audio-source-result[data-state="bad"]');
      await failed.waitFor();
      assert.match((await failed.textContent()) ?? '', /no such file/);
    });
  });

  it('keeps the password to itself', async () => {
    await editor.edit('source', async () => {
      await editor.page.selectOption(field('source'), 'rtsp');
      await editor.page.fill(field('url'), 'rtsp://camera/stream');
      await editor.page.fill(field('user'), 'admin');
      await editor.page.fill(field('password'), 'a-secret-password');
    });
    assert.ok(!JSON.stringify(await editor.deploy()).includes('a-secret-password'));
    await editor.openDialog('source');
    assert.equal(await editor.page.inputValue(field('password')), '__PWRD__');
    await editor.closeDialog();
  });

  it('leads to a node that plays, and shows level and time', async function () {
    requireProgram(this, 'ffmpeg');
    await editor.edit('source', async () => {
      await editor.page.selectOption(field('source'), 'ffmpeg');
      await editor.page.fill(field('arguments'), '-re\n-f\nlavfi\n-i\nsine');
      await editor.page.selectOption(field('start'), 'deploy');
    });
    await editor.deploy();
    await editor.status('source', 'good 0:0');
    await editor.screenshot('audio-source-status');
  });

  it('shows no error and asks nobody else for anything', () => {
    assert.deepEqual(editor.faults, []);
  });
});
