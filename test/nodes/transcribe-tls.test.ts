import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server } from 'node:net';
import { join } from 'node:path';
import { insteadOn, wellBehaved } from '../support/behaviours';
import { button, debugNode, type FlowNode, transcribeFlow } from '../../dev/deployed-flow';
import { type Behaviour, ScriptedServer, type ServerConnection } from '../../dev/scripted-server';
import { NodeRed } from '../../dev/node-red';
import { temporaryFolder } from '../../dev/temporary-folder';

const pem = (name: string): string => readFileSync(join(__dirname, '../support/certificates', `${name}.pem`), 'utf8');

const TOKEN = 'a-token-that-is-secret';

function tlsNode(settings: object, cadata?: string): FlowNode {
  const empty = { name: '', cert: '', key: '', ca: '', servername: '', verifyservercert: true };
  return { id: 'tls', type: 'tls-config', ...empty, ...settings, ...(cadata && { credentials: { cadata } }) };
}

describe('speechmatics-transcribe, over TLS in a real Node-RED', function () {
  this.timeout(60_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let nodeRed: NodeRed;
  const servers: { close: () => unknown }[] = [];

  before(async () => {
    folder = temporaryFolder();
    const logging = { console: { level: 'trace', metrics: true, audit: true } };
    nodeRed = await NodeRed.startFromSources(folder.path, [], { logging, debugMaxLength: 1_000_000 });
  });
  beforeEach(async () => {
    await nodeRed.deploy([]);
    nodeRed.forgetNews();
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await server.close();
  });
  after(async () => {
    await nodeRed?.stop();
    folder.remove();
  });

  /** A server with one of the test certificates, and its URL. */
  async function secureServer(
    certificate: string,
    behaviour: Behaviour = wellBehaved(),
  ): Promise<{ server: ScriptedServer; url: string }> {
    const tls = { key: pem('localhost.key'), cert: pem(`${certificate}.cert`) };
    const server = new ScriptedServer({ behaviour, tls });
    servers.push(server);
    return { server, url: await server.listen('localhost') };
  }

  /** Sends a recording, and resolves with its text, or with the error that it ended in. */
  async function transcribe(flow: FlowNode[]): Promise<{ text?: unknown; code?: unknown; message?: unknown }> {
    await nodeRed.deploy(flow);
    await nodeRed.inject('recording');
    const { data } = await nodeRed.waitFor(
      ({ topic, data }) => topic === 'debug' && ['errors', 'completed'].includes(String(data.id)),
    );
    if (data.id === 'completed') return { text: nodeRed.debugOutput('words').join(' ') };
    const { code, message } = JSON.parse(String(data.msg)) as { code: unknown; message: unknown };
    return { code, message };
  }

  describe('with a tls-config node', () => {
    const secureFlow = (url: string, settings: object, authority?: string): FlowNode[] => [
      ...transcribeFlow({ server: 'url', url, tls: 'tls' }),
      tlsNode(settings, authority && pem(`${authority}.cert`)),
    ];

    const accepted: [what: string, certificate: string, settings: object, authority?: string][] = [
      ['of an authority of our own', 'localhost-by-authority', {}, 'authority'],
      ['that is its own authority', 'localhost', {}, 'localhost'],
      ['of another name that is asked for', 'elsewhere-by-authority', { servername: 'appliance.test' }, 'authority'],
      ['that nobody vouches for, when none is verified', 'localhost', { verifyservercert: false }],
      ['of another name, when none is verified', 'elsewhere-by-authority', { verifyservercert: false }, 'authority'],
    ];
    for (const [what, certificate, settings, authority] of accepted) {
      it(`takes a certificate ${what}`, async () => {
        const { url } = await secureServer(certificate);
        assert.deepEqual(await transcribe(secureFlow(url, settings, authority)), { text: 'hello world' });
      });
    }

    const refused: [what: string, certificate: string, authority: string | undefined, text: RegExp][] = [
      ['that nobody vouches for', 'localhost', undefined, /self-signed.*Add it as CA certificate to the TLS settings/],
      ['of an unknown authority', 'localhost-by-authority', undefined, /authority is unknown/],
      ['of another authority', 'localhost-by-authority', 'localhost', /authority is unknown/],
      ['of another name', 'elsewhere-by-authority', 'authority', /another name than the one in the URL/],
    ];
    for (const [what, certificate, authority, text] of refused) {
      it(`refuses a certificate ${what}, and says what to do`, async () => {
        const { server, url } = await secureServer(certificate);
        const { code, message } = await transcribe(secureFlow(url, {}, authority));
        assert.equal(code, 'tls_untrusted');
        assert.match(String(message), text);
        assert.deepEqual(server.connections, []);
      });
    }

    it('says so when the server does not speak TLS', async () => {
      const server = new ScriptedServer({ behaviour: wellBehaved() });
      servers.push(server);
      const url = (await server.listen('localhost')).replace('ws:', 'wss:');
      assert.equal((await transcribe(secureFlow(url, {}))).code, 'tls_failed');
    });
  });

  describe('the token', () => {
    /** The flow, with a Debug node that shows all of every message and status. */
    function talkativeFlow(url: string): FlowNode[] {
      const credentials = { token: TOKEN };
      const flow: FlowNode[] = [
        ...transcribeFlow({ server: 'url', url, tls: 'tls', credentials }, { rawMessages: true }),
        { ...debugNode('status', ''), type: 'status', scope: ['transcribe'], wires: [[]] },
      ];
      return [
        ...flow.map((node) => (node.wires ? { ...node, wires: node.wires.map((to) => [...to, 'everything']) } : node)),
        debugNode('everything', 'true'),
        button('cancel', { p: 'action', v: 'cancel', vt: 'str' }, { p: 'topic', v: 'cancel', vt: 'str' }),
        tlsNode({}, pem('authority.cert')),
      ];
    }

    /** Everything that anybody but the server can read. */
    async function everythingTold(): Promise<Record<string, string>> {
      const json = async (path: string, version = 'v1'): Promise<string> =>
        (
          await nodeRed.fetch(path, { headers: { accept: 'application/json', 'node-red-api-version': version } })
        ).text();
      const files = readdirSync(folder.path).filter((name) => name.endsWith('.json') || name.endsWith('.backup'));
      return {
        log: nodeRed.log,
        'messages, statuses and errors': JSON.stringify(nodeRed.editorNews),
        'exported flows': await json('/flows'),
        'flows with their revision': await json('/flows', 'v2'),
        'exported flow': await json('/flow/tab'),
        'configuration nodes': await json('/flow/global'),
        credentials: await json('/credentials/speechmatics-appliance/appliance'),
        ...Object.fromEntries(files.map((name) => [name, readFileSync(join(folder.path, name), 'utf8')])),
      };
    }

    async function expectSecret(): Promise<void> {
      const told = await everythingTold();
      assert.equal(told.credentials, JSON.stringify({ has_token: true, has_secretHeaders: false }));
      assert.match(told.log!, /\[trace\]/);
      for (const [where, text] of Object.entries(told)) assert.ok(!text.includes(TOKEN), where);
    }

    /** Without it, the recording would be tried again until the limit of a redeploy. */
    async function forget(): Promise<void> {
      const cancelled = (): number => nodeRed.debugOutput('completed').filter((topic) => topic === 'cancel').length;
      const before = cancelled();
      await nodeRed.inject('cancel');
      while (cancelled() === before) await nodeRed.inspect();
    }

    /** The code of the error in which a recording ends; it is caught first, then logged. */
    async function failure(url: string): Promise<unknown> {
      nodeRed.forgetNews();
      const { code } = await transcribe(talkativeFlow(url));
      const logged = (): number => nodeRed.log.split('[error] [speechmatics-transcribe').length;
      const before = logged();
      await forget();
      await nodeRed.deploy(talkativeFlow(url).filter(({ id }) => id !== 'catch'));
      await nodeRed.inject('recording');
      while (logged() === before) await nodeRed.inspect();
      await forget();
      return code;
    }

    const authorization = ({ request }: ServerConnection): string => String(request.headers.authorization);

    it('reaches the server in the Authorization header, and nobody else', async () => {
      const { server, url } = await secureServer('localhost-by-authority');
      assert.deepEqual(await transcribe(talkativeFlow(url)), { text: 'hello world' });
      assert.deepEqual(server.connections.map(authorization), [`Bearer ${TOKEN}`]);
      await expectSecret();
    });

    const gossips: [where: string, code: string, behaviour: Behaviour][] = [
      [
        'in an Error',
        'not_authorised',
        insteadOn('StartRecognition', (connection) => {
          connection.send({ message: 'Error', type: 'not_authorised', reason: `no: ${authorization(connection)}` });
        }),
      ],
      [
        'in the reason of the close',
        'not_authorised',
        insteadOn('StartRecognition', (connection) => connection.close(4001, authorization(connection))),
      ],
      [
        'in what is no message, and in one that nobody knows',
        'job_error',
        insteadOn('StartRecognition', (connection) => {
          connection.sendFrame(authorization(connection));
          connection.send({ message: 'Gossip', said: authorization(connection) });
          connection.send({ message: 'Error', type: 'job_error', reason: authorization(connection) });
        }),
      ],
    ];
    for (const [where, expected, behaviour] of gossips) {
      it(`stays secret when the server repeats it ${where}`, async () => {
        const { server, url } = await secureServer('localhost-by-authority', behaviour);
        assert.equal(await failure(url), expected);
        assert.deepEqual(new Set(server.connections.map(authorization)), new Set([`Bearer ${TOKEN}`]));
        await expectSecret();
      });
    }

    async function port(server: Server): Promise<number> {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as AddressInfo).port;
    }

    it('stays secret when it is refused, and repeated wherever HTTP allows it', async () => {
      const refusing = createServer(({ headers: { authorization = '' } }, response) => {
        response.writeHead(401, authorization, { 'www-authenticate': authorization }).end(authorization);
      });
      servers.push(refusing);
      assert.equal(await failure(`ws://127.0.0.1:${await port(refusing)}/v2`), 'not_authorised');
      await expectSecret();
    });

    it('stays secret when nobody is there, and when the certificate is not trusted', async () => {
      const nobody = createTcpServer();
      const url = `wss://127.0.0.1:${await port(nobody)}/v2`;
      nobody.close();
      await once(nobody, 'close');
      assert.equal(await failure(url), 'connection_refused');
      await expectSecret();
      const stranger = await secureServer('localhost');
      assert.equal(await failure(stranger.url), 'tls_untrusted');
      await expectSecret();
    });
  });
});
