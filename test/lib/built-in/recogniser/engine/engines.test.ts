import assert from 'node:assert/strict';
import type { EngineName, InferenceModel } from '../../../../../nodes/lib/built-in/recogniser/engine/inference-engine';
import { MoonshineRecogniser } from '../../../../../nodes/lib/built-in/recogniser/moonshine-recogniser';
import { locateRecogniser } from '../../../../../nodes/lib/built-in/recogniser/packages';
import { readVoiceModel } from '../../../../../nodes/lib/built-in/recogniser/published-files';
import type { RecognitionEvent, RecognitionSettings } from '../../../../../nodes/lib/built-in/recogniser/recogniser';
import { engineNames, loadEngine } from '../../../../support/engines';
import { readSamples, recordings } from '../../../../../dev/recordings';

type Model = RecognitionSettings['model'];

const heard = new Map<string, Promise<RecognitionEvent[]>>();

/** All that a recogniser makes of two recordings, each with half a second of silence behind it. */
function hear(engine: EngineName, model: Model): Promise<RecognitionEvent[]> {
  const key = `${engine} ${model}`;
  const events = heard.get(key) ?? listen(engine, model);
  heard.set(key, events);
  return events;
}

async function listen(engine: EngineName, model: Model): Promise<RecognitionEvent[]> {
  let clock = 0;
  const recogniser = new MoonshineRecogniser({
    engine,
    onFallback: assert.fail,
    // Each decoding takes as long as the others: both engines are asked at the same moments.
    now: () => (clock += 150),
  });
  const events: RecognitionEvent[] = [];
  const settings = { model, partials: true, maxDelay: 2, endOfUtteranceSilence: 0.4 };
  const recognition = await recogniser.open(settings, (event) => events.push(event));
  for (const recording of recordings.slice(0, 2)) {
    await recognition.accept(readSamples(recording));
    await recognition.accept(new Float32Array(8000));
  }
  await recognition.finish();
  await recogniser.close();
  return events;
}

function finalText(events: readonly RecognitionEvent[]): string {
  const words = events.flatMap((event) => (event.type === 'final' ? event.words : []));
  return words.map(({ content }) => content).join(' ');
}

describe('built-in/recogniser/engine', function () {
  this.timeout(120_000);

  for (const model of ['tiny', 'base'] as const) {
    it(`hears the same words with each engine: ${model}`, async () => {
      const [first, ...others] = await Promise.all(engineNames.map((engine) => hear(engine, model)));
      assert.match(finalText(first!), /John Dashwood.*young man/);
      for (const other of others) assert.equal(finalText(other), finalText(first!));
    });
  }

  it('takes the better model where nobody chose one and the engine is quick, else the smaller one', async () => {
    for (const engine of engineNames) {
      const usual = engine === 'native' ? 'base' : 'tiny';
      assert.deepEqual(await hear(engine, undefined), await hear(engine, usual));
    }
  });

  for (const name of engineNames) {
    describe(`${name}`, () => {
      let model: InferenceModel;
      let inputs: Parameters<InferenceModel['run']>[0];
      before(async () => {
        const engine = await loadEngine(name);
        const { Tensor } = engine;
        model = await engine.load(await readVoiceModel(locateRecogniser()));
        inputs = {
          input: new Tensor('float32', new Float32Array(576).fill(0.1), [1, 576]),
          state: new Tensor('float32', new Float32Array(256), [2, 1, 128]),
          sr: new Tensor('int64', BigInt64Array.of(16000n), []),
        };
      });
      after(() => model.release());

      it('gives the outputs that are wanted, whichever, each under its own name', async () => {
        const all = await model.run(inputs);
        assert.deepEqual(Object.keys(all).sort(), ['output', 'stateN']);
        for (const wanted of [['output'], ['stateN'], ['stateN', 'output']]) {
          const given = await model.run(inputs, wanted);
          assert.deepEqual(Object.keys(given).sort(), [...wanted].sort());
          for (const output of wanted) assert.deepEqual(given[output]!.data, all[output]!.data);
        }
      });

      it('refuses what is no model', async () => {
        const engine = await loadEngine(name);
        await assert.rejects(engine.load(Buffer.from('no model')));
      });
    });
  }
});
