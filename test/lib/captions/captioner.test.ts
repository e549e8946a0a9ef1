import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Captioner } from '../../../nodes/lib/captions/captioner';
import type { Cue } from '../../../nodes/lib/captions/cue';
import { DASH, lineWidths, presetRules, type CaptionRules } from '../../../nodes/lib/captions/rules';
import { widthOf } from '../../../nodes/lib/captions/text-width';
import type { Word } from '../../../nodes/lib/captions/word';
import { wordsOf } from '../../../nodes/lib/captions/words-of';
import type { Token } from '../../../nodes/lib/transcript/filter/token';
import { cuesOf, linesOf } from './speech';

const arbitraryRules: fc.Arbitrary<CaptionRules> = fc.record({
  characters: fc.integer({ min: 10, max: 100 }),
  wideCharacters: fc.integer({ min: 5, max: 50 }),
  lines: fc.integer({ min: 1, max: 4 }),
  shortest: fc.double({ min: 0, max: 5, noNaN: true }),
  longest: fc.double({ min: 1, max: 60, noNaN: true }),
  readingSpeed: fc.double({ min: 1, max: 1000, noNaN: true }),
  readingUnit: fc.constantFrom('characters', 'words'),
  gap: fc.double({ min: 0, max: 1, noNaN: true }),
  closeGap: fc.double({ min: 0, max: 5, noNaN: true }),
  linger: fc.double({ min: 0, max: 10, noNaN: true }),
  speakers: fc.constantFrom('cue', 'dash', 'ignore'),
});

/** Words of several scripts, marks, emoji, and what is longer than a line. */
const content = fc.oneof(
  fc.constantFrom('a', 'the', 'Mary', 'Jones', 'well', 'meters', '10', 'extraordinarily', 'naïve', 'Mr.', '.NET'),
  fc.constantFrom('你好', '世界', 'こんにちは', '안녕하세요', 'שלום', 'مرحبا', 'नमस्ते', 'สวัสดี', '👩‍👩‍👧', 'ﬁ'),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }).filter((text) => /\S/u.test(text)),
  fc.constant('https://example.org/a/very/long/address/that/no/line/of/captions/has/any/room/for/at/all'),
);
const token = fc.record({
  content,
  kind: fc.constantFrom('word', 'word', 'word', 'entity', 'mark'),
  speaker: fc.constantFrom(undefined, 'S1', 'S2'),
  length: fc.double({ min: 0, max: 3, noNaN: true }),
  pause: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 4, noNaN: true })),
  gap: fc.constantFrom(' ', ' ', ''),
});

/** Finals in the order of their times. */
const finalsOf = (shortest: number) =>
  fc.array(fc.array(token, { minLength: 1, maxLength: 8 }), { maxLength: 12 }).map((all) => {
    let time = 0;
    return all.map((tokens) =>
      tokens.map(({ content: text, kind, speaker, length, pause, gap }): Token => {
        const start = time + pause;
        time = start + Math.max(shortest, length);
        const attaches = kind === 'mark' ? 'previous' : 'none';
        return {
          content: text,
          kind: kind,
          attaches,
          isNumber: false,
          gap,
          start,
          end: time,
          speaker,
        };
      }),
    );
  });
const finals = finalsOf(0);

const bare = (text: string): string => text.replace(/\s+/gu, '');

/** What cues hold, without the dashes of dialogues. */
const spokenIn = (cues: readonly Cue[]): string =>
  bare(cues.flatMap(({ words }) => words.map(({ text }) => text)).join(''));

const fedWith = (all: readonly (readonly Token[])[], rules: CaptionRules, lookAhead: number): Cue[] => {
  const captioner = new Captioner(rules, lookAhead);
  const cues = all.flatMap((tokens) => captioner.add(wordsOf(tokens, { start: 0, end: 0 }, rules, captioner.last), {}));
  return [...cues, ...captioner.finish({})];
};

const times = fc.double({ min: 0, max: 20, noNaN: true });

describe('captions of any speech, by any rules', () => {
  it('hold every word exactly once and in order, in the words and in the lines', () => {
    fc.assert(
      fc.property(finals, arbitraryRules, times, (all, rules, lookAhead) => {
        const cues = fedWith(all, rules, lookAhead);
        assert.equal(
          spokenIn(cues),
          bare(
            all
              .flat()
              .map((one) => one.content)
              .join(''),
          ),
        );
        for (const { lines, words } of cues) {
          const shown = lines.map(({ text }) => text);
          const dashes = shown.filter((text) => text.startsWith(DASH)).length;
          const spoken = bare(words.map(({ text }) => text).join(''));
          assert.ok(bare(shown.join('')).length - spoken.length <= dashes);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('begin no line with a mark or the end of a word, in whichever final it comes', () => {
    const mark: Partial<Token> = { kind: 'mark', attaches: 'previous' };
    const short = fc.constantFrom<Partial<Token>>(
      { content: 'well' },
      { content: 'Mr' },
      { content: '.', ...mark },
      { content: ',', ...mark },
      { content: '?”', ...mark },
      { content: "'s", attaches: 'previous' },
    );
    const said = fc.array(fc.array(short, { minLength: 1, maxLength: 3 }), { maxLength: 12 });
    fc.assert(
      fc.property(said, arbitraryRules, times, times, (rest, rules, lookAhead, pause) => {
        let time = 0;
        const all = [[{ content: 'So' }], ...rest].map((tokens) =>
          tokens.map((each): Token => {
            const start = time + pause;
            time = start + 0.3;
            return {
              kind: 'word',
              attaches: 'none',
              isNumber: false,
              gap: ' ',
              content: '',
              ...each,
              start,
              end: time,
            };
          }),
        );
        for (const { lines } of fedWith(all, { ...rules, characters: 100 }, lookAhead)) {
          for (const { text } of lines) assert.match(text.replace(DASH, ''), /^[a-z]/i);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('never overlap, enclose their words, and are never empty', () => {
    fc.assert(
      fc.property(finals, arbitraryRules, times, (all, rules, lookAhead) => {
        let before = 0;
        for (const { start, end, words } of fedWith(all, rules, lookAhead)) {
          assert.ok(start >= before && end > start, `${before} ${start} ${end}`);
          assert.ok(start <= words[0]!.start && end >= words.at(-1)!.end);
          before = end;
        }
      }),
      { numRuns: 300 },
    );
  });

  it('begin when their first word does, to the millisecond', () => {
    fc.assert(
      fc.property(finalsOf(0.05), arbitraryRules, times, (all, rules, lookAhead) => {
        const starts = new Set(all.flat().map(({ start = 0 }) => Math.round(start * 1000)));
        const late = fedWith(all, rules, lookAhead).filter(({ words, start }) => {
          if (words[0]!.joined) return false;
          return !starts.has(Math.round(start * 1000));
        });
        assert.deepEqual(late, []);
      }),
    );
  });

  it('have no line that is too long, and no line too many', () => {
    fc.assert(
      fc.property(finals, arbitraryRules, times, (all, rules, lookAhead) => {
        for (const { lines } of fedWith(all, rules, lookAhead)) {
          assert.ok(lines.length <= rules.lines);
          for (const { text } of lines) {
            const width = widthOf(text, lineWidths(rules));
            assert.ok(width <= rules.characters + 1e-6, `${width} ${text}`);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('have one speaker each where a speaker gets a cue', () => {
    fc.assert(
      fc.property(finals, arbitraryRules, times, (all, rules, lookAhead) => {
        for (const { words } of fedWith(all, { ...rules, speakers: 'cue' }, lookAhead)) {
          // One who is not known can be either.
          for (const [index, { speaker }] of words.entries()) {
            const before = words[index - 1]?.speaker;
            assert.ok(before === undefined || speaker === undefined || before === speaker);
          }
        }
      }),
    );
  });

  it('stand no longer than allowed after their last word, and not longer than the longest, unless it is said that long', () => {
    fc.assert(
      fc.property(finals, arbitraryRules, times, (all, rules, lookAhead) => {
        for (const { start, end, words } of fedWith(all, rules, lookAhead)) {
          const spoken = words.at(-1)!.end;
          assert.ok(end <= spoken + rules.linger + 0.001);
          assert.ok(end - start <= Math.max(rules.longest, spoken - start) + 0.001);
        }
      }),
    );
  });

  it('are settled within the look-ahead, so that little waits', () => {
    const captioner = new Captioner(presetRules.netflix, 3);
    let sent = 0;
    for (let second = 0; second < 3600; second += 1) {
      const words: Word[] = ['one', 'two', 'three.'].map((text, index) => ({
        text,
        gap: ' ',
        start: second + index * 0.3,
        end: second + index * 0.3 + 0.25,
        ...(text.endsWith('.') && { ends: 'sentence' as const }),
      }));
      for (const cue of captioner.add(words, {})) sent = cue.words.at(-1)!.end;
      if (second > 30) assert.ok(second - sent <= 12, `${second} ${sent}`);
    }
  });
});

describe('captions', () => {
  it('break at sentences, one to a cue', () => {
    const cues = cuesOf([
      { text: 'The train leaves at nine. Please take your seats now. We wish you a good journey.' },
    ]);
    assert.deepEqual(linesOf(cues), [
      'The train leaves at nine.',
      'Please take your seats now.',
      'We wish you a good journey.',
    ]);
  });

  it('merge what is too short by itself', () => {
    assert.deepEqual(linesOf(cuesOf([{ text: 'Yes. I think so, too.' }])), ['Yes. I think so, too.']);
  });

  it('have balanced lines that do not end with an article or within a name', () => {
    const [line] = linesOf(cuesOf([{ text: 'We were looking forward to hearing the speech of Martin Luther King.' }]));
    const [above, below] = line!.split(' | ');
    assert.ok(Math.abs(above!.length - below!.length) < 15, line);
    assert.doesNotMatch(above!, /\b(the|of|to|Martin|Luther)$/);
  });

  it('break a long sentence at its clauses', () => {
    const text =
      'When the rain had stopped, all of the children ran into the garden, and nobody came home before it was dark outside.';
    assert.deepEqual(linesOf(cuesOf([{ text }])), [
      'When the rain had stopped, | all of the children ran into the garden,',
      'and nobody came home | before it was dark outside.',
    ]);
  });

  it('give every speaker a cue, or a line with a dash', () => {
    const said = [
      { text: 'Where are you going?', speaker: 'S1' },
      { text: 'Home.', speaker: 'S2' },
    ];
    assert.deepEqual(linesOf(cuesOf(said, { speakers: 'cue' })), ['Where are you going?', 'Home.']);
    assert.deepEqual(linesOf(cuesOf(said, { speakers: 'dash' })), ['- Where are you going? | - Home.']);
  });

  it('stand as long as it takes to read them, but not long after the speech', () => {
    const [cue] = cuesOf([{ text: 'Stop!', rate: 50 }]);
    assert.deepEqual([cue!.start, cue!.end], [0, 0.833]);
    const [fast] = cuesOf([{ text: 'This was said in next to no time at all.', rate: 60 }]);
    assert.ok(Math.abs(fast!.end - 2) < 0.01, String(fast!.end));
  });

  it('stand until the next one, two frames off, if less than half a second lies between them', () => {
    const cues = cuesOf([
      { text: 'This is the first sentence here.', start: 0 },
      { text: 'This is the second sentence here.', start: 2.5 },
    ]);
    assert.equal(cues[0]!.end, 2.417);
  });

  it('begin anew after a long pause', () => {
    assert.deepEqual(linesOf(cuesOf([{ text: 'and then there was nothing | | | | but the wind in the trees' }])), [
      'and then there was nothing',
      'but the wind in the trees',
    ]);
  });

  it('have shorter lines in Chinese, and none begins with a mark', () => {
    const cues = cuesOf(
      [{ text: '今天的天气非常好，我们决定一起去公园散步，然后在湖边的小餐馆吃午饭。', rate: 6 }],
      { speakers: 'cue' },
      { writing: { language: 'cmn' } },
    );
    for (const text of cues.flatMap(({ lines }) => lines.map((line) => line.text))) {
      assert.ok([...text].length <= 16 && !/^[，。]/.test(text), text);
    }
  });

  it('know which way they run', () => {
    const [cue] = cuesOf([{ text: 'שלום עולם.' }], {}, { writing: {} });
    assert.equal(cue!.direction, 'rtl');
    assert.equal(cuesOf([{ text: 'Hello.' }])[0]!.direction, 'ltr');
  });
});
