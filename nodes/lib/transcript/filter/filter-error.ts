import { CodedError } from '../../errors/coded-error';

/** Input that the filter can't take: `not_a_transcript`, `text_too_long`, or a mode that it lacks: `unknown_mode`. */
export class FilterError extends CodedError {
  constructor(code: 'not_a_transcript' | 'text_too_long' | 'unknown_mode', message: string) {
    super(code, message);
  }
}
