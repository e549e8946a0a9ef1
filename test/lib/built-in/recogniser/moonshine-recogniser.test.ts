import assert from 'node:assert/strict';
import { MoonshineRecogniser } from '../../../../nodes/lib/built-in/recogniser/moonshine-recogniser';
import type {
  Recogniser,
  RecognitionEvent,
  RecognitionSettings,
} from '../../../../nodes/lib/built-in/recogniser/recogniser';
import { SAMPLE_RATE } from '../../../../nodes/lib/built-in/recogniser/recogniser';
import { WorkerRecogniser } from '../../../../nodes/lib/built-in/process/worker-recogniser';
import { readSamples, recordingNamed, recordings } from '../../../../dev/recordings';
import { pinkNoise, wordlessSounds } from '../../../support/sounds';
import { wordErrorRate } from '../../../../dev/word-error-rate';

/** An event, with the seconds of audio that the recogniser had been given when it came. */
type Heard = RecognitionEvent & { given: number };

const PIECE = SAMPLE_RATE / 10;
const SETTINGS: RecognitionSettings = { model: 'tiny', partials: true, maxDelay: 2, endOfUtteranceSilence: 0.5 };

const wordsOf = (events: readonly Heard[]): string[] =>
  events.flatMap((event) => ('words' in event ? event.words.map(({ content }) => content) : []));

const finalText = (events: readonly Heard[]): string =>
  wordsOf(events.filter(({ type }) => type === 'final')).join(' ');

describe('built-in/recogniser/moonshine-recogniser', function () {
  this.timeout(300_000);
  let recogniser: WorkerRecogniser;
  before(() => {
    recogniser = new WorkerRecogniser((error) => {
      throw error;
    });
  });
  after(() => recogniser.close());

  async function hear(
    samples: Float32Array,
    settings: Partial<RecognitionSettings> = {},
    by: Recogniser = recogniser,
  ): Promise<Heard[]> {
    const events: Heard[] = [];
    let given = 0;
    const recognition = await by.open({ ...SETTINGS, ...settings }, (event) => events.push({ ...event, given }));
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

  it('hears what its vocabulary expects, and writes it as it is written there', async () => {
    const samples = readSamples(recordingNamed('austen-0870')).slice(0, 3 * SAMPLE_RATE);
    const others = ['Kowalski', 'turn off the light'].map((content) => ({ content, soundsLike: [] }));
    assert.match(finalText(await hear(samples)), /^And Mr. John Dashwood/);
    const expected = [{ content: 'Jon Dashwood', soundsLike: [] }, ...others];
    assert.match(finalText(await hear(samples, { vocabulary: expected })), /^And Mr. Jon Dashwood/);
    const sounding = [{ content: 'Daschwood', soundsLike: ['Dashwood'] }, ...others];
    assert.match(finalText(await hear(samples, { vocabulary: sounding })), /^And Mr. John Daschwood/);
    const [noise] = wordlessSounds();
    assert.deepEqual(wordsOf(await hear(noise!.samples.slice(0, 3 * SAMPLE_RATE), { vocabulary: expected })), []);
  });

  it('hears the commands of a list in loud noise', async () => {
    const numbers = 'two three four five six seven eight nine ten jack queen king ace'.split(' ');
    const vocabulary = ['hearts', 'spades', 'clubs', 'diamonds']
      .flatMap((suit) => numbers.map((number) => `${number} of ${suit}`))
      .map((content) => ({ content, soundsLike: [] }));
    for (const name of ['cards-1', 'cards-3']) {
      const recording = recordingNamed(name);
      const speech = readSamples(recording);
      const level = 10 * Math.log10(speech.reduce((sum, sample) => sum + sample * sample, 0) / speech.length);
      const noise = pinkNoise(level - 5, speech.length / SAMPLE_RATE);
      const samples = speech.map((sample, index) => sample + noise[index]!);
      assert.notEqual(wordErrorRate(recording.text, finalText(await hear(samples))), 0);
      const text = finalText(await hear(samples, { vocabulary }));
      assert.equal(wordErrorRate(recording.text, text), 0, text);
    }
  });

  it('takes nothing for a command, or for a common word, that was not said', async () => {
    let clock = 0;
    const paced = new MoonshineRecogniser({ now: () => (clock += 150) });
    const lists = [
      ['pause the film', 'good morning', 'good night', 'next song', 'lock the back door'],
      ['they', 'for'],
    ];
    for (const [name, list] of [
      ['austen-0920', lists[0]!],
      ['cards-2', lists[1]!],
    ] as const) {
      const recording = recordingNamed(name);
      const vocabulary = list.map((content) => ({ content, soundsLike: [] }));
      const text = finalText(await hear(readSamples(recording), { vocabulary }, paced));
      assert.equal(wordErrorRate(recording.text, text), 0, text);
    }
    await paced.close();
  });

  it('hears speech in moderate noise', async () => {
    const [recording] = recordings;
    const speech = readSamples(recording!);
    const level = 10 * Math.log10(speech.reduce((sum, sample) => sum + sample * sample, 0) / speech.length);
    const noise = pinkNoise(level - 18, speech.length / SAMPLE_RATE);
    const text = finalText(await hear(speech.map((sample, index) => sample + noise[index]!)));
    assert.ok(wordErrorRate(recording!.text, text) <= 0.2, text);
  });

  it('is late on a slow processor, but hears as well', async () => {
    let clock = 0;
    const slow = new MoonshineRecogniser({ now: () => (clock += 500) });
    const pause = new Float32Array(SAMPLE_RATE / 2);
    const samples = recordings.flatMap((recording) => [...readSamples(recording), ...pause]);
    const text = finalText(await hear(Float32Array.from(samples), { maxDelay: 0.7 }, slow));
    await slow.close();
    assert.ok(wordErrorRate(recordings.map((recording) => recording.text).join(' '), text) <= 0.1, text);
  });

  describe('makes words final within max_delay, in seconds of audio, in a minute of speech without a pause', () => {
    /** Seconds by which a word's end may come out earlier in a later hypothesis than in the one by which it was due. */
    const TOLERANCE = 0.3;
    /** Seconds that a decode takes by the recogniser's clock: the same words on a slow machine as on a quick one. */
    const COST = 0.15;
    const speech = speechWithoutPause(60);
    let paced: MoonshineRecogniser;
    before(() => {
      let clock = 0;
      paced = new MoonshineRecogniser({ now: () => (clock += COST * 1000) });
    });
    after(() => paced.close());

    for (const [maxDelay, partials] of [
      [0.7, true],
      // Without partials it computes the same: a test of streaming-recognition compares the two.
      [1, true],
      [2, true],
      [4, false],
      // The recogniser waits for 6 s at most: longer delays compute the same.
      [20, false],
    ] as const) {
      it(`of ${maxDelay} s, ${partials ? 'with' : 'without'} partials`, async () => {
        const events = await hear(speech, { maxDelay, partials }, paced);
        const late: string[] = [];
        let count = 0;
        let shown: readonly string[] = [];
        for (const event of events) {
          if (!('words' in event)) continue;
          const words = event.words.filter(({ type }) => type === 'word');
          if (event.type === 'final') {
            assert.equal(event.words[0]!.type, 'word', 'a final begins with a mark');
            count += words.length;
            for (const { content, endTime } of words) {
              const delay = event.given - endTime;
              if (delay <= maxDelay + TOLERANCE) continue;
              late.push(`${content} ${delay.toFixed(2)} s`);
              // What the model understands too late, as "a selfish" where it heard "selfish", can't be final before.
              assert.ok(!shown.includes(content), `${content}, heard before: ${delay.toFixed(2)} s`);
              assert.ok(delay <= maxDelay + 2 * TOLERANCE, `${content}: ${delay.toFixed(2)} s`);
            }
          }
          shown = event.type === 'partial' ? words.map(({ content }) => content) : [];
        }
        assert.ok(count > 150, `${count} words`);
        assert.ok(late.length <= (maxDelay < 2 ? count / 100 : 0), late.join(', '));
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
