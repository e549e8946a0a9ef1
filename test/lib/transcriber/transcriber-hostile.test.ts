import assert from 'node:assert/strict';
import fc from 'fast-check';
import { wellBehaved } from '../../support/behaviours';
import { HOSTILE, hostileValue } from '../../support/hostile-values';
import { wavFile } from '../../../dev/wav-file';
import { PIECE, silence } from '../stream/stream-harness';
import { TranscriberHarness } from './transcriber-harness';

type Fields = Record<string, unknown>;

const ACTIONS = ['start', 'finish', 'cancel', 'mute', 'unmute', 'set_recognition_config', 'metrics', 'get_speakers'];
const NAMES = [
  ...['payload', 'action', 'complete', 'parts', 'event', 'type', 'status', 'filename', 'interim', 'encoding', 'rate'],
  ...['bits', 'width', 'channels', 'format', 'endian', 'audio_format', 'transcription_config', 'translation_config'],
  ...['audio_events_config', 'topic', 'anything', '_session', 'req', 'res', '__proto__', 'constructor'],
];

/** How the properties of a message are held. */
const HOLDERS: Record<string, (message: Fields) => object> = {
  plain: (message) => message,
  frozen: (message) => Object.freeze(message),
  bare: (message) => Object.assign(Object.create(null) as object, message),
  proxy: (message) => new Proxy(message, {}),
  'proxy without keys': (message) =>
    new Proxy(message, {
      ownKeys: () => {
        throw new Error('keys');
      },
    }),
  'getters that throw': (message) =>
    Object.defineProperties(
      {},
      Object.fromEntries(
        Object.keys(message).map((name) => [
          name,
          {
            enumerable: true,
            get: () => {
              throw new Error('getter');
            },
          },
        ]),
      ),
    ),
};

const usual = fc.constantFrom<Fields>(
  ...ACTIONS.map((action) => ({ action })),
  { payload: PIECE },
  { payload: PIECE, parts: { id: 'a', index: 0 } },
  { payload: wavFile(silence(3)) },
  { payload: PIECE, complete: true },
  {},
);
const odd = fc.dictionary(fc.constantFrom(...NAMES), hostileValue(), { minKeys: 1, maxKeys: 3 });
const message = fc
  .tuple(usual, odd, fc.constantFrom(...Object.keys(HOLDERS)), fc.constantFrom(undefined, 'a', 'x'.repeat(2000)))
  .map(([fields, added, holder, source]) => ({
    toString: () =>
      `${holder} ${fc.stringify(Object.keys(fields))} ${Object.entries(added)
        .map(([name, { name: value }]) => `${name}: ${value}`)
        .join(', ')}`,
    source,
    make: () => {
      const properties: Fields = { ...fields };
      for (const [name, { make }] of Object.entries(added)) {
        Object.defineProperty(properties, name, {
          value: make(),
          enumerable: true,
          writable: true,
          configurable: true,
        });
      }
      return HOLDERS[holder]!(properties) as Fields;
    },
  }));
const step = fc.oneof(
  { weight: 8, arbitrary: message },
  { weight: 1, arbitrary: fc.constantFrom<'moment' | 'idle' | 'redeploy'>('moment', 'idle', 'redeploy') },
);

describe('Transcriber, whatever a message holds,', () => {
  it('throws nothing anywhere, is done once with each, and hears the next recording', async function () {
    this.timeout(60_000);
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const harness = new TranscriberHarness(wellBehaved(), { idle: 2, queue: 5 });
        for (const one of steps) {
          if (one === 'redeploy') harness.redeploy();
          else if (typeof one === 'string') await harness.time.advance(one === 'idle' ? 2500 : 100);
          else harness.send(one.make(), one.source);
        }
        for (const action of ['cancel', 'unmute']) harness.send({ action, anything: HOSTILE.getter!() });
        await harness.time.settle();
        const good = harness.send({ payload: wavFile(silence(3)), topic: 'good' });
        await harness.time.advance(30_000);
        assert.deepEqual(good.results, ['done']);
        assert.equal(harness.transcripts.at(-1)?.topic, 'good');
        harness.transcriber.close();
        await harness.time.advance(11_000);
        for (const { results } of harness.inputs) assert.equal(results.length, 1);
        assert.equal(harness.time.pendingTimers, 0);
      }),
      { numRuns: 300 },
    );
  });

  it('refuses what it can not carry before it opens a stream, with a code that tells why', async () => {
    for (const name of ['deep', 'detached memory', 'detached array', 'getter', 'proxy', 'revoked proxy', 'endless']) {
      for (const property of ['anything', 'topic', 'type']) {
        const harness = new TranscriberHarness(wellBehaved());
        for (const payload of [PIECE, wavFile(silence(3)), 'start']) {
          // The same refusal is told once in a while.
          const harness = new TranscriberHarness(wellBehaved());
          const { results } = harness.send({ payload, [property]: HOSTILE[name]!() });
          assert.deepEqual(results, ['uncopyable_property'], `${name} as ${property}`);
        }
        await harness.time.advance(1000);
        assert.deepEqual(harness.connections, []);
        harness.transcriber.close();
      }
    }
  });

  it('takes it all the same where nothing is carried', async () => {
    const harness = new TranscriberHarness(wellBehaved());
    harness.send({ payload: PIECE });
    await harness.time.settle();
    const getter = (): Fields => Object.defineProperty({}, 'anything', { enumerable: true, get: () => assert.fail() });
    for (const message of [{ payload: PIECE }, { action: 'metrics' }, { action: 'finish' }]) {
      harness.send(Object.defineProperties(message, Object.getOwnPropertyDescriptors(getter())));
    }
    await harness.time.settle();
    assert.ok(harness.inputs.every(({ results }) => results.join() === 'done'));
    harness.transcriber.close();
  });

  it('has a code for what can not be read', () => {
    const results = Object.entries(HOSTILE).map(([name, make]) => [
      name,
      ...['payload', 'parts', 'audio_format', 'transcription_config'].map((property) => {
        // The same refusal is told once in a while.
        const harness = new TranscriberHarness(wellBehaved());
        const { results } = harness.send({ payload: wavFile(silence(0.1)), [property]: make() }, `${name} ${property}`);
        harness.transcriber.close();
        return results[0] ?? 'never';
      }),
    ]);
    const codes = new Set(results.flatMap(([, ...codes]) => codes));
    // An object that answers to every name has an action, too.
    const refused = ['not_audio', 'text_not_audio', 'unreadable_message', 'invalid_setting', 'unknown_action'];
    const known = ['done', 'cancelled', ...refused];
    assert.deepEqual(
      [...codes].filter((code) => !known.includes(code)),
      [],
      JSON.stringify(results),
    );
  });
});
