/** What went wrong with a stream, for the Catch node: `code` is stable, `message` says cause and cure. */
export class CodedError extends Error {
  override readonly name = 'StreamError';
  constructor(
    readonly code: string,
    message: string,
    readonly details: { closeCode?: number; retryable?: boolean } = {},
  ) {
    super(message);
  }

  /** An error of a lower layer under its own code; one without a code is `unexpected_error`. Takes whatever was thrown. */
  static from(error: unknown): CodedError {
    try {
      if (error instanceof CodedError) return error;
      const { code, message, retryable } = Object(error) as { code?: unknown; message?: unknown; retryable?: unknown };
      const text = typeof message === 'string' ? message : String(error);
      const details = typeof retryable === 'boolean' ? { retryable } : {};
      return new CodedError(typeof code === 'string' ? code : 'unexpected_error', text, details);
    } catch {
      return new CodedError('unexpected_error', 'Something was thrown that is no error, and does not say what it is.');
    }
  }
}
