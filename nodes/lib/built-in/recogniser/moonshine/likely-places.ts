import { findSounds, searchedSounds, soundDistance, soundsOf, weightOf } from './sounds';
import type { Spelling } from './spellings';
import { isMark, SPACE } from './words';

/** Where an entry may have been said, as some text sounds. */
export interface LikelyPlace {
  spelling: Spelling;
  /** Index of the first token that the entry may stand in place of. */
  start: number;
  /** Index of the first one behind them. */
  end: number;
  /** Whether it stands in place of all tokens. */
  isAll: boolean;
  /** How different it sounds: 0 for the same, 1 for nothing in common. */
  difference: number;
}

/** The greatest difference, and how much less that is for what has little to tell it by. */
const MAX_DIFFERENCE = { among: 0.55, alone: 0.85 };
const FEW_SOUNDS = 0.25;
/** What it costs to start within a word. */
const WITHIN_WORD = 0.5;
/** Sounds (about 3 s of speech) at the end of a text that are compared: what was said before was compared before. */
const MAX_SOUNDS = 50;
/** Places that are looked at. */
const MAX_PLACES = 200;
/** How much more or fewer sounds all that was said may have, as a share. */
const MAX_LENGTH_DIFFERENCE = 0.65;
/** Entries that are judged for all that was said. */
const MAX_ALONE = 8;
/** How much more different from what was heard than the likeliest entry the others may be. */
const SPREAD = 0.35;
/** Nats by which its first token may be less likely that make an entry as unlikely as if nothing sounded alike. */
const FIRST_TOKEN = 20;
/** Entries that are judged where what was heard tells little, and the nats that it costs them to sound like nothing in it. */
const MAX_ANY = 24;
const ANY_DIFFERENCE = 4;
const UNHEARD = /^<.*>$/;

/** Some tokens, and how they sound. */
export class HeardText {
  readonly sounds: Uint8Array;
  /** Of each sound, the token that it belongs to. */
  private readonly tokens: number[];

  /** @param first index of the first token that matters */
  constructor(
    private readonly pieces: readonly string[],
    private readonly first: number,
  ) {
    const places: number[] = [];
    let text = '';
    for (let token = first; token < pieces.length; token++) {
      const piece = UNHEARD.test(pieces[token]!) ? '' : pieces[token]!.replaceAll(SPACE, ' ');
      for (let at = 0; at < piece.length; at++) places.push(token);
      text += piece;
    }
    const heard = soundsOf(text);
    this.sounds = heard.codes.subarray(-MAX_SOUNDS);
    this.tokens = heard.places.slice(-MAX_SOUNDS).map((place) => places[place]!);
  }

  /**
   * Where entries may have been said in it, in order.
   *
   * @param remembered where they were likely when less was heard
   */
  placesOf(spellings: readonly Spelling[], remembered: readonly LikelyPlace[] = []): LikelyPlace[] {
    const searched = searchedSounds(
      this.sounds,
      this.tokens.map((token, sound) => this.startCost(token, sound)),
    );
    const places = spellings.flatMap((spelling) => {
      const most = MAX_DIFFERENCE.among * spelling.weight - FEW_SOUNDS;
      return findSounds(spelling.sounds, searched, most).map(({ start, end, distance }) => ({
        spelling,
        start: this.tokens[start]!,
        end: this.wordEnd(this.tokens[end - 1]!),
        isAll: false,
        difference: distance / spelling.weight,
      }));
    });
    const others = remembered.filter(
      (place) => !places.some(({ spelling, start }) => spelling === place.spelling && start === place.start),
    );
    places.push(...others.map((place) => ({ ...place, end: this.wordEnd(place.start) })));
    return places
      .sort((one, other) => one.difference - other.difference)
      .slice(0, MAX_PLACES)
      .sort((one, other) => one.start - other.start || one.difference - other.difference);
  }

  /**
   * Entries that may be all that was said, the likeliest ones.
   *
   * @param firstLoss by how much the first token of an entry is less likely than it should be, in nats
   */
  wholesOf(spellings: readonly Spelling[], firstLoss: (spelling: Spelling) => number): LikelyPlace[] {
    const weight = weightOf(this.sounds);
    return spellings
      .filter(
        (spelling) => Math.abs(spelling.weight - weight) <= MAX_LENGTH_DIFFERENCE * Math.max(spelling.weight, weight),
      )
      .map((spelling) => this.wholeOf(spelling))
      .filter(
        ({ difference, spelling }) => difference <= (spelling.isPhrase ? MAX_DIFFERENCE.alone : MAX_DIFFERENCE.among),
      )
      .map((place) => ({ place, unlikely: place.difference + firstLoss(place.spelling) / FIRST_TOKEN }))
      .sort((one, other) => one.unlikely - other.unlikely)
      .filter(({ unlikely }, _, [first]) => unlikely <= first!.unlikely + SPREAD)
      .slice(0, MAX_ALONE)
      .map(({ place }) => place);
  }

  /**
   * Phrases that may be all that was said by their first tokens, though they sound like nothing that was heard: the
   * likeliest. Single words are no such entries: one of a sentence would be taken for all of it.
   *
   * @param firstLoss as above
   */
  anyOf(spellings: readonly Spelling[], firstLoss: (spelling: Spelling) => number): LikelyPlace[] {
    return spellings
      .filter(({ isPhrase, weight }) => isPhrase && weight > 0)
      .map((spelling) => this.wholeOf(spelling))
      .map((place) => ({ place, unlikely: firstLoss(place.spelling) + ANY_DIFFERENCE * place.difference }))
      .sort((one, other) => one.unlikely - other.unlikely)
      .slice(0, MAX_ANY)
      .map(({ place }) => place);
  }

  private wholeOf(spelling: Spelling): LikelyPlace {
    const weight = Math.max(spelling.weight, weightOf(this.sounds));
    const difference = soundDistance(spelling.sounds, this.sounds) / weight;
    return { spelling, start: this.first, end: this.pieces.length, isAll: true, difference };
  }

  private startCost(token: number, sound: number): number {
    if (token === this.tokens[sound - 1]) return Infinity;
    return this.pieces[token]!.startsWith(SPACE) ? 0 : WITHIN_WORD;
  }

  private wordEnd(token: number): number {
    let end = token + 1;
    while (end < this.pieces.length && !this.pieces[end]!.startsWith(SPACE) && !isMark(this.pieces[end]!)) end++;
    return end;
  }
}
