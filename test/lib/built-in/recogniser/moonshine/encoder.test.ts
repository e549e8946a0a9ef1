import assert from 'node:assert/strict';
import type {
  InferenceEngine,
  InferenceModel,
} from '../../../../../nodes/lib/built-in/recogniser/engine/inference-engine';
import { ARCHITECTURES } from '../../../../../nodes/lib/built-in/recogniser/moonshine/architecture';
import { Encoder } from '../../../../../nodes/lib/built-in/recogniser/moonshine/encoder';
import { splitEncoder } from '../../../../../nodes/lib/built-in/recogniser/moonshine/encoder-parts';
import { MoonshineModel } from '../../../../../nodes/lib/built-in/recogniser/moonshine/model';
import { locateRecogniser } from '../../../../../nodes/lib/built-in/recogniser/packages';
import { readModel } from '../../../../../nodes/lib/built-in/recogniser/published-files';
import { SAMPLE_RATE } from '../../../../../nodes/lib/built-in/recogniser/recogniser';
import { engineNames, loadEngine } from '../../../../support/engines';
import { readSamples, recordingNamed } from '../../../../../dev/recordings';

for (const engineName of engineNames) {
  describe(`built-in/recogniser/moonshine/encoder, on the ${engineName} engine`, () => {
    const recording = readSamples(recordingNamed('austen-0870'));
    let model: MoonshineModel;
    let engine: InferenceEngine;
    let whole: InferenceModel;

    before(async () => {
      const paths = locateRecogniser();
      engine = await loadEngine(engineName);
      model = await MoonshineModel.load(paths, 'tiny', engine);
      whole = await engine.load((await readModel(paths, 'tiny')).encoder);
    });
    after(async () => {
      await model.release();
      await whole.release();
    });

    const encodeWhole = async (samples: Float32Array): Promise<Float32Array> => {
      const { last_hidden_state: states } = await whole.run({
        input_values: new engine.Tensor('float32', samples, [1, samples.length]),
      });
      return states!.data as Float32Array;
    };

    /** How far apart two arrays are, in relation to how large they are. */
    const difference = (a: Float32Array, b: Float32Array): number => {
      assert.equal(a.length, b.length);
      const norm = (values: Float32Array): number => Math.sqrt(values.reduce((sum, value) => sum + value ** 2, 0));
      return norm(a.map((value, index) => value - b[index]!)) / norm(a);
    };

    // Samples, whole frames of 320 at the start; what is kept fits from 30,720 on, not from 31,040. The last two places have the
    // steps of the one before: beyond all that was heard, and before it.
    const places = [
      [0, 895],
      [0, 12_000],
      [0, 12_001],
      [0, 12_100],
      [0, 40_000],
      [0, 39_000],
      [0, 70_000],
      [0, 70_000],
      [30_720, 76_800],
      [31_040, 80_000],
      [96_320, 110_000],
      [15_680, 60_000],
    ] as const;

    it('gives what the whole encoder gives, while the audio grows, shrinks and loses its beginning', async () => {
      const encoder = new Encoder(model);
      for (const [start, end] of places) {
        const samples = recording.slice(start, end);
        const expected = await encodeWhole(samples);
        const { states, frames } = await encoder.encode({ start, samples });
        assert.equal(frames, states.dims[1]);
        // Both round to bytes in between, which makes 4 % of any difference in the last digit of a sample.
        const apart = difference(expected, states.data as Float32Array);
        assert.ok(apart < 0.07, `samples ${start} to ${end}: ${apart} apart`);
      }
    });

    it('knows as much of the pieces as if it had heard them at once', async () => {
      const given: Parameters<MoonshineModel['transform']>[] = [];
      const encoder = new Encoder({
        architecture: model.architecture,
        hear: (samples) => model.hear(samples),
        transform: (...all) => {
          given.push(all);
          return model.transform(...all);
        },
      });
      for (const [start, end] of places) {
        const samples = recording.slice(start, end);
        await encoder.encode({ start, samples });
        const [features, { mean, deviation }] = given.pop()!;
        const once = await model.hear(samples);
        assert.ok(difference(once.features, features) < 1e-6);
        const all = Array.from(once.activations);
        const expectedMean = all.reduce((sum, value) => sum + value, 0) / all.length;
        const variance = all.reduce((sum, value) => sum + (value - expectedMean) ** 2, 0) / all.length;
        assert.ok(Math.abs(mean - expectedMean) < 1e-6, `samples ${start} to ${end}: mean ${mean}`);
        assert.ok(Math.abs(deviation ** 2 - variance - 1e-5) < 1e-6, `samples ${start} to ${end}: ${deviation}`);
      }
    });

    it('hears what takes the place of added silence', async () => {
      const padded = (end: number): Float32Array => {
        const samples = new Float32Array(end + 6400);
        samples.set(recording.subarray(0, end));
        return samples;
      };
      const encoder = new Encoder(model);
      for (const { samples, padding } of [
        { samples: padded(20_000), padding: 6400 },
        { samples: padded(19_000), padding: 6400 },
        { samples: recording.slice(0, 26_400), padding: 0 },
        { samples: padded(21_000), padding: 6400 },
        { samples: recording.slice(0, 40_000), padding: 0 },
      ]) {
        const { states } = await encoder.encode({ start: 0, samples, padding });
        const apart = difference(await encodeWhole(samples), states.data as Float32Array);
        assert.ok(apart < 0.07, `${samples.length} samples: ${apart} apart`);
      }
    });

    it('gives what the whole encoder gives for faint audio', async () => {
      const samples = recording.slice(0, 40_000).map((sample) => sample / 5000);
      const expected = await encodeWhole(samples);
      const { states } = await new Encoder(model).encode({ start: 0, samples });
      const apart = difference(expected, states.data as Float32Array);
      assert.ok(apart < 0.07, `${apart} apart`);
    });

    it('hears each piece of growing audio once', async () => {
      let heard = 0;
      const encoder = new Encoder({
        architecture: model.architecture,
        hear: (samples) => {
          heard += samples.length;
          return model.hear(samples);
        },
        transform: (...features) => model.transform(...features),
      });
      const seconds = 4;
      for (let end = 0.4; end <= seconds; end += 0.4) {
        await encoder.encode({ start: 0, samples: recording.slice(0, Math.round(end * SAMPLE_RATE)) });
      }
      // A step sees 511 samples, of which the next one sees all but 192.
      assert.ok(heard < 1.1 * seconds * SAMPLE_RATE, `${heard / SAMPLE_RATE} s were heard`);
      const before = heard;
      await encoder.encode({ start: 30_720, samples: recording.slice(30_720, seconds * SAMPLE_RATE) });
      assert.equal(heard, before);
    });

    it('refuses to edit a file of another structure', async () => {
      assert.throws(() => splitEncoder(Buffer.alloc(0), ARCHITECTURES.tiny), RangeError);
      const { decoder } = await readModel(locateRecogniser(), 'tiny');
      assert.throws(() => splitEncoder(decoder, ARCHITECTURES.tiny), RangeError);
    });
  });
}
