import { CodedError } from '../../errors/coded-error';

/** Stable codes of errors of the recogniser. */
export type RecogniserFailure =
  | 'recogniser_missing'
  | 'recogniser_wrong_version'
  | 'recogniser_damaged'
  | 'recogniser_out_of_memory'
  | 'recogniser_failed';

/** The cure for lack of memory. */
export const OUT_OF_MEMORY = 'It seems to lack memory: make sure that 1 GB is free, then deploy the flow again.';

const MEMORY_ERROR =
  /out of memory|ERR_WORKER_OUT_OF_MEMORY|allocation failed|could not allocate|bad_alloc|cannot grow/i;

/** Whether an engine's error means lack of memory. */
export function isOutOfMemory(error: unknown): boolean {
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  return MEMORY_ERROR.test(`${String(code)} ${String(message)}`);
}

/** The recogniser can't be loaded. Permanent until the user follows the message. */
export class RecogniserLoadError extends CodedError {
  constructor(
    override readonly code: RecogniserFailure,
    message: string,
  ) {
    super(code, message, { retryable: false });
  }
}

/** Limit of characters of an engine's error, which may quote 30 kB of its own code. */
const MESSAGE_LENGTH = 200;

/** The useful part of an engine's error. */
export function firstLine(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.split('\n', 1)[0]!.slice(0, MESSAGE_LENGTH);
}
