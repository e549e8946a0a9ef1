import type { AdditionalVocabEntry, TranscriptionConfig, TranslationConfig, Warning } from '../../speech-api/messages';
import { quote } from './field-rules';
import { transcriptionFields } from './start-fields';

/** Words of one entry of a custom dictionary (docs/protocol.md, 3.4). */
const ENTRY_WORDS = 6;
/** Characters of one word of a custom dictionary (docs/protocol.md, 3.4). */
const WORD_LENGTH = 4000;

/** One Warning for each field of a valid `transcription_config` that the engine does not honour. */
export function configWarnings(config: Partial<TranscriptionConfig>): Warning[] {
  const unused = Object.entries(config).filter(
    ([name, value]) => !transcriptionFields[name as keyof TranscriptionConfig].honours(value),
  );
  return [
    ...unused.map(([name]) => unusedWarning(`transcription_config.${name}`)),
    ...vocabularyWarnings(config.additional_vocab),
  ];
}

/** What is said of a field that the engine does not honour. */
export function unusedWarning(field: string): Warning {
  return validationWarning(`${field} has no effect: this appliance makes no use of it`);
}

/** Says for each target that it can't be translated to, or that there is none. */
export function translationWarnings(config: TranslationConfig | undefined): Warning[] {
  if (config === undefined) return [];
  if (config.target_languages.length === 0) {
    const reason = 'translation_config.target_languages is empty: nothing is translated';
    return [{ message: 'Warning', type: 'empty_translation_target_list', reason }];
  }
  return config.target_languages.map((target) => ({
    message: 'Warning',
    type: 'unsupported_translation_pair',
    reason: `translation from en to ${quote(target)} is not supported`,
  }));
}

/** Entries that servers drop, as one Warning. */
function vocabularyWarnings(vocabulary: readonly (string | AdditionalVocabEntry)[] = []): Warning[] {
  const dropped = vocabulary.flatMap((entry, index) => (isDropped(entry) ? [index] : []));
  if (dropped.length === 0) return [];
  const places = quote(dropped.join(', '));
  return [
    validationWarning(
      `transcription_config.additional_vocab: entries with more than ${ENTRY_WORDS} words, or with a word of more than ` +
        `${WORD_LENGTH} characters, are dropped (${places})`,
    ),
  ];
}

function isDropped(entry: string | AdditionalVocabEntry): boolean {
  const words = (typeof entry === 'string' ? entry : entry.content).trim().split(/\s+/);
  return words.length > ENTRY_WORDS || words.some((word) => word.length > WORD_LENGTH);
}

function validationWarning(reason: string): Warning {
  return { message: 'Warning', type: 'validation_warning', reason };
}
