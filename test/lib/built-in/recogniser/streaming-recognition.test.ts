import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Decode } from '../../../../nodes/lib/built-in/recogniser/hypothesis';
import {
  SAMPLE_RATE,
  type RecognisedWord,
  type RecognitionEvent,
  type RecognitionSettings,
} from '../../../../nodes/lib/built-in/recogniser/recogniser';
import { StreamingRecognition } from '../../../../nodes/lib/built-in/recogniser/streaming-recognition';
import { FRAME_LENGTH } from '../../../../nodes/lib/built-in/recogniser/voice-activity';

/** A word, or a pause where `word` is missing. */
interface Said {
  word?: number;
  seconds: number;
}

/** Audio in which a word is a run of samples of its number. */
function audioOf(script: readonly Said[]): Float32Array {
  return Float32Array.from(
    script.flatMap(({ word, seconds }) => new Array<number>(Math.round(seconds * SAMPLE_RATE)).fill(word ?? 0)),
  );
}

/** Reads the words off such audio. `doubt` may make something else of words near the end of the audio. */
function readingDecoder(doubt: (word: number) => number = (word) => word): Decode {
  return ({ samples }, forced) => {
    const words: { token: number; start: number; end: number }[] = [];
    samples.forEach((value, index) => {
      const last = words.at(-1);
      if (value !== 0 && last?.token === value && last.end === index) last.end++;
      else if (value !== 0) words.push({ token: value, start: index, end: index + 1 });
    });
    const tokens = words.map(({ token, end }) => (samples.length - end < 0.3 * SAMPLE_RATE ? doubt(token) : token));
    tokens.splice(0, forced.length, ...forced);
    return Promise.resolve({
      tokens,
      words: words.map(({ start, end }, index) => ({
        type: 'word' as const,
        content: String(tokens[index]),
        startTime: start / SAMPLE_RATE,
        endTime: end / SAMPLE_RATE,
        confidence: 0.9,
        lastToken: index,
      })),
    });
  };
}

/** A recognition, with every event and how much audio it had heard then (seconds). */
class Bench {
  readonly events: (RecognitionEvent & { heard: number })[] = [];
  readonly recognition: StreamingRecognition;
  private frames = 0;
  private clock = 0;
  private looks = 0;

  get lookCount(): number {
    return this.looks;
  }

  /**
   * @param cost seconds that the nth decoding takes
   * @param waiting seconds that each frame waits for other sessions
   */
  constructor(
    settings: Partial<RecognitionSettings> = {},
    decode: Decode = readingDecoder(),
    cost: (look: number) => number = () => 0,
    waiting = 0,
  ) {
    let waited = 0;
    this.recognition = new StreamingRecognition(
      { model: 'tiny', partials: true, maxDelay: 2, endOfUtteranceSilence: 0.5, ...settings },
      {
        decode: (...audio) => {
          this.clock += cost(this.looks++);
          return decode(...audio);
        },
        onEvent: (event) => this.events.push({ ...event, heard: (this.frames * FRAME_LENGTH) / SAMPLE_RATE }),
        voiceActivity: {
          isVoice: (frame) => {
            this.frames++;
            waited += waiting;
            return frame.some((sample) => sample !== 0);
          },
        },
        takeWaited: () => {
          const seconds = waited;
          waited = 0;
          return seconds;
        },
        now: () => this.clock * 1000,
      },
    );
  }

  async hear(samples: Float32Array, chunk = 1600): Promise<void> {
    for (let offset = 0; offset < samples.length; offset += chunk) {
      await this.recognition.accept(samples.slice(offset, offset + chunk));
    }
  }

  async hearAll(script: readonly Said[], chunk?: number): Promise<void> {
    await this.hear(audioOf(script), chunk);
    await this.recognition.finish();
  }

  get finals(): RecognisedWord[] {
    return this.events.flatMap((event) => (event.type === 'final' ? event.words : []));
  }

  get text(): string {
    return this.finals.map(({ content }) => content).join(' ');
  }

  of<T extends RecognitionEvent['type']>(type: T): (RecognitionEvent & { type: T; heard: number })[] {
    return this.events.filter((event): event is RecognitionEvent & { type: T; heard: number } => event.type === type);
  }
}

const sentence: Said[] = [1, 2, 3, 4].map((word) => ({ word, seconds: 0.5 }));

/** Words of a whole number of frames. */
const longWords: Said[] = [1, 2, 3, 4].map((word) => ({ word, seconds: 0.64 }));

describe('built-in/recogniser/streaming-recognition', () => {
  it('shows words as partials, then makes them final, then ends the utterance', async () => {
    const bench = new Bench();
    await bench.hearAll([{ seconds: 1 }, ...sentence, { seconds: 1 }]);
    assert.equal(bench.text, '1 2 3 4');
    assert.deepEqual(bench.finals[0], { type: 'word', content: '1', startTime: 1, endTime: 1.5, confidence: 0.9 });
    assert.equal(bench.events[0]!.type, 'partial');
    assert.deepEqual(
      bench.of('end_of_utterance').map(({ time, forced }) => ({ time, forced })),
      [{ time: 3, forced: false }],
    );
    assert.equal(bench.events.at(-1)!.type, 'end_of_utterance');
  });

  it('shows words before they are final though the first look takes long, as the first use of an engine does', async () => {
    const bench = new Bench({}, readingDecoder(), (look) => (look === 0 ? 1.5 : 0.1));
    await bench.hearAll([{ word: 9, seconds: 0.7 }, { word: 8, seconds: 0.3 }, ...sentence, { seconds: 1 }]);
    const shown = new Set<number>();
    for (const event of bench.events) {
      if (event.type === 'end_of_utterance') continue;
      for (const { startTime } of event.words) {
        if (event.type === 'final') assert.ok(shown.has(startTime), `the word at ${startTime} s was never a partial`);
        shown.add(startTime);
      }
    }
  });

  it('tells how far partials and finals go', async () => {
    const bench = new Bench();
    await bench.hearAll([...sentence, { seconds: 1 }]);
    for (const { endTime, heard } of bench.of('partial')) assert.equal(endTime, heard);
    for (const { words, endTime } of bench.of('final')) assert.equal(endTime, words.at(-1)!.endTime);
  });

  it('gives finals in time without partials', async () => {
    const bench = new Bench({ partials: false, maxDelay: 1 });
    await bench.hearAll([...sentence, ...sentence, { seconds: 1 }]);
    assert.equal(bench.of('partial').length, 0);
    assert.equal(bench.text, '1 2 3 4 1 2 3 4');
    assert.ok(bench.of('final').length > 1);
  });

  it('makes the same words final at the same time without partials, where the delay alone says how often to decode', async () => {
    const script = Array.from({ length: 60 }, (_, index): Said => ({
      word: index % 9 === 8 ? undefined : (index % 7) + 1,
      seconds: 0.2 + (index % 4) / 10,
    }));
    const finals = async (partials: boolean): Promise<object[]> => {
      let count = 0;
      // Errs every third time about a word at the end.
      const decode = readingDecoder((word) => ((count += 1) % 3 === 0 ? word + 100 : word));
      const bench = new Bench({ maxDelay: 1, partials }, decode, () => 0.15);
      await bench.hearAll(script);
      return bench.events.filter(({ type }) => type !== 'partial');
    };
    const without = await finals(false);
    assert.ok(without.length > 10);
    assert.deepEqual(without, await finals(true));
  });

  it('makes words final after a pause though no ends of utterances are asked for', async () => {
    const bench = new Bench({ endOfUtteranceSilence: 0, maxDelay: 5 });
    await bench.hear(audioOf([...sentence, { seconds: 0.6 }]));
    assert.equal(bench.text, '1 2 3 4');
    assert.equal(bench.of('end_of_utterance').length, 0);
  });

  describe('when a pause begins', () => {
    /** Decodings from the beginning of the pause until the words are final. */
    async function looksUntilFinal(bench: Bench, end: () => Promise<void>): Promise<number> {
      await bench.hear(audioOf([{ seconds: 0.5 }, ...sentence, { seconds: 0.14 }]));
      assert.equal(bench.text, '');
      const before = bench.lookCount;
      await end();
      assert.equal(bench.text, '1 2 3 4');
      return bench.lookCount - before;
    }

    it('understands the words at once, so that nothing is left to do when it was the end', async () => {
      for (const trigger of [0.2, 0.5, 0]) {
        const bench = new Bench({ maxDelay: 5, endOfUtteranceSilence: trigger });
        assert.equal(await looksUntilFinal(bench, () => bench.hear(audioOf([{ seconds: 0.46 }]))), 0);
        assert.equal(bench.of('final')[0]!.heard.toFixed(2), (2.5 + (trigger || 0.5)).toFixed(2));
      }
    });

    it('leaves nothing to do when a client ends the utterance', async () => {
      const bench = new Bench({ maxDelay: 5, endOfUtteranceSilence: 0 });
      assert.equal(await looksUntilFinal(bench, () => bench.recognition.endUtterance()), 0);
    });

    it('leaves nothing to do when the audio ends', async () => {
      const bench = new Bench({ maxDelay: 5, endOfUtteranceSilence: 0 });
      assert.equal(await looksUntilFinal(bench, () => bench.recognition.finish()), 0);
    });

    it('understands a single short word', async () => {
      const bench = new Bench({ maxDelay: 5, endOfUtteranceSilence: 0.2 });
      await bench.hear(audioOf([{ seconds: 0.5 }, { word: 1, seconds: 0.24 }, { seconds: 0.2 }]));
      assert.equal(bench.text, '1');
      assert.equal(bench.lookCount, 1);
    });

    it('gives the words on both sides of a pause that is shorter than the end', async () => {
      const bench = new Bench({ maxDelay: 5, endOfUtteranceSilence: 0.2 });
      const pauses = [0.08, 0.12, 0.18].flatMap((seconds) => [...sentence, { seconds }]);
      await bench.hearAll([...pauses, ...sentence, { seconds: 1 }]);
      assert.equal(bench.text, '1 2 3 4 1 2 3 4 1 2 3 4 1 2 3 4');
      assert.equal(bench.of('end_of_utterance').length, 1);
    });

    it('lets a slow processor keep up, however many pauses there are', async () => {
      const bench = new Bench({ maxDelay: 5 }, readingDecoder(), () => 1);
      const words = Array.from({ length: 60 }, (_, index): Said => ({ word: (index % 7) + 1, seconds: 0.3 }));
      await bench.hearAll(words.flatMap((word) => [word, { seconds: 0.2 }]));
      assert.ok(bench.lookCount < 25, `${bench.lookCount} s of work for 30 s of speech`);
    });
  });

  it('makes the words of the last utterance final at the end, also those in an incomplete frame', async () => {
    const bench = new Bench({ maxDelay: 5 });
    await bench.hear(audioOf(sentence).slice(0, 32000 - 100));
    assert.equal(bench.text, '');
    await bench.recognition.finish();
    assert.equal(bench.text, '1 2 3 4');
    assert.equal(bench.of('end_of_utterance').length, 0);
  });

  it('ends an utterance when it is told to, and goes on after it', async () => {
    const bench = new Bench();
    await bench.hear(audioOf(sentence));
    await bench.recognition.endUtterance();
    assert.equal(bench.text, '1 2 3 4');
    assert.deepEqual(bench.events.at(-1), { type: 'end_of_utterance', time: 2, forced: true, heard: 2 });
    await bench.hearAll(sentence);
    assert.equal(bench.text, '1 2 3 4 1 2 3 4');
    assert.equal(bench.finals[4]!.startTime, 2);
  });

  it('reports a forced end in silence too', async () => {
    const bench = new Bench();
    await bench.hear(audioOf([{ seconds: 1 }]));
    await bench.recognition.endUtterance();
    assert.deepEqual(
      bench.events.map(({ type }) => type),
      ['end_of_utterance'],
    );
  });

  it('ends an utterance at a time that has passed, and leaves what was said from there on open', async () => {
    const bench = new Bench({ maxDelay: 5 });
    await bench.hear(audioOf(longWords));
    for (const [time, text, open] of [
      [1.28, '1 2', '3 4'],
      [1.5, '1 2 3', '4'],
    ] as const) {
      const before = bench.events.length;
      await bench.recognition.endUtterance(time);
      assert.equal(bench.text, text);
      const [final, end, partial, ...more] = bench.events.slice(before);
      assert.equal(final?.type, 'final');
      assert.deepEqual(end, { type: 'end_of_utterance', time, forced: true, heard: 2.56 });
      assert.ok(partial?.type === 'partial');
      assert.equal(partial.words.map(({ content }) => content).join(' '), open);
      assert.deepEqual(more, []);
    }
    await bench.hearAll(longWords);
    assert.equal(bench.text, '1 2 3 4 1 2 3 4');
    assert.equal(bench.of('end_of_utterance').length, 2);
  });

  it('ends an utterance now when that was to be at a time to come', async () => {
    const bench = new Bench({ maxDelay: 5 });
    await bench.hear(audioOf(longWords));
    await bench.recognition.endUtterance(9);
    assert.equal(bench.text, '1 2 3 4');
    assert.deepEqual(bench.events.at(-1), { type: 'end_of_utterance', time: 2.56, forced: true, heard: 2.56 });
  });

  it('reports the end of what was said after a forced end, if there was anything', async () => {
    for (const [time, ends] of [
      [1.28, [1.28, 2.56]],
      [2.5, [2.5]],
    ] as const) {
      const bench = new Bench({ maxDelay: 5, endOfUtteranceSilence: 0.8 });
      await bench.hear(audioOf([...longWords, { seconds: 0.32 }]));
      await bench.recognition.endUtterance(time);
      await bench.hear(audioOf([{ seconds: 2 }]));
      assert.equal(bench.text, '1 2 3 4');
      assert.deepEqual(
        bench.of('end_of_utterance').map(({ time: end }) => end),
        ends,
      );
    }
  });

  it('reports a forced end at a time before a pause', async () => {
    const bench = new Bench();
    await bench.hear(audioOf([...longWords, { seconds: 2.56 }]));
    await bench.recognition.endUtterance(4);
    await bench.hearAll(longWords);
    assert.deepEqual(
      bench.of('end_of_utterance').map(({ time, forced }) => ({ time, forced })),
      [
        { time: 2.56, forced: false },
        { time: 4, forced: true },
      ],
    );
    assert.equal(bench.text, '1 2 3 4 1 2 3 4');
  });

  it('takes up changed settings with the audio to come', async () => {
    const bench = new Bench();
    const first = bench.hear(audioOf(sentence));
    await first;
    const before = bench.of('partial').length;
    assert.ok(before > 0);
    bench.recognition.configure({ partials: false, endOfUtteranceSilence: 0 });
    await bench.hearAll([...sentence, { seconds: 1 }]);
    assert.equal(bench.of('partial').length, before);
    assert.equal(bench.of('end_of_utterance').length, 0);
  });

  it('resolves when the audio was decoded, not when it was queued', async () => {
    let decoding = (): void => {};
    const reading = readingDecoder();
    const bench = new Bench({}, async (...audio) => {
      await new Promise<void>((resolve) => {
        decoding = resolve;
      });
      return reading(...audio);
    });
    let accepted = false;
    const accepting = bench.recognition.accept(audioOf([{ word: 1, seconds: 0.8 }])).then(() => {
      accepted = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(accepted, false);
    decoding();
    await accepting;
    assert.equal(bench.of('partial').length, 1);
  });

  it('is silent once it is closed, even with a decoding under way', async () => {
    const reading = readingDecoder();
    const bench: Bench = new Bench({}, (...audio) => {
      bench.recognition.close();
      return reading(...audio);
    });
    await bench.hearAll([...sentence, { seconds: 1 }]);
    await bench.recognition.endUtterance();
    assert.deepEqual(bench.events, []);
  });

  it('rejects when the decoder fails', async () => {
    const bench = new Bench({}, () => Promise.reject(new Error('out of memory')));
    await assert.rejects(bench.hear(audioOf(sentence)), /out of memory/);
  });

  it('drops a lone word that is unlikely, and signs that stand for music', async () => {
    for (const [content, confidence] of [
      ['You', 0.01],
      ['♪♪♪', 0.9],
    ] as const) {
      const bench = new Bench({}, ({ samples }) =>
        Promise.resolve({
          tokens: [7],
          words: [
            { type: 'word', content, startTime: 0, endTime: samples.length / SAMPLE_RATE, confidence, lastToken: 0 },
          ],
        }),
      );
      await bench.hearAll([{ word: 1, seconds: 4 }, { seconds: 1 }]);
      assert.deepEqual(bench.events, []);
    }
  });

  describe('after another utterance', () => {
    const alone: Said[] = [
      { word: 1, seconds: 0.6 },
      { seconds: 1 },
      { word: 2, seconds: 0.6 },
      { seconds: 4 },
      { word: 3, seconds: 0.6 },
      { seconds: 1 },
    ];

    /** Hears words that are said alone; what was decoded to understand each of them the last time. */
    async function hearAlone(
      settings: Partial<RecognitionSettings> = {},
      decode: Decode = readingDecoder(),
    ): Promise<{ text: string; decoded: Map<number, { start: number; forced: readonly number[] }> }> {
      const decoded = new Map<number, { start: number; forced: readonly number[] }>();
      const bench = new Bench(settings, (audio, forced, draft) => {
        const word = audio.samples.findLast((sample) => sample !== 0)!;
        decoded.set(word, { start: audio.start / SAMPLE_RATE, forced: [...forced] });
        return decode(audio, forced, draft);
      });
      await bench.hearAll(alone);
      return { text: bench.text, decoded };
    }

    it('understands a word with what was said just before, and alone after a long pause', async () => {
      const { text, decoded } = await hearAlone();
      assert.equal(text, '1 2 3');
      assert.deepEqual(decoded.get(2), { start: 0, forced: [1] });
      const third = decoded.get(3)!;
      assert.deepEqual(third.forced, []);
      assert.ok(third.start > 5 && third.start < 6.2, `${third.start} s`);
    });

    it('understands a long utterance by itself once it has grown, with the same words, however short the pause before', async () => {
      const reading = readingDecoder();
      for (const pause of [0.24, 0.7]) {
        const decoded: { heard: number; start: number; forced: readonly number[] }[] = [];
        const bench = new Bench({ endOfUtteranceSilence: 0.2 }, (audio, forced, draft) => {
          const start = audio.start / SAMPLE_RATE;
          const heard = start + (audio.samples.length - (audio.padding ?? 0)) / SAMPLE_RATE;
          decoded.push({ heard, start, forced: [...forced] });
          return reading(audio, forced, draft);
        });
        const long = [2, 3, 4, 5, 6].map((word) => ({ word, seconds: 0.6 }));
        await bench.hearAll([{ word: 1, seconds: 0.6 }, { seconds: pause }, ...long, { seconds: 1 }]);
        assert.equal(bench.text, '1 2 3 4 5 6');
        const begin = 0.6 + pause;
        const short = decoded.filter(({ heard }) => heard > begin && heard < begin + 1.4);
        const grown = decoded.filter(({ heard }) => heard > begin + 1.6);
        assert.ok(short.length > 0 && grown.some(({ forced }) => forced.length > 0));
        for (const { start, forced } of short) assert.deepEqual([start, forced[0]], [0, 1]);
        for (const { start, forced } of grown) assert.ok(start >= 0.6 && !forced.includes(1), `${start} s`);
      }
    });

    it('understands it alone if nothing comes of it that way', async () => {
      const reading = readingDecoder();
      const deaf: Decode = async (audio, forced, draft) => {
        const { tokens, words } = await reading(audio, forced, draft);
        return forced.length > 0 ? { tokens: [...forced], words: words.slice(0, forced.length) } : { tokens, words };
      };
      const { text, decoded } = await hearAlone({}, deaf);
      assert.equal(text, '1 2 3');
      const second = decoded.get(2)!;
      assert.deepEqual(second.forced, []);
      assert.ok(second.start > 1 && second.start < 1.6, `${second.start} s`);
    });

    it('understands each alone that phrases are expected in', async () => {
      const { text, decoded } = await hearAlone({ vocabulary: [{ content: '2', soundsLike: [] }] });
      assert.equal(text, '1 2 3');
      assert.deepEqual(decoded.get(2)!.forced, []);
    });

    it('keeps the first words of a short one open for the pause behind it if phrases are expected', async () => {
      const script = [0.5, 0.4, 0.4, 0.4].map((seconds, index): Said => ({ word: index + 1, seconds }));
      const finals = async (...contents: string[]): Promise<string[]> => {
        const vocabulary = contents.map((content) => ({ content, soundsLike: [] }));
        const bench = new Bench({ vocabulary, maxDelay: 2 });
        await bench.hearAll([...script, { seconds: 1 }]);
        return bench.of('final').map(({ words }) => words.map(({ content }) => content).join(' '));
      };
      assert.ok((await finals()).length > 1);
      assert.deepEqual(await finals('9 9'), ['1 2 3 4']);
    });

    it('drops a lone word that is unlikely', async () => {
      const reading = readingDecoder();
      const { text } = await hearAlone({}, async (...audio) => {
        const { tokens, words } = await reading(...audio);
        return {
          tokens,
          words: words.map((word) => (word.content === '2' ? { ...word, confidence: 0.01 } : word)),
        };
      });
      assert.equal(text, '1 3');
    });

    it('decodes bounded pieces, however many words are said alone', async () => {
      let longest = 0;
      const reading = readingDecoder();
      const words = Array.from({ length: 20 }, (_, index) => index + 1);
      const bench = new Bench({}, (audio, ...tokens) => {
        longest = Math.max(longest, audio.samples.length / SAMPLE_RATE);
        return reading(audio, ...tokens);
      });
      await bench.hearAll(words.flatMap((word) => [{ word, seconds: 0.5 }, { seconds: 0.7 }]));
      assert.equal(bench.text, words.join(' '));
      assert.ok(longest < 9, `${longest} s`);
    });
  });

  it('takes back a partial that comes to nothing', async () => {
    const reading = readingDecoder();
    let calls = 0;
    const bench = new Bench({ maxDelay: 5 }, async (...audio) =>
      ++calls === 1 ? reading(...audio) : { tokens: [], words: [] },
    );
    await bench.hearAll([{ word: 1, seconds: 0.7 }, { seconds: 1 }]);
    assert.deepEqual(
      bench.events.map((event) => (event.type === 'partial' ? event.words.length : event.type)),
      [1, 0],
    );
  });

  describe('with marks', () => {
    const MARK = -1;

    /** Reads words, with a mark behind each fourth, and one at the end of the audio, as a model that takes that for the end. */
    const readingWithMarks: Decode = async (audio, forced) => {
      const { words } = await readingDecoder()(audio, [], []);
      const forcedWords = forced.filter((token) => token !== MARK).length;
      const tokens = [...forced];
      const marked = words.flatMap((word, index) => {
        const known = index < forcedWords;
        if (!known) tokens.push(Number(word.content));
        const lastToken = known
          ? tokens.findIndex((token, at) => token !== MARK && wordsUpTo(tokens, at) === index + 1)
          : tokens.length - 1;
        const followed = known && index === forcedWords - 1 && forced.at(-1) === MARK;
        const isMarked = Number(word.content) % 4 === 0 || index === words.length - 1;
        const said = { ...word, lastToken };
        if (followed || !isMarked || (known && index < forcedWords - 1)) return [said];
        tokens.push(MARK);
        const mark = { type: 'punctuation' as const, content: '.', startTime: word.endTime, endTime: word.endTime };
        return [said, { ...mark, confidence: 0.9, lastToken: tokens.length - 1 }];
      });
      return { tokens, words: marked };
    };
    const wordsUpTo = (tokens: readonly number[], at: number): number =>
      tokens.slice(0, at + 1).filter((token) => token !== MARK).length;
    const isMark = ({ type }: RecognisedWord): boolean => type === 'punctuation';

    const long = Array.from({ length: 24 }, (_, index) => ({ word: index + 1, seconds: 0.4 }));

    for (const maxDelay of [0.7, 1, 2, 4, 10]) {
      it(`gives no mark alone, and none at the beginning of a final, at ${maxDelay} s`, async () => {
        const bench = new Bench({ maxDelay, endOfUtteranceSilence: 1.5 }, readingWithMarks, () => 0.1);
        await bench.hearAll([...long, { seconds: 1.2 }, { word: 25, seconds: 0.4 }, { seconds: 2 }]);
        const spoken = bench.finals.filter((word) => !isMark(word)).map(({ content }) => content);
        assert.deepEqual(
          spoken,
          [...long, { word: 25 }].map(({ word }) => String(word)),
        );
        for (const { words } of bench.of('final'))
          assert.ok(!isMark(words[0]!), words.map((word) => word.content).join(' '));
        for (const { words } of bench.of('partial')) assert.ok(words.length === 0 || !isMark(words[0]!));
      });
    }

    it('gives clauses at the default delay: most finals end with a mark, and none is a crumb', async () => {
      const bench = new Bench({ maxDelay: 4 }, readingWithMarks, () => 0.1);
      await bench.hearAll([...long, { seconds: 1 }]);
      const finals = bench.of('final').map(({ words }) => words);
      for (const words of finals) assert.ok(words.length >= 4);
      const closed = finals.filter((words) => isMark(words.at(-1)!));
      assert.ok(
        closed.length >= finals.length / 2,
        finals.map((words) => words.map(({ content }) => content).join(' ')).join(' | '),
      );
    });
  });

  it('decodes less often the longer it waits for other sessions, and loses no word', async () => {
    const long = Array.from({ length: 40 }, (_, index) => ({ word: index + 1, seconds: 0.5 }));
    const looks: number[] = [];
    for (const waiting of [0, 0.001, 0.02, 0.03, 10]) {
      // Waiting in silence is of no account.
      const bench = new Bench({}, readingDecoder(), () => 0.05, waiting);
      await bench.hearAll([{ seconds: 2 }, ...long]);
      assert.equal(bench.text, long.map(({ word }) => word).join(' '));
      looks.push(bench.lookCount);
      assert.ok(bench.events.find(({ type }) => type === 'partial')!.heard < 2.7);
    }
    const [alone, few, many, more, far] = looks;
    assert.equal(few, alone, 'a little waiting is of no account');
    assert.ok(many! < alone! * 0.7 && more! < many! && far! <= more! && far! >= 6, looks.join());
  });

  it('decodes bounded pieces of speech without a pause, and neither loses nor doubles a word', async () => {
    let longest = 0;
    const reading = readingDecoder();
    const long = Array.from({ length: 120 }, (_, index) => ({ word: (index % 50) + 1, seconds: 0.5 }));
    for (const maxDelay of [0.7, 4, 20]) {
      const bench = new Bench({ maxDelay }, (audio, ...tokens) => {
        longest = Math.max(longest, audio.samples.length / SAMPLE_RATE);
        return reading(audio, ...tokens);
      });
      await bench.hearAll(long);
      assert.equal(bench.text, long.map(({ word }) => word).join(' '));
    }
    assert.ok(longest < 14, `${longest} s were decoded at once`);
  });

  it('hears no words in a long pause after long speech', async () => {
    const shortest = { seconds: Infinity };
    const reading = readingDecoder();
    const bench = new Bench({ maxDelay: 1, endOfUtteranceSilence: 2 }, (audio, ...tokens) => {
      shortest.seconds = Math.min(shortest.seconds, audio.samples.length / SAMPLE_RATE);
      return reading(audio, ...tokens);
    });
    const long = Array.from({ length: 23 }, (_, index) => ({ word: index + 1, seconds: 0.5 }));
    await bench.hearAll([...long, { seconds: 1.9 }, ...sentence, { seconds: 3 }]);
    assert.equal(bench.text, [...long, ...sentence].map(({ word }) => word).join(' '));
    assert.equal(bench.of('end_of_utterance').length, 1);
    assert.ok(shortest.seconds >= 0.08, `${shortest.seconds} s were decoded`);
  });

  it('begins anew when the words before, or the beginning of the audio, lead the model astray', async () => {
    const reading = readingDecoder();
    const long = Array.from({ length: 30 }, (_, index) => ({ word: index + 1, seconds: 0.5 }));
    const text = long.map(({ word }) => word).join(' ');
    // Where the third word is settled, nothing more is understood behind it.
    const settled = new Bench({ maxDelay: 1 }, async (audio, forced, draft) => {
      const { tokens, words } = await reading(audio, forced, draft);
      if (!forced.includes(3)) return { tokens, words };
      return { tokens: [...forced], words: words.slice(0, forced.length) };
    });
    await settled.hearAll([...long, { seconds: 1 }]);
    assert.equal(settled.text, text);

    // Where the first word is heard whole, nothing is understood at all.
    const beginning = new Bench({ maxDelay: 1 }, async (audio, ...tokens) =>
      audio.samples.indexOf(2) >= SAMPLE_RATE / 2 ? { tokens: [], words: [] } : reading(audio, ...tokens),
    );
    await beginning.hearAll([...long, { seconds: 1 }]);
    assert.equal(
      beginning.text,
      long
        .slice(1)
        .map(({ word }) => word)
        .join(' '),
    );
  });

  it('decodes bounded pieces of lasting noise', async () => {
    let longest = 0;
    const bench = new Bench({ maxDelay: 20 }, ({ samples }) => {
      longest = Math.max(longest, samples.length / SAMPLE_RATE);
      return Promise.resolve({ tokens: [], words: [] });
    });
    await bench.hearAll([{ word: 1, seconds: 60 }]);
    assert.ok(longest < 14, `${longest} s were decoded at once`);
  });

  describe('with any speech, settings and chunks', () => {
    const said = fc.oneof(
      { weight: 4, arbitrary: fc.record({ word: fc.constant(true), frames: fc.integer({ min: 8, max: 40 }) }) },
      { weight: 1, arbitrary: fc.record({ word: fc.constant(false), frames: fc.integer({ min: 1, max: 80 }) }) },
    );
    const script = fc.array(said, { minLength: 1, maxLength: 40 }).map((list) =>
      list.map(({ word, frames }, index): Said => ({
        seconds: frames / 50,
        ...(word ? { word: index + 1 } : {}),
      })),
    );
    const settings = fc.record({
      partials: fc.boolean(),
      maxDelay: fc.constantFrom(0.7, 1, 1.5, 2, 4, 10, 20),
      endOfUtteranceSilence: fc.constantFrom(0, 0.2, 0.5, 0.8, 2),
    });
    const chunk = fc.integer({ min: 100, max: 40000 });

    it('gives every word once, in order, where it was said', async () => {
      await fc.assert(
        fc.asyncProperty(script, settings, chunk, async (list, options, size) => {
          const bench = new Bench(options);
          await bench.hearAll(list, size);
          let time = 0;
          const expected = list.flatMap(({ word, seconds }) => {
            const startTime = time;
            time += seconds;
            return word === undefined ? [] : [{ content: String(word), startTime, endTime: time }];
          });
          assert.deepEqual(
            bench.finals.map(({ content, startTime, endTime }) => [content, startTime.toFixed(2), endTime.toFixed(2)]),
            expected.map(({ content, startTime, endTime }) => [content, startTime.toFixed(2), endTime.toFixed(2)]),
          );
        }),
        { numRuns: 60 },
      );
    });

    it('keeps to the time of a forced end, and neither loses nor doubles a word by it', async () => {
      const forced = fc.record({ after: fc.nat(40), ago: fc.double({ min: 0, max: 8, noNaN: true }) });
      await fc.assert(
        fc.asyncProperty(script, settings, chunk, forced, async (list, options, size, { after, ago }) => {
          const bench = new Bench(options);
          await bench.hear(audioOf(list.slice(0, after)), size);
          const before = bench.finals.length;
          const heard = list.slice(0, after).reduce((sum, { seconds }) => sum + seconds, 0);
          const timestamp = Math.max(0, heard - ago);
          await bench.recognition.endUtterance(timestamp);
          for (const { startTime } of bench.finals.slice(before)) assert.ok(startTime < timestamp);
          assert.ok(bench.of('end_of_utterance').at(-1)!.time <= timestamp);
          await bench.hearAll(list.slice(after), size);
          const expected = list.flatMap(({ word }) => (word === undefined ? [] : [String(word)]));
          assert.equal(bench.text, expected.join(' '));
        }),
        { numRuns: 60 },
      );
    });

    it('makes words final in time, and contradicts no final, however unstable the hypotheses', async () => {
      await fc.assert(
        fc.asyncProperty(
          script,
          settings,
          chunk,
          fc.integer({ min: 1, max: 1e6 }),
          async (list, options, size, seed) => {
            let state = seed;
            const decode = readingDecoder((word) => {
              state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
              return state % 3 === 0 ? word + 1000 : word;
            });
            const bench = new Bench(options, decode);
            await bench.hearAll(list, size);
            assert.equal(bench.finals.length, list.filter(({ word }) => word !== undefined).length);
            const limit = Math.max(Math.min(options.maxDelay, 6), 1.7) + 0.05;
            let covered = 0;
            for (const event of bench.events) {
              if (event.type === 'end_of_utterance') continue;
              for (const word of event.words) {
                assert.ok(word.startTime >= covered - 1e-9 && word.endTime >= word.startTime);
                assert.ok(word.endTime <= event.heard + 1e-9);
                if (event.type === 'final') {
                  covered = word.endTime;
                  assert.ok(event.heard - word.endTime <= limit, `${event.heard - word.endTime} s late`);
                }
              }
            }
          },
        ),
        { numRuns: 60 },
      );
    });
  });
});
