import type { TranscriptResult } from './results';

/**
 * The speaker of a text: the label that all its words and entities have; undefined if they differ or one has none. Marks only
 * count if there is nothing else, since some servers don't label them.
 */
export function commonSpeaker(results: readonly TranscriptResult[]): string | undefined {
  const words = results.filter(({ type }) => type === 'word' || type === 'entity');
  const labelled = words.length > 0 ? words : results.filter(({ type }) => type === 'punctuation');
  const speaker = labelled[0]?.speaker;
  return labelled.every((result) => result.speaker === speaker) ? speaker : undefined;
}
