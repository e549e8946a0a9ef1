import { types } from 'node:util';
import { helpUrl } from './help';

/** Details of an error besides its code and message. */
export interface ErrorDetails {
  /** Whether a retry may succeed; left out: not known. */
  retryable?: boolean;
  /** The error that led to this one. */
  cause?: unknown;
}

/**
 * The base of every error that can reach a Catch node: `code` is stable, `message` says cause and cure. Its stack includes a
 * link to the documentation and the stack of its cause, because Node-RED logs and passes on nothing else of an error.
 */
export class CodedError extends Error {
  readonly retryable?: boolean;

  constructor(
    readonly code: string,
    message: string,
    { retryable, cause }: ErrorDetails = {},
  ) {
    super(message, cause === undefined ? undefined : { cause });
    // Node-RED shows an error as text, which would begin with its name.
    this.name = '';
    // Captured before the name was known.
    Error.captureStackTrace(this, new.target);
    this.stack = `${message}\n    Help: ${helpUrl(code)}${this.stack?.slice(message.length) ?? ''}`;
    if (retryable !== undefined) this.retryable = retryable;
    if (types.isNativeError(cause)) this.stack = `${this.stack}\n[cause]: ${cause.stack}`;
  }

  /**
   * Makes a coded error of any thrown value. One of this class is returned as it is; another `Error` becomes the cause, and
   * its code, message and `retryable` are kept. Without a code it is `unexpected_error`.
   */
  static from(error: unknown): CodedError {
    try {
      if (error instanceof CodedError) return error;
      const { code, message, retryable } = Object(error) as { code?: unknown; message?: unknown; retryable?: unknown };
      const text = typeof message === 'string' ? message : String(error);
      return new CodedError(typeof code === 'string' ? code : 'unexpected_error', text, {
        ...(typeof retryable === 'boolean' && { retryable }),
        // Anything else may be a Proxy that throws when Node-RED copies it.
        ...(types.isNativeError(error) && { cause: bare(error) }),
      });
    } catch {
      return new CodedError('unexpected_error', 'A value was thrown that is not an error and cannot be read.');
    }
  }
}

/** An error without extra properties, in which Node.js may have put secrets, such as a URL with its password. */
function bare({ name, message, stack }: Error): Error {
  return Object.assign(new Error(message), { name, stack });
}
