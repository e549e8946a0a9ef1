import type { TranscriptResult } from './results';

/** A sentence's last mark, with quotes and brackets that may close behind it. */
const SENTENCE_END = /[.?!…。？！][\p{Pe}\p{Pf}"']*$/u;

/** Whether a text ends where a sentence ends: by the server's own word for it (`is_eos`), else by its last mark. */
export function endsSentence(text: string, results: readonly TranscriptResult[] = []): boolean {
  return results.at(-1)?.is_eos === true || SENTENCE_END.test(text.trim());
}
