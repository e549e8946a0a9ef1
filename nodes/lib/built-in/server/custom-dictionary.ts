import type { AdditionalVocabEntry } from '../../speech-api/messages';
import type { VocabularyEntry } from '../recogniser/recogniser';

/** Words of one entry (docs/protocol.md, 3.4). */
const ENTRY_WORDS = 6;
/** Characters of one word (docs/protocol.md, 3.4). */
const WORD_LENGTH = 4000;
/** Limit of characters of an entry or spelling: the recogniser's window contains no more. */
const SPELLING_LENGTH = 120;
/** Limit of spellings in `sounds_like` of one entry. */
const SPELLINGS = 5;
/** Limit of bytes (UTF-8) of all entries and spellings: comparing so many takes 0.1 s. */
const TOTAL_LENGTH = 100_000;

/** A custom dictionary for the recogniser. */
export interface CustomDictionary {
  entries: VocabularyEntry[];
  /** Indices of the entries that all servers drop. */
  dropped: number[];
  /** Indices of the entries that are too long, or have too many spellings, for this appliance. */
  shortened: number[];
  /** Indices of the entries without any text. */
  empty: number[];
  /** Indices of the entries beyond the limit of the list. */
  beyond: number[];
}

/** Reads a valid `additional_vocab`. */
export function customDictionary(vocabulary: readonly (string | AdditionalVocabEntry)[] = []): CustomDictionary {
  const dictionary: CustomDictionary = { entries: [], dropped: [], shortened: [], empty: [], beyond: [] };
  let room = TOTAL_LENGTH;
  for (const [index, entry] of vocabulary.entries()) {
    const { content, sounds_like: sounds = [] } = typeof entry === 'string' ? { content: entry } : entry;
    if (content.trim() === '') {
      dictionary.empty.push(index);
      continue;
    }
    if (isDropped(content)) {
      dictionary.dropped.push(index);
      continue;
    }
    const soundsLike = sounds.filter(isUsable).slice(0, SPELLINGS);
    if (soundsLike.length < sounds.length || !isUsable(content)) dictionary.shortened.push(index);
    if (!isUsable(content)) continue;
    const length = [content, ...soundsLike].reduce((total, text) => total + Buffer.byteLength(text), 0);
    if (length > room) {
      dictionary.beyond.push(index);
      continue;
    }
    room -= length;
    dictionary.entries.push({ content, soundsLike });
  }
  return dictionary;
}

/** Explains which entries are dropped or shortened, one reason for each kind. */
export function dictionaryFaults({
  dropped,
  shortened,
  empty,
  beyond,
}: CustomDictionary): { reason: string; entries: number[] }[] {
  return [
    {
      reason: `entries with more than ${ENTRY_WORDS} words, or with a word of more than ${WORD_LENGTH} characters, are dropped`,
      entries: dropped,
    },
    {
      reason: `this appliance uses up to ${SPELLINGS} spellings in sounds_like, and texts of up to ${SPELLING_LENGTH} characters`,
      entries: shortened,
    },
    { reason: 'entries without content have no effect', entries: empty },
    {
      reason: `this appliance uses up to ${TOTAL_LENGTH} bytes of entries and their spellings; those beyond have no effect`,
      entries: beyond,
    },
  ].filter(({ entries }) => entries.length > 0);
}

function isDropped(content: string): boolean {
  const words = content.trim().split(/\s+/);
  return words.length > ENTRY_WORDS || words.some((word) => word.length > WORD_LENGTH);
}

function isUsable(text: string): boolean {
  return text.length <= SPELLING_LENGTH;
}
