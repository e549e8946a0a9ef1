import { without, type FlowMessage } from '../../message/flow-message';

/** Who says a text, as far as it was told. */
export interface Labels {
  speaker?: string;
  channel?: string;
}

/** What packages call them. */
const NAME_OF_SPEAKER = /^speaker[-_]?(?:id|label|tag|name|index)?$/i;
const NAME_OF_CHANNEL = /^channel[-_]?(?:id|label|tag|name|index)?$/i;

/** The labels in a message of another package, or in the transcript of one; numbers count as text. */
export function labelsOf(record: FlowMessage): Labels {
  return { speaker: labelOf(record, NAME_OF_SPEAKER), channel: labelOf(record, NAME_OF_CHANNEL) };
}

function labelOf(record: FlowMessage, name: RegExp): string | undefined {
  for (const key of namesIn(record, name)) {
    const value = record[key];
    if (typeof value === 'number' || (typeof value === 'string' && value !== '')) return String(value);
  }
  return undefined;
}

function namesIn(record: FlowMessage, name: RegExp): string[] {
  return Object.keys(record).filter((key) => name.test(key));
}

/**
 * A record without the labels that do not hold for the whole text. Those that do stay as they were written.
 *
 * @param common labels of the whole text
 */
export function withCommonLabels(record: FlowMessage, common: Labels): FlowMessage {
  const { speaker, channel } = labelsOf(record);
  const wrong = [
    ...(speaker === undefined || speaker === common.speaker ? [] : namesIn(record, NAME_OF_SPEAKER)),
    ...(channel === undefined || channel === common.channel ? [] : namesIn(record, NAME_OF_CHANNEL)),
  ];
  return wrong.length === 0 ? record : without(record, wrong);
}
