/** What the filter can't take, or can't do. `code` is stable, `message` says cause and cure. */
export class FilterError extends Error {
  override readonly name = 'FilterError';
  constructor(
    readonly code: 'not_a_transcript' | 'unknown_mode' | 'unset_variable' | 'invalid_setting',
    message: string,
  ) {
    super(message);
  }
}
