import type { VocabularyEntry } from '../recogniser';
import { soundsOf, weightOf } from './sounds';
import { isWrittenAsRead, SPACE } from './words';

/** The tokens of a spelling, and what is written for them. */
export interface Variant {
  tokens: readonly number[];
  /** Left out: the tokens are what is written. */
  content?: string;
}

/** One way to say an entry. */
export interface Spelling {
  /** Its place in the vocabulary. */
  id: number;
  within: Variant;
  /** At the start of a sentence. */
  atStart: Variant;
  /** As `soundsOf` gives them. */
  sounds: Uint8Array;
  /** How much there is to tell it by. */
  weight: number;
  /** Whether it is more than one word. */
  isPhrase: boolean;
  /** Whether it is a word that the model has a piece for: it is too common to need help. */
  isKnown: boolean;
}

/**
 * All ways to say the entries of a vocabulary.
 *
 * @param encode gives the tokens of a text that begins a word
 */
export function spellingsOf(
  entries: readonly VocabularyEntry[],
  encode: (text: string) => readonly number[],
): Spelling[] {
  const spellings = entries.flatMap(({ content, soundsLike }) => {
    const written = normal(content);
    const asWritten = (text: string): Variant => ({
      tokens: encode(text),
      ...(!isWrittenAsRead(text) && { content: text }),
    });
    const asSpoken = (text: string): Variant => ({ tokens: encode(text), content: written });
    const spoken = [...(encode(written).length > 1 ? otherCase(written) : []), ...soundsLike.map(normal)];
    return [{ text: written, variant: asWritten }, ...spoken.map((text) => ({ text, variant: asSpoken }))]
      .filter(({ text }) => text !== '')
      .map(({ text, variant }) => spelling(text, variant));
  });
  return spellings.map((spelling, id) => ({ ...spelling, id }));
}

/**
 * What is left of phrases that some tokens end with the beginning of: words that are settled may be the first of a phrase.
 *
 * @param pieces the text of each token
 */
export function restsOf(
  spellings: readonly Spelling[],
  tokens: readonly number[],
  pieces: readonly string[],
): (Spelling & { begun: number })[] {
  return spellings.flatMap((spelling) => {
    if (!spelling.isPhrase) return [];
    return [...new Set([spelling.within, spelling.atStart])].flatMap(({ tokens: all, content }) => {
      const begun = content === undefined ? begunBy(all, tokens, pieces) : 0;
      if (begun === 0) return [];
      const rest = all.slice(begun);
      const sounds = soundsOf(rest.map((token) => pieces[token]!.replace(SPACE, ' ')).join('')).codes;
      const variant = { tokens: rest };
      const id = spellings.length * begun + spelling.id;
      return [{ ...spelling, id, within: variant, atStart: variant, sounds, weight: weightOf(sounds), begun }];
    });
  });
}

/** How many tokens of a phrase, whole words, are the last ones of those that there are. */
function begunBy(phrase: readonly number[], tokens: readonly number[], pieces: readonly string[]): number {
  for (let begun = Math.min(phrase.length - 1, tokens.length); begun > 0; begun--) {
    const isBegun = phrase.slice(0, begun).every((token, index) => token === tokens[tokens.length - begun + index]);
    if (isBegun && pieces[phrase[begun]!]!.startsWith(SPACE)) return begun;
  }
  return 0;
}

/** How the model would write an entry that is in lower case or in capitals alone. */
function otherCase(text: string): string[] {
  const small = text.toLowerCase();
  const capital = small.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
  const isPhrase = text.includes(' ');
  if (text === small) return isPhrase || text === capital ? [] : [capital];
  return text === text.toUpperCase() ? [isPhrase ? small : capital] : [];
}

function spelling(text: string, variant: (text: string) => Variant): Omit<Spelling, 'id'> {
  const within = variant(text);
  const capital = text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
  const sounds = soundsOf(text).codes;
  return {
    within,
    atStart: capital === text ? within : variant(capital),
    sounds,
    weight: weightOf(sounds),
    isPhrase: text.includes(' '),
    isKnown: within.content === undefined && within.tokens.length === 1,
  };
}

function normal(text: string): string {
  return text.trim().replace(/\s+/g, ' ');
}
