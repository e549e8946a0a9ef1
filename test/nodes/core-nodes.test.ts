import assert from 'node:assert/strict';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createRequire } from 'node:module';
import { connect, createServer, type AddressInfo } from 'node:net';
import { WebSocket } from 'ws';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import helper = require('node-red-node-test-helper');
import appliance = require('../../nodes/appliance');
import transcribe = require('../../nodes/transcribe');
import { SpeechApiServer } from '../../nodes/lib/built-in/server/speech-api-server';
import { Collector, type Message } from '../support/flow';
import { readPcm, recordingNamed } from '../../dev/recordings';
import { ScriptedRecogniser } from '../support/scripted-recogniser';
import { AUDIO, WORDS } from '../support/speech-api';
import { startBroker } from '../../dev/broker';
import { wavFile } from '../../dev/wav-file';

type NodeModule = (RED: never) => void;

/** A core node of Node-RED. */
function core(path: string): NodeModule {
  return createRequire(__filename)(`@node-red/nodes/core/${path}`) as NodeModule;
}

/** The MQTT client that Node-RED itself uses. */
const { connectAsync } = createRequire(createRequire(__filename).resolve('@node-red/nodes/package.json'))('mqtt') as {
  connectAsync: (url: string) => Promise<{
    publishAsync: (topic: string, payload: Buffer | string, options: { retain: boolean }) => Promise<unknown>;
    endAsync: () => Promise<void>;
  }>;
};

/** Bytes that are no text. */
const SPEECH = readPcm(recordingNamed('austen-0880')).subarray(16000, 17000);

const file = core('storage/10-file.js');
const exec = core('function/90-exec.js');
const udp = core('network/32-udp.js');
const tcp = core('network/31-tcpin.js');
const split = core('sequence/17-split.js');
const httpRequest = core('network/21-httprequest.js');
const inject = core('common/20-inject.js');
const mqtt = core('network/10-mqtt.js');
const httpIn = core('network/21-httpin.js');
const webSocket = core('network/22-websocket.js');
const batch = core('sequence/19-batch.js');

describe('speechmatics-transcribe behind core nodes', () => {
  let server: SpeechApiServer;
  let folder: string;

  before((done) => {
    helper.init(require.resolve('node-red'));
    helper.startServer(done);
  });
  after((done) => {
    helper.stopServer(done);
  });
  beforeEach(async () => {
    server = await SpeechApiServer.listen(new ScriptedRecogniser(WORDS));
    folder = mkdtempSync(join(tmpdir(), 'audio-'));
    writeFileSync(join(folder, 'speech.wav'), wavFile(AUDIO));
    writeFileSync(join(folder, 'speech.raw'), AUDIO);
  });
  afterEach(async () => {
    await helper.getNode('transcribe').close(true);
    await helper.unload();
    await server.close();
    rmSync(folder, { recursive: true });
  });

  /** What comes of it: the texts up to the end of the transcript, or the first error. */
  async function load(modules: NodeModule[], nodes: object[], start: () => void | Promise<void>): Promise<string> {
    const place = { z: 'tab', x: 1, y: 1 };
    const flow = [
      { id: 'tab', type: 'tab', label: 'test' },
      {
        id: 'appliance',
        type: 'speechmatics-appliance',
        name: '',
        server: 'url',
        url: server.url,
        tls: '',
        headers: '',
      },
      ...nodes.map((node) => ({ ...place, ...node })),
      {
        ...place,
        id: 'transcribe',
        type: 'speechmatics-transcribe',
        appliance: 'appliance',
        transcription_config: { language: 'en' },
        translation_config: null,
        audio_events_config: null,
        audio_format: { type: 'auto' },
        idle: 0.5,
        queue: 60,
        drop: 'oldest',
        streams: '',
        wires: [['transcripts'], ['events']],
      },
      { ...place, id: 'catch', type: 'catch', scope: ['transcribe'], wires: [['errors']] },
      ...['transcripts', 'events', 'errors'].map((id) => ({ ...place, id, type: 'helper' })),
    ];
    await helper.load([appliance, transcribe, ...modules] as never, flow as never);
    const transcripts = new Collector('transcripts');
    const events = new Collector('events');
    const errors = new Collector('errors');
    await start();
    const error = errors.find(() => true).then((message) => String((message.error as { message: string }).message));
    const end = events
      .find(({ event }) => event === 'end_of_transcript')
      .then(() => transcripts.messages.map(({ payload }) => payload).join(' '));
    return Promise.race([error, end]);
  }

  const receive = (message: object): void => {
    helper.getNode('source').receive(message as Message);
  };

  const formats: [format: string, right: RegExp][] = [
    ['utf8', /"read file" node.*"a single Buffer object"/],
    ['lines', /"read file" node.*"a stream of Buffers"/],
    ['', /^one two three$/],
    ['stream', /^one two three$/],
  ];
  for (const [format, right] of formats) {
    for (const name of ['speech.wav', 'speech.raw']) {
      it(`read file, output "${format}", ${name}`, async () => {
        const node = {
          id: 'source',
          type: 'file in',
          filename: 'filename',
          filenameType: 'msg',
          format,
          wires: [['transcribe']],
        };
        assert.match(await load([file], [node], () => receive({ filename: join(folder, name) })), right);
      });
    }
  }

  it('read file: a file that holds text', async () => {
    writeFileSync(
      join(folder, 'text.txt'),
      'He was not an ill disposed young man, unless to be rather cold hearted is.',
    );
    const wires = [['transcribe']];
    const node = { id: 'source', type: 'file in', filename: 'filename', filenameType: 'msg', format: '', wires };
    const text = await load([file], [node], () => receive({ filename: join(folder, 'text.txt') }));
    assert.match(text, /holds text, not audio/);
  });

  for (const useSpawn of ['true', 'false']) {
    it(`exec, spawn ${useSpawn}`, async () => {
      const node = {
        id: 'source',
        type: 'exec',
        command: 'cat',
        addpay: 'payload',
        append: '',
        useSpawn,
        wires: [['transcribe'], [], []],
      };
      const text = await load([exec], [node], () => receive({ payload: join(folder, 'speech.wav') }));
      assert.match(text, /^one two three$/);
    });
  }

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
      const text = await load([udp], [node], () => {
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
    const text = await load([tcp], [node], () => {
      connect(port, '127.0.0.1').end(SPEECH);
    });
    assert.match(text, /"tcp in" node/);
  });

  it('split at its default settings puts nothing out of place', async () => {
    const node = {
      id: 'source',
      type: 'split',
      splt: '\\n',
      spltType: 'str',
      arraySplt: 1,
      arraySpltType: 'len',
      stream: false,
      addname: '',
      property: 'payload',
      wires: [['transcribe']],
    };
    assert.match(await load([split], [node], () => receive({ payload: AUDIO })), /^one two three$/);
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
      const text = await load([httpRequest], [node], () => receive({}));
      web.close();
      assert.match(text, right);
    });
  }

  it('inject at its default settings', async () => {
    const node = {
      id: 'source',
      type: 'inject',
      props: [{ p: 'payload' }],
      repeat: '',
      crontab: '',
      once: false,
      payload: '',
      payloadType: 'date',
      wires: [['transcribe']],
    };
    assert.match(await load([inject], [node], () => receive({})), /"inject" node/);
  });

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
        assert.match(await load([mqtt], nodes, () => {}), right);
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
      const text = await load([httpIn, serve], [node], () => {
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
      const text = await load([webSocket], nodes, async () => {
        const socket = new WebSocket(`${helper.url().replace('http', 'ws')}/audio`);
        await once(socket, 'open');
        socket.send(frame);
        socket.close();
      });
      assert.match(text, right);
    });
  }

  it('join at its default settings puts together what split took apart', async () => {
    const nodes = [
      {
        id: 'source',
        type: 'split',
        splt: '3200',
        spltType: 'len',
        stream: false,
        property: 'payload',
        wires: [['join']],
      },
      { id: 'join', type: 'join', mode: 'auto', build: 'object', property: 'payload', wires: [['transcribe']] },
    ];
    assert.match(await load([split], nodes, () => receive({ payload: AUDIO })), /^one two three$/);
  });

  it('join that makes something else than a Buffer', async () => {
    for (const build of ['object', 'array']) {
      const node = {
        id: 'source',
        type: 'join',
        mode: 'custom',
        build,
        property: 'payload',
        propertyType: 'msg',
        key: 'topic',
        count: '2',
      };
      const text = await load([split], [{ ...node, wires: [['transcribe']] }], () => {
        for (const topic of ['a', 'b']) receive({ topic, payload: SPEECH });
      });
      assert.match(text, /"join" node has to create "a Buffer"/, build);
      if (build === 'object') await helper.unload();
    }
  });

  it('batch at its default settings', async () => {
    const node = {
      id: 'source',
      type: 'batch',
      mode: 'count',
      count: 10,
      overlap: 0,
      interval: 10,
      allowEmptySequence: false,
      topics: [],
    };
    const text = await load([batch], [{ ...node, wires: [['transcribe']] }], () => {
      const size = AUDIO.length / 10;
      for (let part = 0; part < 10; part += 1) receive({ payload: AUDIO.subarray(part * size, (part + 1) * size) });
    });
    assert.match(text, /^one two three$/);
  });
});
