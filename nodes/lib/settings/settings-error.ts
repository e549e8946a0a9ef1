import { CodedError } from '../errors/coded-error';

/**
 * A setting that cannot be used: `unset_variable` where an environment variable is not set, `invalid_setting` where a value
 * is not of its kind. `field` is the path of the setting, as in
 * `transcription_config.max_delay`. The message does not repeat the value: it may come from a wrong, secret variable.
 */
export class SettingsError extends CodedError {
  constructor(
    code: 'unset_variable' | 'invalid_setting',
    readonly field: string,
    message: string,
  ) {
    super(code, message);
  }
}

/** The error of a setting that is not what is `wanted`, as in "a number". */
export function invalidSetting(field: string, wanted: string): SettingsError {
  return new SettingsError('invalid_setting', field, `The setting "${field}" must be ${wanted}.`);
}
