import assert from 'node:assert/strict';
import { fitDecoder } from '../../../../../nodes/lib/built-in/recogniser/moonshine/decoder-graph';
import { Decoder, type Decoding } from '../../../../../nodes/lib/built-in/recogniser/moonshine/decoder';
import { Encoder } from '../../../../../nodes/lib/built-in/recogniser/moonshine/encoder';
import { MoonshineModel, type EncodedAudio } from '../../../../../nodes/lib/built-in/recogniser/moonshine/model';
import { SessionVocabulary } from '../../../../../nodes/lib/built-in/recogniser/moonshine/session-vocabulary';
import { hypothesisOf } from '../../../../../nodes/lib/built-in/recogniser/moonshine/timed-words';
import { spellingsOf } from '../../../../../nodes/lib/built-in/recogniser/moonshine/spellings';
import { locateRecogniser } from '../../../../../nodes/lib/built-in/recogniser/packages';
import { readModel } from '../../../../../nodes/lib/built-in/recogniser/published-files';
import { SAMPLE_RATE } from '../../../../../nodes/lib/built-in/recogniser/recogniser';
import { engineNames, loadEngine } from '../../../../support/engines';
import { Random } from '../../../../../dev/random';
import { readSamples, recordingNamed } from '../../../../../dev/recordings';
import { normalisedWords, wordErrorRate } from '../../../../../dev/word-error-rate';

for (const engineName of engineNames) {
  describe(`built-in/recogniser/moonshine/decoder, on the ${engineName} engine`, () => {
    const recording = recordingNamed('austen-0930');
    const samples = readSamples(recording);
    let model: MoonshineModel;
    let decoder: Decoder;
    let plain: Decoding;

    const encode = (audio: Float32Array, by = model): Promise<EncodedAudio> =>
      new Encoder(by).encode({ start: 0, samples: audio });

    before(async () => {
      model = await MoonshineModel.load(locateRecogniser(), 'tiny', await loadEngine(engineName));
      decoder = new Decoder(model);
      plain = await decoder.decode(await encode(samples), [], []);
    });
    after(() => model.release());

    const textOf = (decoding: Decoding, forced = 0): string =>
      hypothesisOf(decoding, model.vocabulary, forced)
        .words.map(({ content }) => content)
        .join(' ');

    it('recognises human speech', () => {
      assert.equal(wordErrorRate(recording.text, textOf(plain)), 0);
    });

    it('gives attention weights that add up to 1', () => {
      assert.equal(plain.attention.length, plain.tokens.length + 1);
      for (const row of plain.attention.flat()) {
        assert.equal(row.length, plain.frames);
        const sum = row.reduce((total, weight) => total + weight, 0);
        assert.ok(Math.abs(sum - 1) < 1e-3, `the weights add up to ${sum}`);
      }
    });

    it('refuses to edit a file of another structure', async () => {
      assert.throws(() => fitDecoder(Buffer.alloc(0), [0]), RangeError);
      const { encoder } = await readModel(locateRecogniser(), 'tiny');
      assert.throws(() => fitDecoder(encoder, [0]), RangeError);
    });

    it('gives probabilities', () => {
      assert.equal(plain.probabilities.length, plain.tokens.length);
      assert.ok(plain.probabilities.every((probability) => probability > 0.2 && probability <= 1));
    });

    it('gives the same with any draft', async () => {
      const { tokens } = plain;
      const wrongInTheMiddle = [...tokens.slice(0, 4), 1000, ...tokens.slice(5)];
      for (const draft of [tokens, tokens.slice(0, 3), wrongInTheMiddle, [1000], [...tokens, 1000, 1001]]) {
        const checked = await decoder.decode(await encode(samples), [], draft);
        assert.deepEqual(checked.tokens, tokens);
        assert.equal(checked.attention.length, plain.attention.length);
        checked.probabilities.forEach((probability, index) => {
          assert.ok(Math.abs(probability - plain.probabilities[index]!) < 0.05);
        });
      }
    });

    it('keeps what is forced, and begins a new word after it', async () => {
      const [, first] = hypothesisOf(plain, model.vocabulary, 0).words;
      const forced = [...plain.tokens.slice(0, first!.lastToken + 1)];
      const same = await decoder.decode(await encode(samples), forced, []);
      assert.deepEqual(same.tokens, plain.tokens);

      const other = model.vocabulary.indexOf('▁She');
      const changed = await decoder.decode(await encode(samples), [other], plain.tokens.slice(1));
      assert.equal(changed.tokens[0], other);
      assert.match(textOf(changed, 1), /^She might even have been made/);
    });

    it('does not make up how a sentence goes on that is cut off', async () => {
      const base = await MoonshineModel.load(locateRecogniser(), 'base', await loadEngine(engineName));
      // Nobody says a long word twice up to there; the model does if it is let.
      for (const [name, seconds] of [
        ['austen-0870', 2.5],
        ['austen-0880', 2.7],
        ['austen-0890', 2.1],
        ['austen-0920', 2.8],
      ] as const) {
        const cut = readSamples(recordingNamed(name)).slice(0, seconds * SAMPLE_RATE);
        const decoding = await new Decoder(base).decode(await encode(cut, base), [], []);
        assert.equal(decoding.attention.length, decoding.tokens.length + 1);
        assert.equal(decoding.probabilities.length, decoding.tokens.length);
        const words = normalisedWords(textOf(decoding));
        const long = words.filter((word) => word.length >= 5);
        assert.deepEqual(long, [...new Set(long)], words.join(' '));
        assert.ok(words.length >= 4, words.join(' '));
      }
      await base.release();
    });

    it('takes no expected phrase of which only a part fits', async () => {
      const tokens = Array.from({ length: 60 }, () => plain.tokens[0]!);
      const vocabulary = new SessionVocabulary([]);
      vocabulary.after = () => ({ tokens, content: 'Llanfair', isAll: false });
      const decoding = await decoder.decode(await encode(samples), [], [], vocabulary);
      assert.equal(textOf(decoding), textOf(plain));
    });

    it('reads a bounded number of tokens for a vocabulary, however much of it sounds like what was said', async () => {
      let read = 0;
      const stepAll = model.stepAll.bind(model);
      model.stepAll = (audio, rows, ...rest) => {
        read += rows.flat().length;
        return stepAll(audio, rows, ...rest);
      };
      const contents = plain.tokens.flatMap((_, index) =>
        Array.from(
          { length: 100 },
          (_, other) => `${textOf(plain).split(' ')[index] ?? 'amiable'}${'aeiou'[other % 5]}${other}`,
        ),
      );
      const vocabulary = new SessionVocabulary(
        spellingsOf(
          contents.map((content) => ({ content, soundsLike: [] })),
          model.tokensOf,
        ),
      );
      vocabulary.begin({ start: 0, endsInPause: true });
      // In noise: what is heard for certain is not compared.
      const random = new Random(1);
      const noisy = samples.map((sample) => sample + random.between(-0.1, 0.1));
      await decoder.decode(await encode(noisy), [], [], vocabulary);
      delete (model as Partial<MoonshineModel>).stepAll;
      assert.ok(contents.length >= 900 && read > 30, `${contents.length} entries, ${read} tokens`);
      assert.ok(read <= 350, `${read} tokens are read`);
    });

    it('never answers with nothing', async () => {
      const silence = await decoder.decode(await encode(new Float32Array(8000)), [], []);
      assert.ok(silence.tokens.length > 0);
    });

    it('places words where they are said', () => {
      // Forced alignment of the known text by another recogniser (pocketsphinx).
      const spoken: [string, number, number][] = [
        ['He', 0.2, 0.39],
        ['might', 0.39, 0.64],
        ['even', 0.64, 0.93],
        ['have', 0.93, 1.07],
        ['been', 1.07, 1.32],
        ['made', 1.32, 1.68],
        ['amiable', 1.68, 2.27],
        ['himself', 2.27, 2.86],
      ];
      const words = hypothesisOf(plain, model.vocabulary, 0).words.filter(({ type }) => type === 'word');
      assert.equal(words.length, spoken.length);
      let before = 0;
      words.forEach((word, index) => {
        const [content, start, end] = spoken[index]!;
        assert.equal(word.content, content);
        assert.ok(word.startTime >= before && word.endTime > word.startTime && word.endTime <= recording.seconds);
        assert.ok(Math.abs(word.startTime - start) <= 0.3, `${content} starts at ${word.startTime}, not ${start}`);
        assert.ok(Math.abs(word.endTime - end) <= 0.3, `${content} ends at ${word.endTime}, not ${end}`);
        before = word.endTime;
      });
    });

    it('gives a pause at a comma to neither word', async () => {
      const cards = recordingNamed('cards-4');
      const decoding = await decoder.decode(await encode(readSamples(cards)), [], []);
      const { words } = hypothesisOf(decoding, model.vocabulary, 0);
      const second = words.findLast(({ type }) => type === 'word')!;
      assert.ok(Math.abs(second.startTime - 0.63) <= 0.3, `the second "five" starts at ${second.startTime}`);
    });
  });
}
