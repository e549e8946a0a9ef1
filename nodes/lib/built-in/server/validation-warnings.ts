import type { TranscriptionConfig, TranslationConfig, Warning } from '../../speech-api/messages';
import { customDictionary, dictionaryFaults } from './custom-dictionary';
import { quote } from './field-rules';
import { transcriptionFields } from './start-fields';

/** One Warning for each unsupported field of a valid `transcription_config`. */
export function configWarnings(config: Partial<TranscriptionConfig>): Warning[] {
  const unused = Object.entries(config).filter(
    ([name, value]) => !transcriptionFields[name as keyof TranscriptionConfig].honours(value),
  );
  return [
    ...unused.map(([name]) => unusedWarning(`transcription_config.${name}`)),
    ...vocabularyWarnings(config.additional_vocab),
  ];
}

/** The Warning for an unsupported field. */
export function unusedWarning(field: string): Warning {
  return validationWarning(`${field} has no effect: this appliance makes no use of it`);
}

/** One Warning for each target language, since none is supported, or one for an empty list. */
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

/** One Warning for each kind of entries that are dropped or shortened. */
function vocabularyWarnings(vocabulary: TranscriptionConfig['additional_vocab']): Warning[] {
  return dictionaryFaults(customDictionary(vocabulary)).map(({ reason, entries }) =>
    validationWarning(`transcription_config.additional_vocab: ${reason} (${quote(entries.join(', '))})`),
  );
}

function validationWarning(reason: string): Warning {
  return { message: 'Warning', type: 'validation_warning', reason };
}
