import { CodedError } from '../errors/coded-error';

/**
 * The error for an invalid setting: `unset_variable` if an environment variable is not set, else `invalid_setting`. `field` is the
 * path of the setting, for example `transcription_config.max_delay`. The message does not repeat the value, which may come from
 * a wrong, secret variable.
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

/** The error for a setting that is not what is `wanted`, for example "a number". */
export function invalidSetting(field: string, wanted: string): SettingsError {
  return new SettingsError('invalid_setting', field, `The setting "${field}" must be ${wanted}.`);
}
