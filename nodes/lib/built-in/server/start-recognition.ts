import type { AudioFormat, StartRecognition, TranscriptionConfig, Warning } from '../../speech-api/messages';
import { isObject } from '../../settings/validators';
import { customDictionary } from './custom-dictionary';
import { anything, object, quote, type Rule } from './field-rules';
import type { RecognitionSettings, SettingChanges } from '../recogniser/recogniser';
import { ProtocolError } from './protocol-error';
import {
  audioEventsRule,
  changeableFields,
  fileFormatRule,
  rawFormatRule,
  transcriptionFields,
  translationRule,
} from './start-fields';
import { configWarnings, translationWarnings, unusedWarning } from './validation-warnings';

/** The only language. */
export const LANGUAGE = 'en';
/** Seconds; the default of current servers (docs/protocol.md, 4.3). */
const DEFAULT_MAX_DELAY = 4;
/** Models by value of `model` or `operating_point`. */
const MODELS: ReadonlyMap<string, NonNullable<RecognitionSettings['model']>> = new Map([
  ['standard', 'tiny'],
  ['enhanced', 'base'],
]);

/** The settings of a StartRecognition; `warnings` name those that are not supported. */
export interface RequestedSession {
  format: AudioFormat;
  settings: RecognitionSettings;
  warnings: Warning[];
}

const topLevelRule = object<StartRecognition>({
  message: anything,
  audio_format: anything,
  transcription_config: anything,
  translation_config: translationRule,
  audio_events_config: audioEventsRule,
});

const transcriptionRule = object(rulesOf(transcriptionFields), 'language');

/**
 * Reads a StartRecognition message.
 *
 * @param pathLanguage language in the URL; the one in the message has to be the same
 * @throws ProtocolError `invalid_audio_type`, `invalid_config`, `invalid_model`
 */
export function readStartRecognition(message: Record<string, unknown>, pathLanguage?: string): RequestedSession {
  check(topLevelRule, message, 'StartRecognition', 'invalid_config');
  const format = readAudioFormat(message.audio_format);
  check(transcriptionRule, message.transcription_config, 'transcription_config', 'invalid_config');
  const config = message.transcription_config as TranscriptionConfig;
  checkLanguage(config.language, pathLanguage);
  return {
    format,
    settings: {
      model: readModel(config),
      partials: false,
      maxDelay: DEFAULT_MAX_DELAY,
      endOfUtteranceSilence: 0,
      ...(config.additional_vocab && { vocabulary: customDictionary(config.additional_vocab).entries }),
      ...changesOf(config),
    },
    warnings: [
      ...configWarnings(config),
      ...translationWarnings((message as Partial<StartRecognition>).translation_config),
      ...(message.audio_events_config === undefined ? [] : [unusedWarning('audio_events_config')]),
    ],
  };
}

/**
 * Reads the `transcription_config` of a SetRecognitionConfig.
 *
 * @throws ProtocolError `invalid_config`
 */
export function readChanges(config: unknown): { changes: SettingChanges; warnings: Warning[] } {
  check(object(rulesOf(transcriptionFields)), config, 'transcription_config', 'invalid_config');
  const names = Object.keys(config as object) as (keyof TranscriptionConfig)[];
  const fixed = names.find((name) => !changeableFields.includes(name));
  if (fixed !== undefined) {
    throw new ProtocolError('invalid_config', `transcription_config.${fixed} can't be changed during a session`);
  }
  const changed = config as Partial<TranscriptionConfig>;
  if (changed.language !== undefined && changed.language !== LANGUAGE) {
    throw new ProtocolError('invalid_config', "transcription_config.language can't be changed during a session");
  }
  return { changes: changesOf(changed), warnings: configWarnings(changed) };
}

function readAudioFormat(format: unknown): AudioFormat {
  const type = isObject(format) ? format.type : undefined;
  if (type !== 'raw' && type !== 'file') {
    throw new ProtocolError('invalid_audio_type', 'audio_format.type must be "raw" or "file"');
  }
  check(type === 'raw' ? rawFormatRule : fileFormatRule, format, 'audio_format', 'invalid_audio_type');
  return format as AudioFormat;
}

function checkLanguage(language: string, pathLanguage: string | undefined): void {
  if (pathLanguage && language !== pathLanguage) {
    throw new ProtocolError(
      'invalid_config',
      `transcription_config.language must be "${quote(pathLanguage)}", as in the URL`,
    );
  }
  if (language === LANGUAGE) return;
  throw new ProtocolError(
    'invalid_model',
    `no language pack for "${quote(language)}": this appliance knows "${LANGUAGE}"`,
  );
}

/** Undefined if none is named: then the recogniser chooses. */
function readModel({ model, operating_point }: TranscriptionConfig): RecognitionSettings['model'] {
  for (const name of [model, operating_point]) {
    if (name === undefined || MODELS.has(name)) continue;
    throw new ProtocolError(
      'invalid_model',
      `there is no model "${quote(name)}", only ${[...MODELS.keys()].join(' and ')}`,
    );
  }
  return MODELS.get(model ?? operating_point ?? '');
}

function changesOf(config: Partial<TranscriptionConfig>): SettingChanges {
  const { enable_partials: partials, max_delay: maxDelay } = config;
  const endOfUtteranceSilence = config.conversation_config?.end_of_utterance_silence_trigger;
  const changes = { partials, maxDelay, endOfUtteranceSilence };
  return Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
}

function check(rule: Rule, value: unknown, place: string, type: 'invalid_config' | 'invalid_audio_type'): void {
  const fault = rule(value, place);
  if (fault !== undefined) throw new ProtocolError(type, fault);
}

function rulesOf<K extends string>(fields: { readonly [Name in K]: { rule: Rule } }): { [Name in K]: Rule } {
  const entries = Object.entries<{ rule: Rule }>(fields).map(([name, { rule }]) => [name, rule]);
  return Object.fromEntries(entries) as { [Name in K]: Rule };
}
