import assert from 'node:assert/strict';
import type { NodeMessage } from 'node-red';
import helper = require('node-red-node-test-helper');
import partialFilter = require('../../nodes/partial-filter');

type Message = NodeMessage & { error?: { code?: string; message?: string } };

const FLOW = [
  { id: 'tab', type: 'tab', label: 'test' },
  { id: 'filter', z: 'tab', x: 1, y: 1, type: 'speechmatics-partial-filter', name: '', mode: 'live', wires: [['out']] },
  { id: 'out', z: 'tab', x: 2, y: 1, type: 'helper' },
  { id: 'catch', z: 'tab', x: 1, y: 2, type: 'catch', scope: ['filter'], wires: [['caught']] },
  { id: 'caught', z: 'tab', x: 2, y: 2, type: 'helper' },
  { id: 'complete', z: 'tab', x: 1, y: 3, type: 'complete', scope: ['filter'], wires: [['completed']] },
  { id: 'completed', z: 'tab', x: 2, y: 3, type: 'helper' },
  { id: 'status', z: 'tab', x: 1, y: 4, type: 'status', scope: ['filter'], wires: [['statuses']] },
  { id: 'statuses', z: 'tab', x: 2, y: 4, type: 'helper' },
];

const withSettings = (settings: object): typeof FLOW =>
  FLOW.map((node) => (node.id === 'filter' ? { ...node, ...settings } : node));

const withMode = (mode: string | undefined): typeof FLOW => withSettings({ mode });

/** The next `count` messages that a helper node gets. */
function received(id: string, count: number): Promise<Message[]> {
  const messages: Message[] = [];
  return new Promise((resolve) => {
    helper.getNode(id).on('input', (message: Message) => {
      messages.push(message);
      if (messages.length === count) resolve(messages);
    });
  });
}

const send = (message: object): void => helper.getNode('filter').receive(message as NodeMessage);

describe('speechmatics-partial-filter', () => {
  before(() => helper.init(require.resolve('node-red')));
  afterEach(() => helper.unload());

  it('says what a document lacks while only texts come', async () => {
    await helper.load(partialFilter, withMode('document'));
    const statuses = received('statuses', 1);
    send({ payload: 'hello ', partial: false, transcript: { stream: 's' } });
    const [{ status } = {}] = (await statuses) as { status?: { fill: string; text: string } }[];
    assert.equal(status?.fill, 'yellow');
    assert.match(status?.text ?? '', /partial-filter\.status\.no_events$/);
  });

  it('sends the running text and the end of the utterance', async () => {
    await helper.load(partialFilter, FLOW);
    const out = received('out', 2);
    const completed = received('completed', 3);
    send({ payload: 'hello', partial: true, topic: 'a', transcript: { id: '1' } });
    send({ payload: 'Hello', partial: false, topic: 'a', transcript: { id: '1' } });
    send({ event: 'end_of_utterance', payload: {}, topic: 'a' });
    const seen = (await out).map(({ payload, partial, topic, transcript, event, stability }) => ({
      payload,
      partial,
      topic,
      transcript,
      event,
      stability,
    }));
    const common = { topic: 'a', transcript: { id: '1' }, event: undefined };
    assert.deepEqual(seen, [
      { payload: 'hello', partial: true, ...common, stability: undefined },
      { payload: 'Hello', partial: false, ...common, stability: { updates: 2, erased: 1, ne: 1 } },
    ]);
    await completed;
  });

  it('passes finals only, if told so', async () => {
    await helper.load(partialFilter, withMode('finals'));
    const out = received('out', 2);
    send({ payload: 'one', partial: true });
    send({ payload: 'One.', partial: false });
    send({ event: 'end_of_utterance', payload: {} });
    send({ payload: 'Two.', partial: false });
    assert.deepEqual(
      (await out).map(({ payload }) => payload),
      ['One.', 'Two.'],
    );
  });

  it('sends what is due by its own clock', async () => {
    await helper.load(partialFilter, withSettings({ mode: 'command', hold: '20', phrases: 'stop', normalised: true }));
    const out = received('out', 2);
    send({ payload: 'Turn it on!', partial: true, topic: 'a' });
    send({ payload: 'Stop', partial: true, topic: 'b' });
    const seen = (await out).map(({ payload, normalised }) => ({ payload, normalised }));
    assert.deepEqual(seen, [
      { payload: 'Stop', normalised: 'stop' },
      { payload: 'Turn it on!', normalised: 'turn it on' },
    ]);
  });

  it('sends the running text when a flow does not say what', async () => {
    await helper.load(partialFilter, withMode(undefined));
    const out = received('out', 1);
    send({ payload: 'one', partial: true });
    assert.equal((await out)[0]?.payload, 'one');
  });

  it('is not touched by what others do to its messages', async () => {
    await helper.load(partialFilter, FLOW);
    const out = received('out', 2);
    helper.getNode('out').on('input', (message: Message) => {
      (message.transcript as { id: string }).id += ' changed';
    });
    const first = received('out', 1);
    send({ payload: 'One', partial: false, transcript: { id: '1' } });
    await first;
    send({ event: 'end_of_utterance' });
    assert.deepEqual(
      (await out).map(({ transcript }) => transcript),
      [{ id: '1 changed' }, { id: '1 changed' }],
    );
  });

  it('reports what is no transcript, and clears the status with the next one', async () => {
    await helper.load(partialFilter, FLOW);
    const caught = received('caught', 2);
    const statuses = received('statuses', 2);
    const out = received('out', 1);
    send({ payload: Buffer.alloc(4) });
    send({ payload: 5 });
    send({ payload: 'one', partial: true });
    for (const { error } of await caught) {
      assert.equal(error?.code, 'not_a_transcript');
      assert.match(error?.message ?? '', /transcribe node/);
    }
    const [shown, cleared] = (await statuses).map(({ status }) => status as Record<string, unknown>);
    const catalogue = 'node-red-contrib-speechmatics/speechmatics-partial-filter';
    assert.equal(shown?.text, `${catalogue}:partial-filter.status.not_a_transcript`);
    assert.equal(shown?.fill, 'red');
    assert.equal(shown?.shape, 'ring');
    assert.equal(shown?.code, 'not_a_transcript');
    assert.equal(cleared?.text, undefined);
    assert.equal((await out)[0]?.payload, 'one');
  });

  it('refuses settings that it does not understand, at every message', async () => {
    for (const [settings, code] of [
      [{ mode: '${NOT_SET}' }, 'unset_variable'],
      [{ mode: 'slow' }, 'unknown_mode'],
      [{ hold: 'long' }, 'invalid_setting'],
    ] as const) {
      await helper.load(partialFilter, withSettings(settings));
      const caught = received('caught', 2);
      send({ payload: 'one', partial: true });
      send({ payload: 'two', partial: true });
      assert.deepEqual(
        (await caught).map(({ error }) => error?.code),
        [code, code],
      );
      await helper.unload();
    }
  });

  it('starts afresh when it is deployed again', async () => {
    await helper.load(partialFilter, FLOW);
    const before = received('out', 1);
    send({ payload: 'one', partial: false });
    await before;
    await helper.setFlows(
      withMode('live').map((node) => (node.id === 'filter' ? { ...node, name: 'x' } : node)),
      'nodes',
    );
    const after = received('out', 1);
    send({ payload: 'two', partial: false });
    assert.equal((await after)[0]?.payload, 'two');
  });
});
