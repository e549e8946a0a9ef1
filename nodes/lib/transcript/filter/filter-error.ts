type FilterCode =
  'not_a_transcript' | 'text_too_long' | 'unknown_mode' | 'unset_variable' | 'invalid_setting' | 'unexpected_error';

/** What the filter can't take, or can't do. `code` is stable, `message` says cause and cure. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  constructor(
    readonly code: FilterCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** An error of this kind as it is; any other is `unexpected_error`, with it as the cause. */
  static from(error: unknown): FilterError {
    if (error instanceof FilterError) return error;
    const message = `The filter failed: ${String(error)}. Please report it with the message that it was given.`;
    return new FilterError('unexpected_error', message, { cause: error });
  }
}
