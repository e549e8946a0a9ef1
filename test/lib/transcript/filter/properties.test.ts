import type { FlowMessage } from '../../../../nodes/lib/message/flow-message';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { spell, tokensOfText } from '../../../../nodes/lib/transcript/filter/token';
import { MODES } from '../../../../nodes/lib/transcript/filter/settings';
import { endOfTranscript, endOfUtterance, FilterHarness, final, partial } from './filter-harness';

type Steps = [FlowMessage, number][];

const words = fc.array(fc.stringMatching(/^[a-z]{1,4}$/), { minLength: 1, maxLength: 4 });
const sentence = fc.tuple(words, fc.constantFrom('', '', ',', '.')).map(([list, mark]) => list.join(' ') + mark);
const step = fc.oneof(
  { weight: 4, arbitrary: sentence.map((payload) => final(payload)) },
  { weight: 6, arbitrary: sentence.map((payload) => partial(payload)) },
  { weight: 1, arbitrary: fc.constantFrom(partial(''), final(''), final('.'), endOfUtterance) },
);
const steps: fc.Arbitrary<Steps> = fc
  .array(fc.tuple(step, fc.nat(3000)), { maxLength: 30 })
  .filter((inputs) => !hasTurnTwice(inputs));

/** Whether a final has the words of the one before: a server may have told the turn twice. */
function hasTurnTwice(inputs: Steps): boolean {
  const texts = inputs
    .filter(([{ partial: isPartial, payload }]) => isPartial === false && payload !== '')
    .map(([{ payload }]) => String(payload).replace(/[.,]/g, ''));
  return texts.some((text, index) => text !== '' && text === texts[index - 1]);
}

/** Adds word times of a quarter of a second each to the texts, `wait` milliseconds of silence before each. */
function withTimes(inputs: Steps): Steps {
  let from = 0;
  return inputs.map(([message, wait]) => {
    if (typeof message.payload !== 'string') return [message, wait];
    const start = from + wait / 1000;
    const results = message.payload.split(/ |(?=[,.])/).flatMap((content, index) => {
      const type = /\w/.test(content) ? 'word' : 'punctuation';
      const start_time = start + index / 4;
      return content ? [{ type, content, start_time, end_time: start_time + 0.25 }] : [];
    });
    const end_time = results.at(-1)?.end_time ?? from;
    if (message.partial === false) from = end_time;
    return [{ ...message, transcript: { delimiter: ' ', start_time: start, end_time, results } }, wait];
  });
}

/** What was sent for each message, and in the time before it. */
function replay(harness: FilterHarness, inputs: Steps): { input: FlowMessage; sent: FlowMessage[] }[] {
  const seen = inputs.map(([input, wait]) => ({ input, sent: [...harness.wait(wait), ...harness.take(input)] }));
  return [...seen, { input: endOfTranscript, sent: [...harness.wait(100), ...harness.take(endOfTranscript)] }];
}

const payloads = (messages: readonly FlowMessage[]): string[] => messages.map(({ payload }) => String(payload));

/** The finals as one text. */
function joinedFinals(inputs: Steps): string {
  const texts = inputs.filter(([message]) => message.partial === false).map(([message]) => String(message.payload));
  return spell(texts.flatMap((text) => tokensOfText(text)));
}

/** Words without marks: of an utterance that was sent already, late marks are lost. */
const bare = (text: string): string =>
  text
    .replace(/[^a-z ]/g, '')
    .replace(/ +/g, ' ')
    .trim();

/** What somebody has read who is shown one text at a time. */
class Display {
  private readonly complete: string[] = [];
  private running = '';

  show({ payload, partial: isPartial, contradicts }: FlowMessage): void {
    const text = String(payload);
    if (isPartial === true) {
      assert.notEqual(text, this.running);
      this.running = text;
      return;
    }
    // A mark that came late: the text is told again.
    if (contradicts !== undefined) {
      const before = this.complete.pop() ?? '';
      assert.equal(before, contradicts);
      assert.equal(bare(text), bare(before));
      assert.ok(text.length > before.length && text.startsWith(before));
    }
    this.complete.push(text);
    this.running = '';
  }

  get words(): string {
    return bare(this.text);
  }

  get text(): string {
    return spell([...this.complete, this.running].flatMap((text) => tokensOfText(text)));
  }
}

const ways = [
  ['with word times', withTimes],
  ['without times', (inputs: Steps): Steps => inputs],
] as const;

describe('every mode, whatever comes', () => {
  for (const [name, prepare] of ways) {
    describe(name, () => {
      it('append gives pieces that make up the finals', () => {
        fc.assert(
          fc.property(steps.map(prepare), fc.constantFrom(0, 1000), (inputs, throttle) => {
            const harness = new FilterHarness({ mode: 'append', throttle });
            replay(harness, inputs);
            // At the beginning, marks belong to nothing.
            assert.equal(payloads(harness.sent).join(''), joinedFinals(inputs).replace(/^[., ]+/, ''));
          }),
        );
      });

      for (const mode of ['live', 'calm']) {
        it(`${mode} shows every final within a moment and for good, nothing twice, and ends in their text`, () => {
          fc.assert(
            fc.property(steps.map(prepare), (inputs) => {
              const harness = new FilterHarness({ mode });
              const display = new Display();
              for (let count = 0; count <= inputs.length; count += 1) {
                const [input, wait] = inputs[count] ?? [endOfTranscript, 0];
                for (const message of [...harness.wait(wait), ...harness.take(input), ...harness.wait(60)]) {
                  display.show(message);
                }
                const finals = bare(joinedFinals(inputs.slice(0, count + 1)));
                assert.ok(display.words.startsWith(finals), `"${display.words}" lacks "${finals}"`);
              }
              assert.equal(display.words, bare(joinedFinals(inputs)));
            }),
          );
        });

        it(`${mode} shows every mark once, however late it comes`, () => {
          fc.assert(
            fc.property(steps.map(prepare), (inputs) => {
              const harness = new FilterHarness({ mode });
              const display = new Display();
              replay(harness, inputs);
              harness.sent.forEach((message) => display.show(message));
              // At the beginning, marks belong to nothing.
              assert.equal(display.text, joinedFinals(inputs).replace(/^[., ]+/, ''));
            }),
          );
        });
      }

      for (const mode of ['finals', 'utterances', 'document', 'command']) {
        it(`${mode} neither loses, doubles nor reorders a final`, () => {
          fc.assert(
            fc.property(steps.map(prepare), (inputs) => {
              // Nothing fires early: what was fired is no final.
              const harness = new FilterHarness({ mode, hold: 100_000 });
              replay(harness, inputs);
              assert.equal(bare(payloads(harness.sent).join(' ')), bare(joinedFinals(inputs)));
              assert.ok(harness.sent.every((message) => message.partial === false));
            }),
          );
        });
      }

      it('command sends one message for each utterance, and one more when a final contradicts it', () => {
        fc.assert(
          fc.property(steps.map(prepare), (inputs) => {
            const harness = new FilterHarness({ mode: 'command', hold: 500 });
            replay(harness, inputs);
            let fired: string | undefined;
            for (const { payload, partial: isPartial, contradicts } of harness.sent) {
              if (contradicts !== undefined) assert.equal(contradicts, fired);
              fired = contradicts === undefined ? String(payload) : undefined;
              if (isPartial === true) assert.equal(contradicts, undefined);
            }
          }),
        );
      });

      it('all of them tell figures with the last message of an utterance', () => {
        fc.assert(
          fc.property(steps.map(prepare), fc.constantFrom(...MODES), (inputs, mode) => {
            const harness = new FilterHarness({ mode });
            replay(harness, inputs);
            for (const { partial: isPartial, stability } of harness.sent) {
              if (isPartial === true) continue;
              const { updates, erased, ne } = stability as Record<string, number>;
              assert.ok(updates! >= 1 && erased! >= 0 && ne! >= 0);
            }
          }),
        );
      });
    });
  }

  it('none grows with the length of a stream that never pauses', () => {
    for (const mode of MODES.filter((name) => name !== 'document')) {
      const harness = new FilterHarness({ mode, sentences: false });
      let most = 0;
      for (let index = 0; index < 1200; index += 1) {
        harness.take(partial(`w${index} and more`), final(`w${index}`));
        harness.wait(1000);
        most = Math.max(most, ...harness.sent.splice(0).map(({ payload }) => String(payload).length));
      }
      assert.ok(most < 5000, `${mode}: ${most}`);
      assert.ok(harness.pendingTimers <= 1);
    }
  });

  it('none grows with marks that never come to a word', () => {
    for (const mode of MODES.filter((name) => name !== 'document')) {
      for (const settings of [{}, { throttle: 2 ** 31 - 1 }]) {
        const harness = new FilterHarness({ mode, sentences: false, ...settings });
        harness.take(final('w'));
        let most = 0;
        for (let index = 0; index < 3000; index += 1) {
          harness.take(final(','));
          most = Math.max(most, ...harness.sent.splice(0).map(({ payload }) => String(payload).length));
        }
        most = Math.max(most, ...harness.take(endOfTranscript).map(({ payload }) => String(payload).length));
        assert.ok(most < 1100, `${mode}: ${most}`);
      }
    }
  });

  describe('takes time in proportion to the text', () => {
    const times = (count: number, make: (index: number) => string): string[] =>
      Array.from({ length: count }, (_, i) => make(i));
    const texts: Record<string, (count: number) => string> = {
      'different words': (count) => times(count, (index) => `w${index}`).join(' '),
      'one word': (count) => times(count, () => 'a').join(' '),
      numbers: (count) => times(count, String).join(' '),
      'marks before a letter': (count) => `${'.'.repeat(count)}a`,
      'marks behind a word': (count) => `a${' ,'.repeat(count)}`,
      Chinese: (count) => '汉'.repeat(count),
      'quotation marks': (count) => '."'.repeat(count),
      spaces: (count) => `a${' '.repeat(count)}b`,
    };

    /** Milliseconds of processor time for partials and finals of a text. */
    function duration(mode: string, text: string): number {
      const harness = new FilterHarness({ mode, early: 2, normalised: true });
      const start = process.cpuUsage();
      harness.take(partial(text), partial(`${text} b`), partial(text), final(text), partial(text), final(text));
      harness.take(endOfTranscript);
      return process.cpuUsage(start).user / 1000;
    }

    /** The least of three times, or the first that is below the limit. */
    function least(limit: number, measure: () => number): number {
      let found = Infinity;
      for (let run = 0; run < 3 && found >= limit; run += 1) found = Math.min(found, measure());
      return found;
    }

    for (const mode of MODES) {
      it(`in the mode ${mode}`, () => {
        for (const [what, text] of Object.entries(texts)) {
          const short = least(0, () => duration(mode, text(500)));
          // In proportion to its square, it would be 256 times.
          const limit = 100 * Math.max(short, 2);
          const long = least(limit, () => duration(mode, text(8000)));
          assert.ok(long < limit, `${what}: ${short} ms, ${long} ms`);
        }
      });
    }
  });
});
