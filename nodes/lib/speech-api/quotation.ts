/** Longest quotation of a server's text, in characters. */
const LONGEST_QUOTATION = 500;

/** Characters that can forge log lines, or hide or reorder text: control characters, line separators, bidi controls. */
const CONTROLS = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]+/gu;

/** A server's text made safe for display and logs: one line of at most `longest` characters, without control characters. */
export function quotable(text: string, longest = LONGEST_QUOTATION): string {
  // Truncated first, so that megabytes cost nothing; to twice the length, since runs of control characters become one space.
  return text
    .slice(0, 2 * longest)
    .replace(CONTROLS, ' ')
    .slice(0, longest);
}
