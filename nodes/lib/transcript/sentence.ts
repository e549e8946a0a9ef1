import type { TranscriptResult } from './results';

/** A sentence's last mark, with quotes and brackets that may close behind it. */
const SENTENCE_END = /[.?!…。？！][\p{Pe}\p{Pf}"']*$/u;

/**
 * Whether a text ends where a sentence ends. Where the server says what each item is, a mark within a word ("Mr.", "3.")
 * ends none; where there is only the text, its last mark decides.
 */
export function endsSentence(text: string, results: readonly TranscriptResult[] = []): boolean {
  const last = results.at(-1);
  if (last) return last.is_eos ?? (last.type === 'punctuation' && SENTENCE_END.test(last.content ?? ''));
  return SENTENCE_END.test(text.trim());
}
