/** Longest quotation of a server's words, in characters. */
const LONGEST_QUOTATION = 500;

/** Characters that forge lines of a log, or hide or reorder what is shown: control characters, separators of lines, bidi controls. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/** Words of a server as they may be shown or logged: one line of at most `longest` characters, without control characters. */
export function quotable(text: string, longest = LONGEST_QUOTATION): string {
  // Cut first, so that megabytes cost nothing; a little later, since runs of control characters become one space.
  return text
    .slice(0, 2 * longest)
    .replace(CONTROLS, ' ')
    .slice(0, longest);
}
