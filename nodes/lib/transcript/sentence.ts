import type { TranscriptResult } from './results';

const CLOSING = '[\\p{Pe}\\p{Pf}"\'“‘«]*';
/** The last mark of a sentence, with closing quotes and brackets after it. A semicolon is Greek's question mark. */
const SENTENCE_END = new RegExp(
  `(?:[\\p{Sentence_Terminal}…\\u037e]|(?<=\\p{Script=Greek}${CLOSING});)${CLOSING}$`,
  'u',
);

/** Whether a text ends with a mark that ends a sentence, in any script. */
export function endsWithSentenceMark(text: string): boolean {
  return SENTENCE_END.test(text);
}

/**
 * Whether a text ends with the end of a sentence. With results, a mark within a word ("Mr.", "3.") does not count; without
 * them, the last mark of the text decides.
 */
export function endsSentence(text: string, results: readonly TranscriptResult[] = []): boolean {
  const last = results.at(-1);
  if (!last) return endsWithSentenceMark(text.trim());
  if (last.is_eos !== undefined) return last.is_eos;
  // The meaning of a mark depends on the script before it.
  return last.type === 'punctuation' && endsWithSentenceMark((results.at(-2)?.content ?? '') + (last.content ?? ''));
}
