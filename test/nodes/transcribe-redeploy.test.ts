import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { final, insteadOn } from '../support/behaviours';
import { button, debugNode, type FlowNode, PIECE, transcribeFlow } from '../../dev/deployed-flow';
import { type Behaviour, ScriptedServer, type ServerConnection } from '../../dev/scripted-server';
import type { Inspection } from '../../dev/inspection';
import { type DeploymentType, NodeRed } from '../../dev/node-red';
import { recordings } from '../../dev/recordings';
import { temporaryFolder } from '../../dev/temporary-folder';
import { wordErrorRate } from '../../dev/word-error-rate';

/** Milliseconds that the server takes for the last words of a sentence. */
const LAST_WORDS = 300;

/** Sends a piece of live audio every tenth of a second, and lets the editor count them. */
const source: FlowNode[] = [
  {
    ...button('source', PIECE, { p: 'topic', v: 'piece', vt: 'str' }),
    repeat: '0.1',
    wires: [['transcribe', 'pieces']],
  },
  debugNode('pieces', 'topic'),
];

/** Hears one sentence a session, which it writes when the audio ends. */
class SentenceServer extends ScriptedServer {
  private readonly heard = new EventEmitter();

  constructor() {
    const normal: Behaviour = insteadOn('EndOfStream', (connection) => {
      const sentence = final(this.sentence(connection), 0, 0.1);
      connection.after(LAST_WORDS, () => {
        connection.send(sentence);
        connection.send({ message: 'EndOfTranscript' });
      });
    });
    super({
      behaviour: {
        ...normal,
        audio: (connection, data) => {
          normal.audio(connection, data);
          this.heard.emit('audio');
        },
      },
    });
  }

  sentence(connection: ServerConnection): string {
    return `sentence ${this.connections.indexOf(connection) + 1}`;
  }

  /** Resolves when there is audio on the `count`th connection, in the middle of a sentence therefore. */
  async audioOn(count: number): Promise<ServerConnection> {
    while ((this.connections[count - 1]?.audio.length ?? 0) < 2) await once(this.heard, 'audio');
    return this.connections[count - 1]!;
  }

  get open(): ServerConnection[] {
    return this.connections.filter(({ closeCode }) => closeCode === undefined);
  }
}

describe('speechmatics-transcribe, redeployed in a real Node-RED', function () {
  this.timeout(120_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let server: SentenceServer;
  let url: string;
  let nodeRed: NodeRed;

  before(async () => {
    folder = temporaryFolder();
    server = new SentenceServer();
    url = await server.listen();
    nodeRed = await NodeRed.startFromSources(folder.path, []);
  });
  beforeEach(async () => {
    await nodeRed.deploy([]);
    server.connections.length = 0;
    nodeRed.forgetNews();
  });
  after(async () => {
    await nodeRed?.stop();
    await server.close();
    folder.remove();
  });

  const flow = (settings: object = {}, appliance: object = {}): FlowNode[] =>
    transcribeFlow({ server: 'url', url, ...appliance }, settings);
  const words = (): unknown[] => nodeRed.debugOutput('words');
  const shown = (id: string, value: unknown): Promise<unknown> =>
    nodeRed.waitFor(({ topic, data }) => topic === 'debug' && data.id === id && data.msg === value);

  /** Resolves when it holds for what Node-RED's process holds. Each look is a request, which takes its time. */
  const until = async (holds: (inspection: Inspection) => boolean): Promise<void> => {
    while (!holds(await nodeRed.inspect()));
  };

  for (const [what, type, change, applianceChange] of [
    ['full', 'full', {}, {}],
    ['modified flows', 'flows', { name: 'changed' }, {}],
    ['modified nodes', 'nodes', { name: 'changed' }, {}],
    ['modified nodes, of which the appliance is one', 'nodes', {}, { name: 'changed' }],
  ] as const) {
    it(`sends the words of a sentence that was under way, once: ${what}`, async () => {
      await nodeRed.deploy([...flow(), ...source]);
      await server.audioOn(1);
      await nodeRed.deploy([...flow(change, applianceChange), ...source], type);
      // The next instance goes on with the audio, in a session of its own.
      await server.audioOn(2);
      await until(() => server.open.length === 1);
      await nodeRed.inject('finish');
      await shown('words', 'sentence 2');
      assert.deepEqual(words(), ['sentence 1', 'sentence 2']);
      assert.deepEqual(nodeRed.debugOutput('errors'), []);
    });
  }

  it('keeps words that come while other nodes still close, and sends them when all nodes are built', async () => {
    const slowFlow = [...flow(), { ...button('slow'), type: 'slow-to-close' }];
    await nodeRed.deploy([...slowFlow, ...source]);
    await server.audioOn(1);
    const deployed = nodeRed.deploy(slowFlow);
    await until(({ timers }) => timers === 1 && server.open.length === 0);
    assert.deepEqual(words(), []);
    await nodeRed.letClose();
    await deployed;
    await shown('words', 'sentence 1');
    await shown('events', 'end_of_transcript');
    assert.deepEqual(words(), ['sentence 1']);
  });

  it('sends the words of a sentence also where the settings became wrong, and when they are corrected soon', async () => {
    await nodeRed.deploy([...flow(), ...source]);
    await server.audioOn(1);
    await nodeRed.deploy(flow({ idle: 'soon' }), 'nodes');
    await shown('words', 'sentence 1');
    await nodeRed.deploy([...flow(), ...source]);
    await server.audioOn(2);
    await nodeRed.deploy(flow({ idle: 'soon' }), 'nodes');
    await nodeRed.deploy(flow(), 'nodes');
    await shown('words', 'sentence 2');
    assert.deepEqual(words(), ['sentence 1', 'sentence 2']);
    assert.deepEqual(nodeRed.debugOutput('errors'), []);
  });

  it('is done with a recording whose end comes after the redeploy', async () => {
    await nodeRed.deploy(flow());
    await nodeRed.inject('recording');
    await shown('events', 'recognition_started');
    await nodeRed.deploy(flow({ name: 'changed' }), 'nodes');
    await shown('words', 'sentence 1');
    await shown('completed', 'recording');
  });

  it('ends everything at once when it is deleted', async () => {
    await nodeRed.deploy([...flow(), ...source]);
    await server.audioOn(1);
    const others = flow().filter(({ id }) => id !== 'transcribe');
    await nodeRed.deploy(others, 'nodes');
    await until(({ timers }) => timers === 0 && server.open.length === 0);
    assert.deepEqual(words(), []);
  });

  it('twenty times while audio comes: every sentence once, and nothing is left behind', async () => {
    await nodeRed.deploy(flow());
    await nodeRed.inject('recording');
    await shown('completed', 'recording');
    let before: Inspection | undefined;
    await until((now) => {
      const settled = now.timers === 0 && isDeepStrictEqual(now, before);
      before = now;
      return settled;
    });
    const types: DeploymentType[] = ['full', 'flows', 'nodes'];
    for (let redeploy = 0; redeploy < 20; redeploy += 1) {
      nodeRed.forgetOutput('pieces');
      await nodeRed.deploy([...flow({ name: `deploy ${redeploy}` }), ...source], types[redeploy % types.length]);
      // Shorter than the last words take, so that sentences are handed on more than once.
      await nodeRed.waitFor(() => nodeRed.debugOutput('pieces').length >= 2);
    }
    // Audio that has no session yet when its node is redeployed goes on in a session of the next instance.
    const sentences = (): string[] =>
      server.connections.filter(({ audio }) => audio.length > 0).map((connection) => server.sentence(connection));
    // The source goes; the last instance stays, and when all before it have drained it is the only one connected.
    await nodeRed.deploy(flow({ name: 'deploy 19' }), 'nodes');
    await nodeRed.inject('finish');
    // Between two sessions no connection is open either.
    await until((now) => server.open.length === 0 && isDeepStrictEqual(now, before));
    assert.ok(server.connections.length > 10, String(server.connections.length));
    await shown('words', sentences().at(-1));
    assert.deepEqual(words(), sentences());
    assert.deepEqual(nodeRed.debugOutput('errors'), []);
    assert.ok(!/\[error\]|uncaught/i.test(nodeRed.log), nodeRed.log);
  });

  describe('on the built-in appliance', () => {
    const speech = recordings.find(({ name }) => name === 'austen-0930')!;
    const builtIn = (): FlowNode[] => [
      ...transcribeFlow({ server: 'built-in' }),
      { ...button('play'), wires: [['file']] },
      { ...button('file'), type: 'file in', filename: speech.path, filenameType: 'str', format: '' },
    ];

    it('sends the words although the appliance of the closed node goes with it', async () => {
      await nodeRed.deploy(builtIn());
      await nodeRed.waitForStatus('transcribe', /ready/);
      await nodeRed.inject('play');
      await shown('events', 'recognition_started');
      assert.deepEqual(words(), []);
      await nodeRed.deploy(builtIn());
      await shown('events', 'end_of_transcript');
      const text = words().join(' ');
      assert.ok(wordErrorRate(speech.text, text) <= 0.1, text);
      // One appliance is left, of the new node.
      await until(({ resources }) => resources.ProcessWrap === 1);
      await nodeRed.deploy([]);
      await until(({ resources, timers }) => resources.ProcessWrap === undefined && timers === 0);
    });
  });
});
