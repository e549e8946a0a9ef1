import type {
  AddPartialTranscript,
  AddPartialTranslation,
  AddTranscript,
  AddTranslation,
} from '../speech-api/messages';

interface Span {
  start_time: number;
  end_time: number;
}

/** Seconds by which servers pad or round up the end of the audio; a later time is an error. */
const PADDING = 1;
/** Seconds: more than anybody takes to say one word or entity. */
const LONGEST_RESULT = 60;

/**
 * Keeps the times of a transcript within the audio of its session. An impossible start becomes the end of the result before,
 * an impossible end the start of the result itself, or for the transcript the end of its last result. Returns the same object
 * if all times are possible.
 *
 * @param sent seconds of audio that the session was sent
 */
export function placedTranscript<Message extends AddTranscript | AddPartialTranscript>(
  message: Message,
  sent: number,
): Message {
  const { metadata } = message;
  const begin = within(metadata.start_time, sent) ? placedTime(metadata.start_time, sent) : undefined;
  const results = placedSpans(message.results, sent, begin ?? 0);
  const start_time = begin ?? placedTime(results[0]?.start_time ?? 0, sent);
  const end = within(metadata.end_time, sent) ? metadata.end_time : (results.at(-1)?.end_time ?? start_time);
  const end_time = Math.max(start_time, placedTime(end, sent));
  const isRight = results === message.results && isSame(metadata, { start_time, end_time });
  return isRight ? message : { ...message, results, metadata: { ...metadata, start_time, end_time } };
}

/** As {@link placedTranscript}, for a translation. */
export function placedTranslation<Message extends AddTranslation | AddPartialTranslation>(
  message: Message,
  sent: number,
): Message {
  const results = placedSpans(message.results, sent, 0);
  return results === message.results ? message : { ...message, results };
}

/** A single time that a session reports, kept within the audio that it was sent. */
export function placedTime(time: number, sent: number): number {
  return Math.max(0, Math.min(time, sent));
}

function placedSpans<Item extends Span>(items: Item[], sent: number, from: number): Item[] {
  let end = from;
  let isRight = true;
  const placed = items.map((item) => {
    const span = placedSpan(item, sent, end);
    end = Math.max(end, span.end_time);
    if (isSame(item, span)) return item;
    isRight = false;
    return { ...item, ...span };
  });
  return isRight ? items : placed;
}

function placedSpan({ start_time, end_time }: Span, sent: number, after: number): Span {
  const start = within(start_time, sent) ? Math.max(0, start_time) : after;
  const isPossible = within(start_time, sent) && within(end_time, sent) && end_time - start <= LONGEST_RESULT;
  return { start_time: start, end_time: isPossible ? Math.max(start, end_time) : start };
}

function within(time: number, sent: number): boolean {
  return time <= sent + PADDING;
}

function isSame(one: Span, other: Span): boolean {
  return one.start_time === other.start_time && one.end_time === other.end_time;
}
