/** A message that the filter can't take. `code` is stable, `message` says cause and cure. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  constructor(
    readonly code: 'not_a_transcript' | 'unknown_mode' | 'unset_variable',
    message: string,
  ) {
    super(message);
  }
}
