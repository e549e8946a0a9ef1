import assert from 'node:assert/strict';
import type { RecognitionEvent, RecognitionSettings } from '../../../nodes/lib/built-in/recogniser';
import { SAMPLE_RATE } from '../../../nodes/lib/built-in/recogniser';
import { WorkerRecogniser } from '../../../nodes/lib/built-in/worker-recogniser';
import { readSamples, recordings } from '../../support/recordings';
import { pinkNoise, wordlessSounds } from '../../support/sounds';
import { wordErrorRate } from '../../support/word-error-rate';

/** An event, with the seconds of audio that the recogniser had been given when it came. */
type Heard = RecognitionEvent & { given: number };

const PIECE = SAMPLE_RATE / 10;
const SETTINGS: RecognitionSettings = { model: 'tiny', partials: true, maxDelay: 2, endOfUtteranceSilence: 0.5 };

const wordsOf = (events: readonly Heard[]): string[] =>
  events.flatMap((event) => ('words' in event ? event.words.map(({ content }) => content) : []));

const finalText = (events: readonly Heard[]): string =>
  wordsOf(events.filter(({ type }) => type === 'final')).join(' ');

describe('built-in/moonshine-recogniser', function () {
  this.timeout(300_000);
  let recogniser: WorkerRecogniser;
  before(() => {
    recogniser = new WorkerRecogniser((error) => {
      throw error;
    });
  });
  after(() => recogniser.close());

  async function hear(samples: Float32Array, settings: Partial<RecognitionSettings> = {}): Promise<Heard[]> {
    const events: Heard[] = [];
    let given = 0;
    const recognition = await recogniser.open({ ...SETTINGS, ...settings }, (event) =>
      events.push({ ...event, given }),
    );
    for (let at = 0; at < samples.length; at += PIECE) {
      const piece = samples.slice(at, at + PIECE);
      given += piece.length / SAMPLE_RATE;
      await recognition.accept(piece);
    }
    await recognition.finish();
    recognition.close();
    return events;
  }

  for (const { name, samples } of wordlessSounds()) {
    it(`hears no words in ${name}`, async () => {
      assert.deepEqual(wordsOf(await hear(samples)), []);
    });
  }

  it('hears speech in moderate noise', async () => {
    const [recording] = recordings;
    const speech = readSamples(recording!);
    const level = 10 * Math.log10(speech.reduce((sum, sample) => sum + sample * sample, 0) / speech.length);
    const noise = pinkNoise(level - 18, speech.length / SAMPLE_RATE);
    const text = finalText(await hear(speech.map((sample, index) => sample + noise[index]!)));
    assert.ok(wordErrorRate(recording!.text, text) <= 0.2, text);
  });

  describe('makes words final within max_delay, in seconds of audio, on speech without a pause', () => {
    /** Seconds by which a word's end may come out earlier in a later hypothesis than in the one by which it was due. */
    const TOLERANCE = 0.3;

    for (const [maxDelay, seconds, partials] of [
      [10, 20, true],
      [20, 30, true],
    ] as const) {
      it(`of ${maxDelay} s, ${partials ? 'with' : 'without'} partials`, async () => {
        const events = await hear(speechWithoutPause(seconds), { maxDelay, partials });
        const finals = events.filter((event) => event.type === 'final');
        const delays = finals.flatMap(({ words, given }) =>
          words.filter(({ type }) => type === 'word').map(({ endTime }) => given - endTime),
        );
        assert.ok(delays.length > seconds, `${delays.length} words`);
        assert.ok(Math.max(...delays) <= maxDelay + TOLERANCE, `${Math.max(...delays).toFixed(2)} s`);
      });
    }
  });
});

/** The recordings in a row without what is silent in them, as often as it takes. */
function speechWithoutPause(seconds: number): Float32Array {
  const frame = SAMPLE_RATE / 50;
  const loud: number[] = [];
  while (loud.length < seconds * SAMPLE_RATE) {
    for (const samples of recordings.map(readSamples)) {
      for (let at = 0; at + frame <= samples.length; at += frame) {
        const piece = samples.subarray(at, at + frame);
        if (piece.some((sample) => Math.abs(sample) > 0.02)) loud.push(...piece);
      }
    }
  }
  return Float32Array.from(loud.slice(0, seconds * SAMPLE_RATE));
}
