import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { connect, createServer, type AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import helper = require('node-red-node-test-helper');
import { startBroker } from '../../dev/broker';
import { wavFile } from '../../dev/wav-file';
import { AUDIO } from '../support/speech-api';
import { core, CoreNodeFlow, SPEECH } from './core-node-flow';

/** The MQTT client that Node-RED itself uses. */
const { connectAsync } = createRequire(createRequire(__filename).resolve('@node-red/nodes/package.json'))('mqtt') as {
  connectAsync: (url: string) => Promise<{
    publishAsync: (topic: string, payload: Buffer | string, options: { retain: boolean }) => Promise<unknown>;
    endAsync: () => Promise<void>;
  }>;
};

const udp = core('network/32-udp.js');
const tcp = core('network/31-tcpin.js');
const httpRequest = core('network/21-httprequest.js');
const mqtt = core('network/10-mqtt.js');
const httpIn = core('network/21-httpin.js');
const webSocket = core('network/22-websocket.js');

describe('speechmatics-transcribe behind core nodes of the network', () => {
  const flow = new CoreNodeFlow();

  for (const datatype of ['utf8', 'base64']) {
    it(`udp in, output "${datatype}"`, async () => {
      const socket = createSocket('udp4').bind(0);
      await once(socket, 'listening');
      const port = String(socket.address().port + 1);
      const node = {
        ...{ id: 'source', type: 'udp in', iface: '', port, ipv: 'udp4', multicast: 'false', group: '', datatype },
        wires: [['transcribe']],
      };
      // The node binds its port when it likes to.
      let sending: NodeJS.Timeout | undefined;
      const text = await flow.load([udp], [node], () => {
        sending = setInterval(() => socket.send(SPEECH, Number(port), '127.0.0.1'), 20);
      });
      clearInterval(sending);
      socket.close();
      assert.match(text, /"udp in" node to "a Buffer"/);
    });
  }

  it('tcp in, a stream of strings', async () => {
    const probe = createServer().listen(0);
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    const node = {
      id: 'source',
      type: 'tcp in',
      server: 'server',
      host: '',
      port: String(port),
      datamode: 'stream',
      datatype: 'utf8',
      newline: '',
      wires: [['transcribe']],
    };
    const text = await flow.load([tcp], [node], () => {
      connect(port, '127.0.0.1').end(SPEECH);
    });
    assert.match(text, /"tcp in" node/);
  });

  const returns: [ret: string, right: RegExp][] = [
    ['txt', /"http request" node to "a binary buffer"/],
    ['bin', /^one two three$/],
  ];
  for (const [ret, right] of returns) {
    it(`http request, return "${ret}"`, async () => {
      const web = createHttpServer((_request, response) => response.end(wavFile(AUDIO))).listen(0);
      await once(web, 'listening');
      const { port } = web.address() as AddressInfo;
      const url = `http://127.0.0.1:${port}/`;
      const node = {
        id: 'source',
        type: 'http request',
        method: 'GET',
        ret,
        url,
        headers: [],
        wires: [['transcribe']],
      };
      const text = await flow.load([httpRequest], [node], () => flow.receive({}));
      web.close();
      assert.match(text, right);
    });
  }

  const datatypes: [datatype: string, right: RegExp][] = [
    ['auto-detect', /^one two three$/],
    ['auto', /^one two three$/],
    ['buffer', /^one two three$/],
    ['utf8', /"mqtt in" node to "a Buffer"/],
    ['base64', /"base64".*"mqtt in" node to "a Buffer"/],
    ['json', /"mqtt in" node to "a Buffer"/],
  ];
  for (const [datatype, right] of datatypes) {
    it(`mqtt in, output "${datatype}"`, async () => {
      const broker = await startBroker();
      const client = await connectAsync(`mqtt://127.0.0.1:${broker.port}`);
      const nodes = [
        {
          id: 'broker',
          type: 'mqtt-broker',
          broker: '127.0.0.1',
          port: String(broker.port),
          autoConnect: true,
          keepalive: '60',
        },
        {
          id: 'source',
          type: 'mqtt in',
          topic: 'audio',
          qos: '2',
          datatype,
          broker: 'broker',
          inputs: 0,
          wires: [['transcribe']],
        },
      ];
      try {
        // It is kept for whoever subscribes later.
        const payload = datatype === 'json' ? '{"state": "on"}' : wavFile(AUDIO);
        await client.publishAsync('audio', payload, { retain: true });
        assert.match(await flow.load([mqtt], nodes, () => {}), right);
      } finally {
        await client.endAsync();
        await helper.getNode('broker').close(true);
        await broker.close();
      }
    });
  }

  const requests: [type: string, body: Buffer | string, right: RegExp][] = [
    ['audio/wav', wavFile(AUDIO), /^one two three$/],
    ['application/octet-stream', wavFile(AUDIO), /^one two three$/],
    ['text/plain', 'what is this', /"http in" node with a Content-Type such as audio\/wav/],
    ['application/x-www-form-urlencoded', 'sound=loud', /"http in" node with a Content-Type such as audio\/wav/],
    ['application/json', '{"sound": 1}', /"http in" node with a Content-Type such as audio\/wav/],
  ];
  for (const [type, body, right] of requests) {
    it(`http in, a request of type ${type}`, async () => {
      const node = {
        id: 'source',
        type: 'http in',
        url: '/audio',
        method: 'post',
        upload: false,
        wires: [['transcribe']],
      };
      let web: Server | undefined;
      const serve = (RED: { httpNode: RequestListener }): void => {
        web = createHttpServer(RED.httpNode).listen(0);
      };
      const text = await flow.load([httpIn, serve], [node], () => {
        const { port } = web!.address() as AddressInfo;
        // Nobody answers it.
        const sent = { method: 'POST', body: new Uint8Array(Buffer.from(body)), headers: { 'content-type': type } };
        void fetch(`http://127.0.0.1:${port}/audio`, sent).catch(() => {});
      });
      web?.closeAllConnections();
      web?.close();
      assert.match(text, right);
    });
  }

  for (const [frame, right] of [
    [wavFile(AUDIO), /^one two three$/],
    ['what is this', /"websocket in" node passes text frames on as text/],
  ] as const) {
    it(`websocket in, ${typeof frame === 'string' ? 'text' : 'binary'} frames`, async () => {
      const nodes = [
        { id: 'listener', type: 'websocket-listener', path: '/audio', wholemsg: 'false' },
        { id: 'source', type: 'websocket in', server: 'listener', client: '', wires: [['transcribe']] },
      ];
      const text = await flow.load([webSocket], nodes, async () => {
        const socket = new WebSocket(`${helper.url().replace('http', 'ws')}/audio`);
        await once(socket, 'open');
        socket.send(frame);
        socket.close();
      });
      assert.match(text, right);
    });
  }
});
