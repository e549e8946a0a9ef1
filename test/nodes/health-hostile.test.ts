import assert from 'node:assert/strict';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { hooks } from '@node-red/util';
import fc from 'fast-check';
import helper = require('node-red-node-test-helper');
import appliance = require('../../nodes/appliance');
import health = require('../../nodes/health');
import { Collector, type Message } from '../support/flow';
import { CONTAINER, HealthServer } from '../support/health-server';
import { deep, detachedView, made, perhaps, storedValue, throwing } from '../support/hostile-messages';

const place = { z: 'tab', x: 1, y: 1 };
const WITHOUT_MODEL = `--require=${require.resolve('../support/without-model')}`;

function flow(settings: object, applianceSettings: object = {}): object[] {
  const remote = { server: 'url', url: 'ws://127.0.0.1:1/v2' };
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { ...remote, ...applianceSettings, id: 'appliance', type: 'speechmatics-appliance' },
    {
      appliance: 'appliance',
      ...settings,
      ...place,
      id: 'health',
      type: 'speechmatics-health',
      wires: [['out', 'other']],
    },
    { ...place, id: 'catch', type: 'catch', scope: ['health'], wires: [['errors']] },
    { ...place, id: 'complete', type: 'complete', scope: ['health'], wires: [['completed']] },
    ...['out', 'other', 'errors', 'completed'].map((id) => ({ ...place, id, type: 'helper' })),
  ];
}

describe('speechmatics-health, whatever comes', () => {
  let done = 0;
  let server: HealthServer;

  before(async () => {
    helper.init(require.resolve('node-red'));
    hooks.add('onComplete.test', ({ node }: { node: { id: string } }) => void (done += Number(node.id === 'health')));
    server = await HealthServer.listen(CONTAINER);
    process.execArgv.push(WITHOUT_MODEL);
  });
  after(async () => {
    hooks.remove('*.test');
    process.execArgv.splice(process.execArgv.indexOf(WITHOUT_MODEL), 1);
    await server.close();
  });
  beforeEach(() => (done = 0));
  afterEach(() => helper.unload());

  const load = (settings: object, applianceSettings?: object, credentials: object = {}): Promise<void> =>
    helper.load([appliance, health], flow(settings, applianceSettings) as never, credentials);
  const ask = (message: object): void => helper.getNode('health').receive(message as Message);
  const codeOf = ({ error }: Message): unknown => (error as { code: unknown }).code;

  const uncopyable: Record<string, () => object> = {
    'a deep object': () => ({ anything: deep() }),
    'a view of a detached buffer': () => ({ anything: detachedView() }),
    'a property that throws': () => throwing('anything'),
    'a topic that throws': () => throwing('topic'),
  };
  for (const [what, message] of Object.entries(uncopyable)) {
    it(`refuses a message with ${what}, and goes on`, async () => {
      await load({ address: server.address() });
      const [out, errors] = [new Collector('out'), new Collector('errors')];
      ask(message());
      assert.equal(codeOf((await errors.count(1))[0]!), 'uncopyable_message');
      ask({ topic: 'good' });
      assert.equal((await out.count(1))[0]?.topic, 'good');
      assert.equal(done, 2);
    });
  }

  it('is done with each message once', async () => {
    await load({ address: server.address() });
    const [out, errors] = [new Collector('out'), new Collector('errors')];
    const anything = perhaps(fc.constant('carried'));
    const message = fc.record({ payload: anything, topic: anything, error: anything, req: anything, x: anything });
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(message, async (generated) => {
        asked += 1;
        ask(made(generated) as object);
        while (out.messages.length + errors.messages.length < asked) await new Promise(setImmediate);
        assert.equal(done, asked);
      }),
      { numRuns: 100 },
    );
    assert.ok(errors.messages.every((error) => codeOf(error) === 'uncopyable_message'));
  });

  it('goes on after a server that changes the protocol', async () => {
    const sockets = new Set<Socket>();
    const odd: Server = createServer((socket) => {
      sockets.add(socket.on('error', () => {}));
      socket.once('data', () =>
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'),
      );
    });
    await new Promise<void>((listening) => odd.listen(0, '127.0.0.1', listening));
    try {
      await load({ address: `http://127.0.0.1:${(odd.address() as AddressInfo).port}` });
      const errors = new Collector('errors');
      for (const count of [1, 2]) {
        ask({});
        await errors.count(count);
      }
      assert.deepEqual(errors.messages.map(codeOf), ['no_health_service', 'no_health_service']);
    } finally {
      for (const socket of sockets) socket.destroy();
      odd.close();
    }
  });

  it('takes any settings of its own and of its appliance, or says what is wrong with them', async () => {
    const own = fc.dictionary(fc.constantFrom('appliance', 'address'), deployable);
    const server = perhapsStored('url');
    const others = fc.dictionary(fc.constantFrom('url', 'tls', 'headers', 'sessions'), deployable, { maxKeys: 2 });
    const credentials = fc.dictionary(fc.constantFrom('token', 'secretHeaders'), storedValue, { maxKeys: 1 });
    const known = ['no_appliance', 'invalid_setting', 'unset_variable', 'tls_missing', 'invalid_url'];
    const unreached = [
      'connection_refused',
      'host_not_found',
      'connection_timeout',
      'connection_lost',
      'host_unreachable',
    ];
    await fc.assert(
      fc.asyncProperty(own, server, others, credentials, async (settings, kind, more, secrets) => {
        try {
          await load(settings, { ...more, server: kind }, { appliance: secrets, health: {} });
          done = 0;
          const [out, errors] = [new Collector('out'), new Collector('errors')];
          ask({});
          await Promise.race([out.count(1), errors.count(1)]);
          assert.equal(done, 1);
          // Without an appliance it asks the built-in one.
          if (out.messages.length > 0) return;
          const code = codeOf(errors.messages[0]!);
          assert.ok([...known, ...unreached, 'no_health_service'].includes(String(code)), String(code));
        } finally {
          await helper.unload();
        }
      }),
      { numRuns: 60 },
    );
  });

  it('says which setting is wrong', async () => {
    for (const [settings, named] of [
      [{ server: 'cloud' }, /server/],
      [{ url: { host: 'a' } }, /url/],
      [{ tls: 'health' }, /tls/],
      [{ headers: { a: 1 } }, /headers/],
    ] as const) {
      await load({}, settings);
      const errors = new Collector('errors');
      ask({});
      const [found] = await errors.count(1);
      assert.equal(codeOf(found!), 'invalid_setting');
      assert.match((found!.error as Error).message, named);
      await helper.unload();
    }
  });
});

/** This text most often; never what starts the built-in appliance. */
function perhapsStored(text: string): fc.Arbitrary<unknown> {
  const odd = deployable.filter((value) => value !== undefined && value !== null && value !== '');
  return fc.oneof({ weight: 5, arbitrary: fc.constant(text) }, { weight: 1, arbitrary: odd });
}

/** What can be deployed: Node-RED and its test helper fail on objects with these names. */
const deployable = storedValue.filter((value) => !/"(toString|valueOf|__proto__)":/.test(JSON.stringify(value)));
