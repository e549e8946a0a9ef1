import assert from 'node:assert/strict';
import fc from 'fast-check';
import { HeardText, type LikelyPlace } from '../../../../../nodes/lib/built-in/recogniser/moonshine/likely-places';
import { spellingsOf, type Spelling } from '../../../../../nodes/lib/built-in/recogniser/moonshine/spellings';

const encode = (text: string): number[] => [...text].map((letter) => letter.codePointAt(0)!);
const entries = (...contents: string[]): Spelling[] =>
  spellingsOf(
    contents.map((content) => ({ content, soundsLike: [] })),
    encode,
  );
/** Words, each cut into pieces of three letters. */
const pieces = (text: string): string[] => text.split(' ').flatMap((word) => `▁${word}`.match(/.{1,3}/gu)!);
const join = (all: readonly string[], { start, end }: LikelyPlace): string =>
  all.slice(start, end).join('').replaceAll('▁', ' ').trim();
const word = fc.stringMatching(/^[a-w]{3,12}$/);

describe('built-in/recogniser/moonshine/likely-places', () => {
  it('finds where something sounds like an entry, in whole words', () => {
    const heard = pieces('I will meet birds drum at the station');
    const places = new HeardText(heard, 0).placesOf(entries('Bergstrom', 'Takahashi'));
    assert.deepEqual(
      places.filter(({ difference }) => difference < 0.3).map((place) => join(heard, place)),
      ['birds drum'],
    );
  });

  it('finds an entry that is in the text, whatever is around it', () =>
    fc.assert(
      fc.property(fc.array(word, { maxLength: 4 }), word, fc.array(word, { maxLength: 2 }), (before, said, behind) => {
        const [spelling] = entries(said);
        fc.pre(spelling!.weight > 2);
        const heard = pieces([...before, said, ...behind].join(' '));
        const start = before.flatMap(pieces).length;
        const place = new HeardText(heard, 0).placesOf([spelling!]).find((found) => found.start === start);
        assert.ok(place && place.difference < 0.01, `${said} in ${heard.join('')}`);
      }),
    ));

  it('keeps to the tokens that matter', () =>
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 20 }), fc.nat({ max: 10 }), (words, first) => {
        const heard = pieces(words.join(' '));
        for (const { start, end, difference } of new HeardText(heard, first).placesOf(entries(...words))) {
          assert.ok(start >= first && end > start && end <= heard.length && difference <= 0.6);
        }
      }),
    ));

  it('compares phrases with all that was said, the likeliest first', () => {
    const heard = new HeardText(pieces('turn on the chicken like'), 0);
    const commands = entries('dim the hall light', 'turn on the kitchen light', 'good night');
    const [best] = heard.wholesOf(commands, () => 0);
    assert.equal(best!.spelling, commands[1]);
    assert.equal(best!.isAll, true);
    const [other] = heard.wholesOf(commands, (spelling) => (spelling === commands[1] ? 50 : 0));
    assert.notEqual(other!.spelling, commands[1]);
  });

  it('compares phrases that sound like nothing that was heard by their first tokens', () => {
    const heard = new HeardText(pieces('so'), 0);
    const commands = entries('dim the hall light', 'turn on the kitchen light', 'Radzinski', '! ?');
    const loss = (spelling: Spelling): number => (spelling === commands[1] ? 5 : 10);
    assert.deepEqual(heard.wholesOf(commands, loss), []);
    assert.deepEqual(
      heard.anyOf(commands, loss).map(({ spelling, isAll, start, end }) => [spelling, isAll, start, end]),
      [
        [commands[1], true, 0, 1],
        [commands[0], true, 0, 1],
      ],
    );
  });

  it('looks at a bounded number of places, however large the vocabulary', () => {
    const contents = Array.from({ length: 1000 }, (_, index) => `aa${(index + 1000).toString(36)}a`);
    const heard = new HeardText(pieces(Array.from({ length: 100 }, () => 'aara').join(' ')), 0);
    assert.ok(heard.placesOf(entries(...contents)).length <= 200);
    const phrases = contents.map((content) => `say ${content}`);
    const said = new HeardText(pieces('say aarsa'), 0);
    assert.ok(said.wholesOf(entries(...phrases), () => 0).length <= 8);
    assert.ok(said.anyOf(entries(...phrases), () => 0).length <= 24);
  });

  it('remembers what was likely, though it sounds otherwise by now', () => {
    const [spelling] = entries('Zigbee');
    const [place] = new HeardText(pieces('the zigby'), 0).placesOf([spelling!]);
    const later = new HeardText(pieces('the hotel on'), 0);
    assert.deepEqual(later.placesOf([spelling!]), []);
    const [again] = later.placesOf([spelling!], [place!]);
    assert.deepEqual([again?.spelling, again?.start], [spelling, place!.start]);
  });

  it('has no places where nothing sounds like an entry', () => {
    const syllables = (consonants: string) => fc.stringMatching(new RegExp(`^([${consonants}][aeiou]){2,5}$`));
    fc.assert(
      fc.property(fc.array(syllables('fsvz'), { minLength: 1 }), fc.array(syllables('lmn')), (words, contents) => {
        const heard = new HeardText(pieces(words.join(' ')), 0);
        assert.deepEqual(heard.placesOf(entries(...contents)), []);
      }),
    );
  });

  it('has no places for what has no sounds', () => {
    for (const content of ['你好', '?', '!!!']) {
      const heard = new HeardText(pieces(`what ${content} is`), 0);
      assert.deepEqual([...heard.placesOf(entries(content)), ...heard.wholesOf(entries(content), () => 0)], []);
    }
  });
});
