import type { TranscriptResult } from './results';

/**
 * The speaker of a whole text: the label that all its words and entities carry. Left out when they differ, when one has
 * none, and when there are no words. Marks do not count: some servers label none of them.
 */
export function commonSpeaker(results: readonly TranscriptResult[]): string | undefined {
  const words = results.filter(({ type }) => type === 'word' || type === 'entity');
  const speaker = words[0]?.speaker;
  return words.every((word) => word.speaker === speaker) ? speaker : undefined;
}
