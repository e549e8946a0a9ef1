import type {
  AddPartialTranscript,
  AddPartialTranslation,
  AddTranscript,
  AddTranslation,
  AudioAdded,
  ChannelAudioAdded,
  EndOfTranscript,
  ErrorMessage,
  ServerMessage,
} from '../speech-api/messages';
import type { UnknownMessage } from '../speech-api/parse';
import { quotable } from '../speech-api/quotation';
import type { TimeMap } from './replay/time-map';
import type { Notice } from './stream-event';

/** Server messages that become notices; the others become text, progress or errors. */
export type NoticeMessage = Exclude<
  ServerMessage,
  | AddTranscript
  | AddPartialTranscript
  | AddTranslation
  | AddPartialTranslation
  | AudioAdded
  | ChannelAudioAdded
  | EndOfTranscript
  | ErrorMessage
>;

/** Longest name of a notice, in characters. */
const LONGEST_NAME = 100;

/** Converts a server message to a notice: name in snake case, fields as data, times (seconds) on the stream's clock. */
export function noticeOf(message: NoticeMessage | UnknownMessage, times: TimeMap): Notice {
  const { message: wireName, ...data } = message as UnknownMessage;
  const name = quotable(wireName, LONGEST_NAME)
    .replace(/(?<=[a-z0-9])[A-Z]/g, (letter) => `_${letter}`)
    .toLowerCase();
  const placed = ['metadata', 'event']
    .filter((key) => typeof data[key] === 'object' && data[key] !== null)
    .map((key) => [key, placeTimes(data[key] as object, times)] as const);
  return { type: 'notice', name, data: { ...data, ...Object.fromEntries(placed) } };
}

function placeTimes(fields: object, times: TimeMap): object {
  return Object.fromEntries(
    Object.entries(fields).map(([key, value]: [string, unknown]) => [
      key,
      key.endsWith('_time') && typeof value === 'number' ? times.toStream(value) : value,
    ]),
  );
}
