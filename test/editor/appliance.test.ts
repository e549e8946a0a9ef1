import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { recogniserModules } from '../../nodes/lib/built-in/recogniser/packages';
import { wellBehaved } from '../support/behaviours';
import { transcribeFlow } from '../../dev/deployed-flow';
import { configField, Editor, type EditorNode, type EditorWindow, placed, UNCHANGED } from '../support/editor';
import { ScriptedServer } from '../../dev/scripted-server';
import { ServedApi } from '../support/speech-api';

const pem = (name: string): string => readFileSync(join(__dirname, '../support/certificates', `${name}.pem`), 'utf8');

const install = configField('speechmatics-install');

describe('the dialog of speechmatics-appliance', function () {
  this.timeout(120_000);
  const servers: { close(): unknown }[] = [];
  let editor: Editor;

  before(async function () {
    const settings = { server: 'built-in', url: '', sessions: '', modules: [] };
    editor = await Editor.open(this, placed(transcribeFlow(settings, UNCHANGED)));
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  after(async () => {
    await editor?.close();
  });

  const edit = (work: () => Promise<void>): Promise<EditorNode> => editor.editConfig('transcribe', 'appliance', work);

  it('changes nothing when it is opened and closed', async () => {
    await edit(() => Promise.resolve());
    assert.equal(await editor.isDirty(), false);
  });

  it('lets Node-RED install the recogniser if the box is ticked, and says what that takes', async () => {
    const ticked = await edit(async () => {
      assert.equal(await editor.page.isChecked(install), false);
      const tip = await editor.page.locator('.form-tips.speechmatics-built-in-row').innerText();
      assert.match(tip, /320 MB/);
      assert.match(tip, /if the installation fails, they stay stopped/);
      await editor.page.check(install);
      await editor.screenshot('appliance-built-in');
    });
    assert.deepEqual(ticked.modules, recogniserModules);
    assert.equal(ticked.valid, true);
    const unticked = await edit(async () => {
      assert.equal(await editor.page.isChecked(install), true);
      await editor.page.uncheck(install);
    });
    assert.deepEqual(unticked.modules, []);
  });

  it('asks for an update of the packages that an older version has stored', async () => {
    const { id } = await edit(() => editor.page.check(install));
    const errors = await editor.page.evaluate((appliance) => {
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
    const sessions = configField('sessions');
    const number = await edit(async () => {
      for (const wrong of ['0', '1001', '2.5', 'many']) {
        await editor.typeInto(sessions, wrong);
        await editor.page.locator(`${sessions}.input-error`).waitFor();
        await editor.typeInto(sessions, '4');
        await editor.page.locator(`${sessions}:not(.input-error)`).waitFor();
      }
    });
    assert.equal(number.sessions, 4);
    const variable = await edit(() => editor.typeInto(sessions, '${SESSIONS}'));
    assert.deepEqual([variable.sessions, variable.valid], ['${SESSIONS}', true]);
    assert.equal((await edit(() => editor.typeInto(sessions, ''))).sessions, '');
  });

  it('stores the headers for a server by address as an object of texts', async () => {
    const { page } = editor;
    const headers = configField('speechmatics-headers');
    const widget = page.locator(`${headers} + .red-ui-typedInput-container`);
    const enter = (text: string): Promise<void> => editor.typeInto(widget.locator('.red-ui-typedInput-input'), text);
    const filled = await edit(async () => {
      assert.equal(await widget.isVisible(), false);
      await page.selectOption(configField('server'), 'url');
      assert.equal(await page.isVisible(install), false);
      await page.fill(configField('url'), 'wss://appliance.local:9000/v2');
      for (const wrong of ['{"X-Site": 1}', '["X-Site"]', '{"X-Site"']) {
        await enter(wrong);
        await page.locator(`${headers}.input-error`).waitFor({ state: 'attached' });
      }
      await enter('{"X-Site": "studio 1"}');
      await page.locator(`${headers}:not(.input-error)`).waitFor({ state: 'attached' });
      await editor.screenshot('appliance-url');
    });
    const { server, headers: stored, modules, valid } = filled;
    assert.deepEqual(
      { server, headers: stored, modules, valid },
      { server: 'url', headers: { 'X-Site': 'studio 1' }, modules: [], valid: true },
    );
    const again = await edit(() => enter('{"X-Site": 1}'));
    assert.equal(again.valid, false);
    const variable = await edit(async () => {
      await widget.locator('.red-ui-typedInput-type-select').click();
      await page.locator('.red-ui-typedInput-options:visible').getByText('env variable').click();
      await enter('HEADERS');
    });
    assert.equal(variable.headers, '${HEADERS}');
    assert.equal((await edit(() => enter(''))).headers, '');
  });

  it('keeps secret headers with the credentials, and does not show them again', async () => {
    const { page } = editor;
    const headers = configField('speechmatics-secret-headers');
    const input = page.locator(`${headers} + .red-ui-typedInput-container .red-ui-typedInput-input`);
    const deploy = async (): Promise<string> => JSON.stringify(await editor.deploy());
    const server = new ScriptedServer({ behaviour: wellBehaved() });
    servers.push(server);
    const url = await server.listen('localhost');
    /** What the server is sent in a test of what the dialog holds. */
    const sent = async (): Promise<unknown> => {
      const result = configField('speechmatics-test-result');
      await page.click(configField('speechmatics-test'));
      await page.locator(`${result}:not([data-state="busy"])`).waitFor();
      assert.equal(await page.getAttribute(result, 'data-state'), 'good', await page.innerText(result));
      return server.connection.request.headers['x-key'];
    };

    const typed = await edit(async () => {
      await page.selectOption(configField('server'), 'url');
      await page.fill(configField('url'), url);
      await editor.typeInto(input, '{"X-Key": 1}');
      await page.locator(`${headers}.input-error`).waitFor({ state: 'attached' });
      await editor.typeInto(input, '{"X-Key": "hidden key"}');
      assert.equal(await sent(), 'hidden key');
      await editor.screenshot('appliance-secret-headers');
    });
    assert.equal(typed.headers, '');
    assert.ok(!(await deploy()).includes('hidden key'));

    await edit(async () => {
      assert.equal(await input.inputValue(), '');
      assert.match((await input.getAttribute('placeholder'))!, /stored, not shown/);
      assert.equal(await sent(), 'hidden key');
      await editor.screenshot('appliance-secret-headers-stored');
    });
    assert.equal(await editor.isDirty(), false);

    await edit(() => editor.typeInto(input, '{}'));
    assert.equal(await editor.isDirty(), true);
    await deploy();
    await edit(async () => {
      assert.match((await input.getAttribute('placeholder'))!, /not exported/);
      assert.equal(await sent(), undefined);
    });
    assert.equal(await editor.isDirty(), false);
  });

  it('gives examples of addresses, and hints at what is easily overlooked', async () => {
    const { page } = editor;
    const hint = page.locator(configField('speechmatics-hint'));
    await edit(async () => {
      await page.selectOption(configField('server'), 'url');
      const examples = await page
        .locator('#speechmatics-appliance-urls option')
        .evaluateAll((options) => options.map((option) => (option as HTMLOptionElement).value));
      for (const example of ['wss://appliance.local:9000/v2', 'ws://appliance.local:9000/v2']) {
        assert.ok(examples.includes(example), example);
      }
      await page.fill(configField('url'), 'wss://appliance.local:9000/v2');
      assert.match(await hint.innerText(), /self-signed certificate/);
      await page.fill(configField('url'), 'wss://eu.rt.speechmatics.com/v2');
      assert.equal(await hint.isVisible(), false);
      await page.fill(configField('url'), 'ws://appliance.local:9000/v2');
      await page.fill(configField('token'), 'secret');
      assert.match(await hint.innerText(), /in clear text/);
      await page.fill(configField('token'), '');
      await page.fill(configField('url'), 'http://appliance.local');
      await editor.typeInto(configField('url'), 'http://appliance.local');
      await page.locator(`${configField('url')}.input-error`).waitFor();
      await page.hover(configField('url'));
      await page.locator('.red-ui-popover', { hasText: 'must start with ws:// or wss://' }).waitFor();
      await editor.typeInto(configField('url'), 'ws://appliance.local:9000/v2');
    });
  });

  describe('tests the connection', () => {
    /** Fills in an address, presses the button, and gives what is shown. */
    async function test(url: string, language?: string, screenshot?: string): Promise<{ state: string; text: string }> {
      const { page } = editor;
      const result = page.locator(configField('speechmatics-test-result'));
      let state = '';
      let text = '';
      await edit(async () => {
        await page.selectOption(configField('server'), url === 'built-in' ? 'built-in' : 'url');
        if (url !== 'built-in') await page.fill(configField('url'), url);
        if (language !== undefined) {
          await page.check(configField('speechmatics-test-session'));
          await page.fill(configField('speechmatics-test-language'), language);
        }
        await page.click(configField('speechmatics-test'));
        await page.locator(`${configField('speechmatics-test-result')}:not([data-state="busy"])`).waitFor();
        state = (await result.getAttribute('data-state'))!;
        text = await result.innerText();
        if (screenshot) await editor.screenshot(screenshot);
      });
      return { state, text };
    }

    async function serve(server: ScriptedServer): Promise<string> {
      servers.push(server);
      return server.listen('localhost');
    }

    it('with a server that is right', async () => {
      const url = await serve(new ScriptedServer({ behaviour: wellBehaved() }));
      const { state, text } = await test(url);
      assert.equal(state, 'good');
      assert.match(text, /accepts the connection/);
      assert.match((await test(url, 'en')).text, /session was opened and closed/);
    });

    it('with the built-in appliance, and shows its health', async () => {
      const { state, text } = await test('built-in', 'en', 'appliance-test-good');
      assert.equal(state, 'good');
      assert.match(text, /Health: ready for a session/);
      assert.match(text, /at most: 2/);
    });

    it('and says that nothing listens', async () => {
      const nobody = createServer().listen(0, '127.0.0.1');
      await once(nobody, 'listening');
      const { port } = nobody.address() as AddressInfo;
      nobody.close();
      const { state, text } = await test(`ws://127.0.0.1:${port}/v2`);
      assert.equal(state, 'bad');
      assert.match(text, /Nothing listens at this port/);
    });

    for (const [status, expected] of [
      [404, /Wrong path or port/],
      [401, /Token or password is wrong or missing/],
    ] as const) {
      it(`and understands an answer with status ${status}`, async () => {
        const url = await serve(new ScriptedServer({ behaviour: wellBehaved({ refuse: () => status }) }));
        const { state, text } = await test(url);
        assert.equal(state, 'bad');
        assert.match(text, expected);
      });
    }

    it('and says what a self-signed certificate needs', async () => {
      const tls = { key: pem('localhost.key'), cert: pem('localhost.cert') };
      const url = await serve(new ScriptedServer({ behaviour: wellBehaved(), tls }));
      const { state, text } = await test(url, undefined, 'appliance-test-bad');
      assert.equal(state, 'bad');
      assert.match(text, /certificate is not trusted[^]*Add it as CA certificate/);
    });

    it('and says that there is no room, or no such language', async () => {
      const api = await ServedApi.serve({ sessions: 1 });
      servers.push({ close: () => api.stop() });
      assert.match((await test(api.server.url, 'xx')).text, /does not have this language[^]*xx/);
      await api.start();
      const { text } = await test(api.server.url, 'en');
      assert.match(text, /No free session/);
      assert.match(text, /Health: no free session; sessions open: 1; at most: 1/);
    });
  });

  it('shows no error and asks nobody else for anything', () => {
    assert.deepEqual(editor.faults, []);
  });
});
