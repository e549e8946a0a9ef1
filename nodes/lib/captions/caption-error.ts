import { CodedError } from '../errors/coded-error';

/** A transcript that no caption can be made of: `no_times`. */
export class CaptionError extends CodedError {
  constructor() {
    super(
      'no_times',
      'The text has no times, so it is not known when to show it. Wire a transcribe node to this node, or set start_time and ' +
        'end_time of msg.transcript, in seconds.',
    );
  }
}
