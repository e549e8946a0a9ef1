import assert from 'node:assert/strict';
import type { FlowNode } from '../../dev/deployed-flow';
import { NodeRed } from '../../dev/node-red';
import { temporaryFolder } from '../../dev/temporary-folder';
import { installed, readExamples } from '../support/examples';
import { ScriptedRecogniser } from '../support/scripted-recogniser';
import { ServedApi } from '../support/speech-api';
import { browserMicrophone } from './browser-microphone';
import { dashboard, dashboardChanges, installDashboard } from './dashboard';
import { breakingServer, errorsAndHealth, errorsAndHealthChanges, shown } from './errors-and-health';
import { httpUpload } from './http-upload';
import { inBrowser } from './in-browser';
import { liveCaptions, liveCaptionsChanges, radioStation } from './live-captions';
import { microphone, microphoneChanges } from './microphone';
import { Broker } from './mqtt-broker';
import { recordingToFiles } from './recording-to-files';
import { roomsOverMqtt } from './rooms-over-mqtt';
import type { Running } from './running';
import { VOCABULARY } from './spoken';
import { telephone } from './telephone';
import { voice, voiceAssistant, voiceAssistantChanges } from './voice-assistant';
import { voiceCommand, voiceCommandChanges } from './voice-command';
import { wyoming } from './wyoming';

const dashboards = readExamples('dashboard');
const examples = [...readExamples(), ...dashboards];

/** What hears people speak, with the built-in appliance that the examples have: one model is enough for all. */
const WITH_RECOGNISER = [
  'speechmatics-recording-transcribe',
  'speechmatics-browser-transcribe',
  'speechmatics-dashboard-microphone-transcribe',
];

/** Bytes of the largest example: they are read in the editor. */
const LARGEST = 100_000;

describe('the files of the examples', () => {
  it('use the built-in appliance that needs no node, and share it', () => {
    const nodes = examples.flatMap((example) => example.nodes);
    assert.ok(nodes.every(({ type }) => type !== 'speechmatics-appliance'));
    assert.ok(nodes.every(({ appliance = '' }) => appliance === ''));
  });

  it('share no id, but those of a dashboard and its theme', () => {
    const nodes = examples.flatMap((example) => example.nodes);
    const shared = nodes.filter((node, index) => nodes.findIndex(({ id }) => id === node.id) !== index);
    assert.deepEqual(
      shared.map(({ type }) => type),
      ['ui-base', 'ui-theme'],
    );
    for (const node of shared)
      assert.deepEqual(
        node,
        nodes.find(({ id }) => id === node.id)!,
      );
  });

  it('name the package whose nodes they use', () => {
    for (const { name, nodes } of dashboards) {
      const about = nodes.find(({ type }) => type === 'comment');
      assert.match(String(about?.info), /`@flowfuse\/node-red-dashboard`/, name);
    }
  });

  for (const { name, size, nodes } of examples) {
    it(`${name}: one tab that says on top what to do, no foreign wires, credentials or paths`, () => {
      const tabs = nodes.filter(({ type }) => type === 'tab');
      assert.deepEqual(
        tabs.map(({ label }) => label),
        [name],
      );
      const placed = nodes.filter((node): node is FlowNode & { y: number } => typeof node.y === 'number');
      const top = placed.reduce((highest, node) => (node.y < highest.y ? node : highest));
      assert.equal(top.type, 'comment');
      assert.ok(String(top.name).length > 20);
      const ids = new Set(nodes.map(({ id }) => id));
      for (const id of nodes.flatMap(({ wires = [] }) => wires.flat())) assert.ok(ids.has(id), id);
      for (const [key, value] of nodes.flatMap((node) => Object.entries(node))) {
        assert.doesNotMatch(key, /credential|password|token|secret/i);
        assert.doesNotMatch(String(value), /^([A-Z]:\\|\/(home|root|tmp|Users)\/)/);
      }
      assert.ok(size < (name === 'Speech to text' ? 400_000 : LARGEST), String(size));
    });
  }
});

describe('examples', function () {
  // npm installs a dashboard first.
  this.timeout(180_000);
  const folder = temporaryFolder();
  const breaking = breakingServer();
  let api: ServedApi;
  let radio: Awaited<ReturnType<typeof radioStation>>;
  const running = {} as Running;

  before(async () => {
    api = await ServedApi.serve({ sessions: 20 }, new ScriptedRecogniser(VOCABULARY));
    const { default: getPort } = await import('get-port');
    const port = (): Promise<number> => getPort({ host: '127.0.0.1' });
    running.ports = { wyoming: await port(), asterisk: await port(), microphone: await port() };
    running.broker = await Broker.start();
    const nodesOf = (type: string): FlowNode[] =>
      examples.flatMap(({ nodes }) => nodes.filter((node) => node.type === type));
    const listening = ['transcribe', 'health'].flatMap((name) => nodesOf(`speechmatics-${name}`));
    const scripted = listening.filter(({ id }) => !WITH_RECOGNISER.includes(id));
    running.voice = await voice();
    radio = await radioStation();
    installDashboard(folder.path);
    const flows = installed(examples, {
      ...Object.fromEntries(scripted.map(({ id }) => [id, { appliance: 'scripted' }])),
      ...Object.fromEntries(nodesOf('mqtt-broker').map(({ id }) => [id, running.broker.address])),
      ...errorsAndHealthChanges(folder.path, 'breaking'),
      ...microphoneChanges(folder.path),
      ...liveCaptionsChanges(radio.url),
      ...dashboardChanges(radio.url),
      ...voiceAssistantChanges(running.voice, running.ports.microphone),
      ...voiceCommandChanges(folder.path),
      'speechmatics-telephone-asterisk': { port: String(running.ports.asterisk) },
      'speechmatics-wyoming-in': { port: String(running.ports.wyoming) },
    });
    const servers = [
      { id: 'scripted', type: 'speechmatics-appliance', server: 'url', url: api.server.url },
      { id: 'breaking', type: 'speechmatics-appliance', server: 'url', url: await breaking.listen() },
    ];
    running.nodeRed = await NodeRed.startFromSources(folder.path, [...flows, ...servers], {
      fileWorkingDirectory: folder.path,
    });
    running.folder = folder.path;
    running.health = shown(running, 'yes');
  });
  after(async () => {
    await running.nodeRed?.stop();
    await api?.stop();
    running.voice?.close();
    radio?.server.close();
    radio?.server.closeAllConnections();
    await breaking.close();
    await running.broker?.close();
    folder.remove();
  });

  afterEach(function () {
    if (this.currentTest?.state !== 'failed') return;
    const news = running.nodeRed.editorNews;
    console.error(running.nodeRed.log.slice(-4000), JSON.stringify(news.slice(-20), null, 2));
  });
  beforeEach(() => running.nodeRed.forgetNews());

  httpUpload(running);
  recordingToFiles(running);
  inBrowser(running, browserMicrophone, dashboard);
  errorsAndHealth(running);
  liveCaptions(running);
  microphone(running);
  roomsOverMqtt(running);
  telephone(running);
  voiceAssistant(running);
  voiceCommand(running);
  wyoming(running);
});
