import assert from 'node:assert/strict';
import type { FlowNode } from '../../dev/deployed-flow';
import { NodeRed } from '../../dev/node-red';
import { ScriptedServer } from '../../dev/scripted-server';
import { temporaryFolder } from '../../dev/temporary-folder';
import { final, wellBehaved } from '../support/behaviours';
import { CONTAINER, HealthServer } from '../support/health-server';
import { flowOfFirstVersion } from '../support/stored-flow';

const stored = (flow: readonly FlowNode[], id: string): FlowNode => flow.find((node) => node.id === id)!;

describe('a flow that version 0.1.0 stored, with no setting as it was at first', function () {
  this.timeout(120_000);
  const folder = temporaryFolder();
  const behaviour = wellBehaved({
    message(connection, message) {
      if (message.message === 'EndOfStream') connection.send(final('well, hello damn world', 0, 1));
      wellBehaved().message(connection, message);
    },
  });
  const server = new ScriptedServer({ behaviour });
  let health: HealthServer;
  let flow: FlowNode[];
  let nodeRed: NodeRed;

  before(async () => {
    const url = await server.listen();
    health = await HealthServer.listen(CONTAINER);
    const here: Record<string, object> = {
      appliance: { url },
      health: { address: health.address(), appliance: 'appliance' },
    };
    flow = flowOfFirstVersion().map((node) => ({ ...node, ...here[node.id] }));
    nodeRed = await NodeRed.startFromSources(folder.path, flow);
  });
  after(async () => {
    await nodeRed?.stop();
    await server.close();
    await health.close();
    folder.remove();
  });

  const running = async (): Promise<unknown> => (await nodeRed.fetch('/flows')).json();
  /** The first message that comes in with this property. */
  const heard = async (property: string): Promise<Record<string, unknown>> => {
    const messageOf = (data: Record<string, unknown>): Record<string, unknown> =>
      JSON.parse(String(data.msg)) as Record<string, unknown>;
    const { data } = await nodeRed.waitFor(
      (news) => news.topic === 'debug' && news.data.id === 'heard' && property in messageOf(news.data),
    );
    return messageOf(data);
  };

  it('is loaded and deployed as it is', async () => {
    assert.deepEqual(await running(), flow);
    const credentials: Record<string, object> = {
      appliance: { token: 'the token' },
      health: { user: 'ann', password: 'the password' },
    };
    await nodeRed.deploy(flow.map((node) => ({ ...node, credentials: credentials[node.id] })));
    assert.deepEqual(await running(), flow);
    assert.doesNotMatch(nodeRed.log, /error|unknown|missing/i);
  });

  it('asks the server for what is stored', async () => {
    await nodeRed.inject('recording');
    const message = await heard('transcript');
    assert.equal(message.topic, 'room');
    assert.equal(message.payload, 'well, hello damn world');
    const { request, messages } = server.connection;
    assert.equal(request.headers['x-site'], 'studio 1');
    assert.equal(request.headers.authorization, 'Bearer the token');
    const { transcription_config, translation_config, audio_events_config, audio_format } = stored(flow, 'transcribe');
    assert.deepEqual(
      messages.find(({ message }) => message === 'StartRecognition'),
      { message: 'StartRecognition', audio_format, transcription_config, translation_config, audio_events_config },
    );
  });

  it('asks after the health where it is stored, as whom it is stored', async () => {
    await nodeRed.inject('ask');
    assert.equal((await heard('ready')).ready, true);
    assert.equal(health.requests.at(-1)?.headers.authorization, `Basic ${btoa('ann:the password')}`);
  });
});
