import type { TranscriptResult } from './results';

const CLOSING = '[\\p{Pe}\\p{Pf}"\'“‘«]*';
/** A sentence's last mark, with quotes and brackets that may close behind it. In Greek, a semicolon asks. */
const SENTENCE_END = new RegExp(
  `(?:[\\p{Sentence_Terminal}…\\u037e]|(?<=\\p{Script=Greek}${CLOSING});)${CLOSING}$`,
  'u',
);

/** Whether the last mark of a text ends a sentence, in any script. */
export function endsWithSentenceMark(text: string): boolean {
  return SENTENCE_END.test(text);
}

/**
 * Whether a text ends where a sentence ends. Where the server says what each item is, a mark within a word ("Mr.", "3.")
 * ends none; where there is only the text, its last mark decides.
 */
export function endsSentence(text: string, results: readonly TranscriptResult[] = []): boolean {
  const last = results.at(-1);
  if (!last) return endsWithSentenceMark(text.trim());
  if (last.is_eos !== undefined) return last.is_eos;
  // What a mark means depends on the writing before it.
  return last.type === 'punctuation' && endsWithSentenceMark((results.at(-2)?.content ?? '') + (last.content ?? ''));
}
