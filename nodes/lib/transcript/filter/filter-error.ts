import { CodedError } from '../../errors/coded-error';

/** Invalid input (`not_a_transcript`, `text_too_long`) or an invalid mode (`unknown_mode`). */
export class FilterError extends CodedError {
  constructor(code: 'not_a_transcript' | 'text_too_long' | 'unknown_mode', message: string) {
    super(code, message);
  }
}
