import type { AdditionalVocabEntry } from '../../speech-api/messages';
import type { VocabularyEntry } from '../recogniser/recogniser';

/** Words of one entry (docs/protocol.md, 3.4). */
const ENTRY_WORDS = 6;
/** Characters of one word (docs/protocol.md, 3.4). */
const WORD_LENGTH = 4000;
/** Characters of an entry or a spelling of it: more are not said within what the recogniser hears at once. */
const SPELLING_LENGTH = 120;
/** Spellings in `sounds_like` of one entry. */
const SPELLINGS = 5;

/** A custom dictionary as the recogniser takes it. */
export interface CustomDictionary {
  entries: VocabularyEntry[];
  /** Indices of the entries that servers drop. */
  dropped: number[];
  /** Indices of the entries of which something is too long, or too much, for this appliance. */
  shortened: number[];
}

/** Reads a valid `additional_vocab`. */
export function customDictionary(vocabulary: readonly (string | AdditionalVocabEntry)[] = []): CustomDictionary {
  const dictionary: CustomDictionary = { entries: [], dropped: [], shortened: [] };
  for (const [index, entry] of vocabulary.entries()) {
    const { content, sounds_like: sounds = [] } = typeof entry === 'string' ? { content: entry } : entry;
    if (isDropped(content)) {
      dictionary.dropped.push(index);
      continue;
    }
    const soundsLike = sounds.filter(isUsable).slice(0, SPELLINGS);
    if (soundsLike.length < sounds.length || !isUsable(content)) dictionary.shortened.push(index);
    if (isUsable(content)) dictionary.entries.push({ content, soundsLike });
  }
  return dictionary;
}

/** What is said of the entries that have less effect than they should, one reason for each kind. */
export function dictionaryFaults({ dropped, shortened }: CustomDictionary): { reason: string; entries: number[] }[] {
  return [
    {
      reason: `entries with more than ${ENTRY_WORDS} words, or with a word of more than ${WORD_LENGTH} characters, are dropped`,
      entries: dropped,
    },
    {
      reason: `this appliance uses up to ${SPELLINGS} spellings in sounds_like, and texts of up to ${SPELLING_LENGTH} characters`,
      entries: shortened,
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
