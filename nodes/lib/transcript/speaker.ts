import type { TranscriptResult } from './results';

/**
 * The speaker of a whole text: the label that all its words and entities carry. Left out when they differ, and when one has
 * none. Marks count only where there is nothing else: some servers label none of them.
 */
export function commonSpeaker(results: readonly TranscriptResult[]): string | undefined {
  const words = results.filter(({ type }) => type === 'word' || type === 'entity');
  const labelled = words.length > 0 ? words : results.filter(({ type }) => type === 'punctuation');
  const speaker = labelled[0]?.speaker;
  return labelled.every((result) => result.speaker === speaker) ? speaker : undefined;
}
