import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  findSounds,
  searchedSounds,
  soundDistance,
  soundsOf,
  weightOf,
} from '../../../../../nodes/lib/built-in/recogniser/moonshine/sounds';

const difference = (one: string, other: string): number => {
  const [first, second] = [soundsOf(one).codes, soundsOf(other).codes];
  return soundDistance(first, second) / Math.max(weightOf(first), weightOf(second));
};
const words = fc.stringMatching(/^[a-z]{1,12}( [a-z]{1,12}){0,4}$/);

describe('built-in/recogniser/moonshine/sounds', () => {
  it('reads what sounds the same the same way', () => {
    for (const [one, other] of [
      ['Knight', 'nite'],
      ['Philip', 'Fillip'],
      ['Café', 'cafe'],
      ['Quick', 'kwik'],
      ["O'Neill", 'oneil'],
      ['Room 2', 'room two'],
    ] as const) {
      assert.ok(difference(one, other) <= 0.2, `${one}, ${other}: ${difference(one, other)}`);
    }
  });

  it('knows what is heard in place of names', () => {
    for (const [name, heard] of [
      ['Kowalski', 'Gualski'],
      ['Bergstrom', 'birds drum'],
      ['Haverkamp', 'have a camp'],
      ['Ristretto', 'wrist rattle'],
    ] as const) {
      assert.ok(difference(name, heard) < 0.4, `${name}, ${heard}: ${difference(name, heard)}`);
      assert.ok(difference(name, 'turn off the light') > 0.6);
    }
  });

  it('has no sounds for what is not read', () => {
    for (const text of ['', '?!', '你好', '-']) assert.equal(soundsOf(text).codes.length, 0, text);
  });

  it('says which letters a sound is written with', () =>
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 40 }), (text) => {
        const { codes, places } = soundsOf(text);
        assert.equal(codes.length, places.length);
        let before = 0;
        for (const place of places) {
          assert.ok(place >= before && place < text.length);
          before = place;
        }
      }),
    ));

  it('measures a distance', () =>
    fc.assert(
      fc.property(words, words, (one, other) => {
        const [first, second] = [soundsOf(one).codes, soundsOf(other).codes];
        assert.equal(soundDistance(first, first), 0);
        const there = soundDistance(first, second);
        assert.ok(Math.abs(there - soundDistance(second, first)) < 1e-4);
        assert.ok(there <= weightOf(first) + weightOf(second) + 1e-4);
      }),
    ));

  it('finds what is in a text, wherever that is', () =>
    fc.assert(
      fc.property(words, words, words, (before, entry, behind) => {
        const { codes, places } = soundsOf(`${before} ${entry} ${behind}`);
        const said = soundsOf(entry).codes;
        fc.pre(said.length > 0);
        const startCosts = places.map(() => 0);
        const start = places.findIndex((place) => place > before.length);
        const end = start + said.length;
        const match = findSounds(said, searchedSounds(codes, startCosts), 0.01).find((found) => found.start === start);
        assert.deepEqual(match && { start: match.start, end: match.end }, { start, end });
      }),
    ));

  it('finds nothing beyond a distance, and nothing that starts where nothing may', () =>
    fc.assert(
      fc.property(words, words, fc.double({ min: 0, max: 3, noNaN: true }), (entry, text, most) => {
        const [said, heard] = [soundsOf(entry).codes, soundsOf(text).codes];
        const startCosts = [...heard].map((_, index) => (index % 2 === 0 ? 0 : Infinity));
        for (const { start, distance } of findSounds(said, searchedSounds(heard, startCosts), most)) {
          assert.ok(distance <= most);
          assert.equal(start % 2, 0);
        }
      }),
    ));

  it('reads letter by letter what is written in capitals, and letters that stand alone', () => {
    for (const [one, other] of [
      ['SQL', 'S Q L'],
      ['SQL', 'es kyu el'],
      ['MQTT broker', 'M QTT broker'],
    ] as const) {
      assert.deepEqual(soundsOf(one).codes, soundsOf(other).codes);
    }
    for (const text of ['a', 'I', 'Sql', 'SQLITE'])
      assert.deepEqual(soundsOf(text).codes, soundsOf(text.toLowerCase()).codes);
  });
});
