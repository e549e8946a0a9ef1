import { presetRules, type CaptionRules } from '../../../nodes/lib/captions/rules';
import type { Word } from '../../../nodes/lib/captions/word';
import { wordsOf } from '../../../nodes/lib/captions/words-of';
import { tokensOfResults } from '../../../nodes/lib/transcript/filter/token';
import { fromTraceResults, type Trace } from '../stability/trace';

/** Seconds between two recordings. */
const PAUSE = 0.5;

/** The finals of a conversation: recordings one after the other, by two speakers in turn. */
export function conversationOf(traces: readonly Trace[], rules: CaptionRules = presetRules.netflix): Word[][] {
  let offset = 0;
  return traces.flatMap(({ events, seconds }, index) => {
    const speaker = `S${(index % 2) + 1}`;
    let last: Word | undefined;
    const finals = events.flatMap((event) => {
      if ('event' in event || event.partial || event.words.length === 0) return [];
      const tokens = tokensOfResults(fromTraceResults(event.words), ' ', 'en').map((token) => ({ ...token, speaker }));
      const shifted = tokens.map((token) => ({
        ...token,
        start: (token.start ?? 0) + offset,
        end: (token.end ?? 0) + offset,
      }));
      const words = wordsOf(shifted, { start: offset, end: offset + seconds }, rules, last);
      last = words.at(-1);
      return [words];
    });
    offset += seconds + PAUSE;
    return finals;
  });
}
