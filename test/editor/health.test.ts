import assert from 'node:assert/strict';
import { Editor, field } from '../support/editor';
import { APPLIANCE, CONTAINER, type HealthAnswer, HealthServer, LEGACY } from '../support/health-server';

const FLOW = [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'appliance', type: 'speechmatics-appliance', server: 'url', url: 'ws://127.0.0.1:1/v2', tls: '', headers: '' },
  { id: 'ask', type: 'inject', z: 'tab', x: 150, y: 100, props: [], repeat: '', wires: [['health']] },
  {
    id: 'health',
    type: 'speechmatics-health',
    z: 'tab',
    x: 350,
    y: 100,
    name: '',
    appliance: 'appliance',
    address: '',
    wires: [[]],
  },
];

describe('the dialog of speechmatics-health', function () {
  this.timeout(60_000);
  const servers: HealthServer[] = [];
  let editor: Editor;

  before(async function () {
    editor = await Editor.open(this, FLOW);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  after(async () => {
    await editor?.close();
  });

  it('changes nothing when it is opened and closed', async () => {
    await editor.edit('health');
    assert.equal(await editor.isDirty(), false);
  });

  it('takes addresses without a path only', async () => {
    const wrong = await editor.edit('health', async () => {
      await editor.typeInto(field('address'), 'http://host:8001/ready');
      await editor.page.locator(`${field('address')}.input-error`).waitFor();
    });
    assert.match(String(wrong.validationErrors), /without a path/);
    const right = await editor.edit('health', () => editor.typeInto(field('address'), 'http://host:8001'));
    assert.deepEqual([right.address, right.valid], ['http://host:8001', true]);
  });

  it('keeps the password to itself', async () => {
    const settings = await editor.edit('health', async () => {
      await editor.page.fill(field('user'), 'admin');
      await editor.page.fill(field('password'), 'a-secret-password');
      await editor.screenshot('health');
    });
    assert.equal(settings.valid, true);
    assert.ok(!JSON.stringify(await editor.deploy()).includes('a-secret-password'));
    await editor.openDialog('health');
    assert.equal(await editor.page.inputValue(field('password')), '__PWRD__');
    await editor.closeDialog();
    assert.equal(await editor.isDirty(), false);
  });

  const full: HealthAnswer = { ready: false };
  const kinds: [kind: string, answers: Readonly<Record<string, HealthAnswer>>, status: string][] = [
    ['a container', CONTAINER, 'ready'],
    ['a container without room', { ...CONTAINER, '/ready': full }, 'no free session'],
    ['an appliance', APPLIANCE, 'no free session'],
    ['a legacy appliance', LEGACY, 'ready'],
    ['something else', {}, 'no health service'],
  ];
  for (const [kind, answers, status] of kinds) {
    it(`leads to a node that shows the health of ${kind}`, async () => {
      const server = await HealthServer.listen(answers);
      servers.push(server);
      await editor.edit('health', () => editor.typeInto(field('address'), server.address()));
      await editor.deploy();
      await editor.nodeRed.inject('ask');
      await editor.status('health', status);
      await editor.screenshot('health-status');
    });
  }

  it('chooses the appliance that there is for a node that is dragged in, and none for one that is pasted without', async () => {
    const { page } = editor;
    const dragged = await editor.drag('speechmatics-health', 350, 300);
    assert.equal((await editor.node(dragged)).appliance, 'appliance');
    await editor.edit(dragged, () => page.selectOption('#node-input-appliance', 'Built-in appliance (default)'));
    assert.equal((await editor.node(dragged)).appliance, '');
    await page.locator(`#red-ui-workspace-chart [id="${dragged}"]`).click({ position: { x: 60, y: 15 } });
    await page.keyboard.press('Control+C');
    await page.keyboard.press('Control+V');
    await page.mouse.click(800, 600);
    const pasted = (await editor.nodesOf('speechmatics-health')).at(-1)!;
    assert.notEqual(pasted, dragged);
    const { appliance, valid } = await editor.node(pasted);
    assert.deepEqual({ appliance, valid }, { appliance: '', valid: true });
  });

  it('shows no error and asks nobody else for anything', () => {
    assert.deepEqual(editor.faults, []);
  });
});
