import assert from 'node:assert/strict';
import { hooks } from '@node-red/util';
import fc from 'fast-check';
import helper = require('node-red-node-test-helper');
import { MODES } from '../../nodes/lib/transcript/filter/settings';
import partialFilter = require('../../nodes/partial-filter');
import { Collector, type Message } from '../support/flow';
import { deep, detachedView, made, perhaps, throwing } from '../support/hostile-messages';

const place = { z: 'tab', x: 1, y: 1 };

/** Two wires make Node-RED copy what is sent; the others make it copy what came. */
function flow(settings: object): object[] {
  return [
    { id: 'tab', type: 'tab', label: 'test' },
    { ...place, id: 'filter', type: 'speechmatics-partial-filter', wires: [['out', 'other']], ...settings },
    { ...place, id: 'catch', type: 'catch', scope: ['filter'], wires: [['errors']] },
    { ...place, id: 'complete', type: 'complete', scope: ['filter'], wires: [['completed']] },
    ...['out', 'other', 'errors', 'completed'].map((id) => ({ ...place, id, type: 'helper' })),
  ];
}

const result = fc.record(
  {
    type: fc.constantFrom('word', 'punctuation', 'entity'),
    content: perhaps(fc.constantFrom('one', 'two', '.')),
    start_time: perhaps(fc.nat(9)),
    end_time: perhaps(fc.nat(9)),
    confidence: perhaps(fc.double({ min: 0, max: 1 })),
    speaker: perhaps(fc.constant('S1')),
    tags: perhaps(fc.constant(['disfluency'])),
    attaches_to: perhaps(fc.constant('previous')),
    is_eos: perhaps(fc.boolean()),
  },
  { requiredKeys: ['type', 'start_time', 'end_time'] },
);
const transcript = fc.record(
  {
    stream: perhaps(fc.constantFrom('a', 'b')),
    results: perhaps(fc.array(perhaps(result), { maxLength: 3 })),
    delimiter: perhaps(fc.constant(' ')),
    language: perhaps(fc.constant('en')),
    speaker: perhaps(fc.constant('S1')),
    latency: perhaps(fc.nat(3)),
    start_time: perhaps(fc.nat(9)),
    end_time: perhaps(fc.nat(9)),
  },
  { requiredKeys: [] },
);
const message = fc.record(
  {
    payload: perhaps(fc.constantFrom('one two', 'one', 'one two.', '')),
    partial: perhaps(fc.boolean()),
    final: perhaps(fc.boolean()),
    event: perhaps(fc.constantFrom('end_of_utterance', 'end_of_transcript', 'info')),
    topic: perhaps(fc.constantFrom('a', 'b')),
    reset: perhaps(fc.boolean()),
    transcript: perhaps(transcript),
    anything: perhaps(fc.constant('carried')),
    error: perhaps(fc.constant(undefined)),
    req: perhaps(fc.constant(undefined)),
  },
  { requiredKeys: ['payload'] },
);

describe('speechmatics-partial-filter, whatever comes', () => {
  const completed: unknown[] = [];

  before(() => {
    helper.init(require.resolve('node-red'));
    hooks.add('onComplete.test', ({ msg, node }: { msg: unknown; node: { id: string } }) => {
      if (node.id === 'filter') completed.push(msg);
    });
  });
  after(() => hooks.remove('*.test'));
  beforeEach(() => void completed.splice(0));
  afterEach(() => helper.unload());

  const send = (sent: object): void => helper.getNode('filter').receive(sent as Message);
  let count = 0;

  /** Sends a good text under a new name, and waits until it comes out. */
  async function goesOn(): Promise<void> {
    const topic = `good ${(count += 1)}`;
    const found = new Collector('out').find((sent) => sent.topic === topic && sent.payload === 'Good.');
    send({ payload: 'Good.', partial: false, topic });
    send({ event: 'end_of_transcript', topic });
    await found;
  }

  for (const mode of MODES) {
    it(`${mode} is done with each message once, and goes on`, async () => {
      await helper.load(partialFilter, flow({ mode, hold: 0, early: 2, normalised: true }) as never);
      const errors = new Collector('errors');
      await fc.assert(
        fc.asyncProperty(fc.array(message, { maxLength: 8 }), async (messages) => {
          completed.splice(0);
          for (const sent of messages) send(made(sent) as object);
          assert.deepEqual(completed.length, messages.length);
          await goesOn();
          const others = errors.messages.splice(0).map(({ error }) => error as { code: string });
          const known = ['not_a_transcript', 'uncopyable_message'];
          assert.deepEqual(
            others.filter(({ code }) => !known.includes(code)),
            [],
          );
        }),
        { numRuns: 60 },
      );
    });
  }

  const uncopyable: Record<string, (message: Record<string, unknown>) => object> = {
    'a deep object': (sent) => ({ ...sent, anything: deep() }),
    'a detached buffer': (sent) => ({ ...sent, anything: detachedView().buffer }),
    'a view of a detached buffer': (sent) => ({ ...sent, anything: detachedView() }),
    'a property that throws': (sent) => Object.assign(throwing('anything'), sent),
    'an object with a property that throws': (sent) => ({ ...sent, anything: [throwing()] }),
    'a topic that throws': ({ payload, partial }) => Object.assign(throwing('topic'), { payload, partial }),
  };
  for (const [what, spoil] of Object.entries(uncopyable)) {
    for (const mode of ['command', 'utterances']) {
      it(`${mode} refuses a message with ${what}, and tells a Catch node`, async () => {
        await helper.load(partialFilter, flow({ mode, hold: 0, pause: 0 }) as never);
        const errors = new Collector('errors');
        send(spoil({ payload: 'one', partial: true, topic: 't' }));
        send(spoil({ payload: 'one', partial: false, topic: 't' }));
        for (const { error } of await errors.count(2)) {
          assert.equal((error as { code: unknown }).code, 'uncopyable_message');
        }
        assert.equal(completed.length, 2);
        await goesOn();
        await helper.getNode('filter').close(false);
      });
    }
  }
});
