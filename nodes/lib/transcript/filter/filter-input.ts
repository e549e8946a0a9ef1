import type { FlowMessage } from '../../message/flow-message';
import { endsSentence } from '../sentence';
import { DEFAULT_DELIMITER, textOf } from '../text';
import { FilterError } from './filter-error';
import { readPartial } from './flags';
import { labelsOf, type Labels } from './labels';
import { readResults } from './read-results';
import { endsSentence as endsSentenceOfText } from './sentence-end';
import { tokensOfResults, tokensOfText, type Origin } from './token';
import type { TextInput } from './utterance-input';
/** Characters of a message's text: hours of speech. All that the filter does takes time in proportion to them. */
export const MAX_CHARACTERS = 200_000;

/** The events that tell how a text goes on. */
const EVENTS = ['end_of_utterance', 'end_of_transcript', 'reconnecting', 'resumed'] as const;

/** What a message means to the filter. `stream` names the state that it belongs to. */
export type FilterInput =
  | { kind: 'text'; stream: string; text: TextInput }
  | { kind: (typeof EVENTS)[number]; stream: string }
  /** `stream` left out: all streams. */
  | { kind: 'reset'; stream?: string }
  | { kind: 'ignored' };

/**
 * Reads a message. Texts have a string payload and say whether they are partials under a usual name, or not at all: then
 * they are final. The message stays as it is.
 *
 * @param now milliseconds on the filter's clock
 * @throws FilterError `not_a_transcript`, `text_too_long`
 */
export function readFilterMessage(message: FlowMessage, now: number): FilterInput {
  const { payload, event, reset } = message;
  const transcript = isRecord(message.transcript) ? message.transcript : {};
  const [stream] = namesAmong(transcript.stream, message.stream, message.topic);
  if (reset !== undefined && reset !== false) return { kind: 'reset', stream };
  const partial = readPartial(message);
  // Events carry properties of the message that opened the stream, and those may look like flags.
  if (typeof event === 'string' && (partial === undefined || typeof payload !== 'string')) {
    const kind = EVENTS.find((name) => name === event);
    return kind ? { kind, stream: stream ?? NAMELESS } : { kind: 'ignored' };
  }
  if (typeof payload !== 'string') throw notATranscript(payload);
  if (payload.length > MAX_CHARACTERS) throw textTooLong(payload.length);
  return {
    kind: 'text',
    stream: namesAmong(transcript.stream, message.topic)[0] ?? NAMELESS,
    text: {
      kind: partial === true ? 'partial' : 'final',
      ...readText(payload, transcript, labelsOf(isRecord(message.transcript) ? transcript : message), now),
      source: carried(message),
    },
  };
}

/** The stream of messages that name none. */
const NAMELESS = '';

function namesAmong(...values: unknown[]): string[] {
  return values.filter((value) => (typeof value === 'string' && value !== '') || typeof value === 'number').map(String);
}

function readText(
  text: string,
  transcript: FlowMessage,
  { speaker, channel }: Labels,
  now: number,
): Omit<TextInput, 'kind' | 'source'> {
  const delimiter = typeof transcript.delimiter === 'string' ? transcript.delimiter : undefined;
  const results = readResults(transcript.results);
  // A flow may have changed the text on its way (lower case, masked words): then the results no longer spell it.
  const spelled = results.length > 0 && textOf(results, delimiter ?? DEFAULT_DELIMITER) === text.trim();
  const firstWord = results.find(({ type, content }) => type !== 'punctuation' && content);
  const language = typeof transcript.language === 'string' ? transcript.language : undefined;
  const end = results.at(-1)?.end_time ?? readNumber(transcript.end_time);
  const originals = results.length > 0 ? (transcript.results as unknown[]) : [];
  const tokens = spelled
    ? tokensOfResults(results, delimiter, language, originals)
    : tokensOfText(text, delimiter, language);
  const origin = originOf(transcript, channel);
  for (const token of tokens) {
    token.origin = origin;
    if (!spelled) token.speaker = speaker;
  }
  if (!spelled && tokens[0] && originals.length > 0) tokens[0].results = originals;
  return {
    tokens,
    start: firstWord?.start_time ?? readNumber(transcript.start_time),
    end,
    language,
    endsSentence: results.length > 0 ? endsSentence(text, results) : endsSentenceOfText(tokens, undefined, language),
    beginning: beginningOf(readNumber(transcript.latency), readNumber(transcript.end_time) ?? end, now),
  };
}

function originOf({ id, start_time, end_time, time }: FlowMessage, channel: string | undefined): Origin {
  return {
    id: typeof id === 'string' || typeof id === 'number' ? id : undefined,
    channel,
    start: readNumber(start_time),
    end: readNumber(end_time),
    time: readNumber(time),
  };
}

/** When the stream's first sample was spoken: `latency` seconds ago, it had come to `end` seconds. */
function beginningOf(latency: number | undefined, end: number | undefined, now: number): number | undefined {
  return latency === undefined || end === undefined ? undefined : now - (latency + end) * 1000;
}

function readNumber(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

const SET_HERE: ReadonlySet<string> = new Set([
  'payload',
  'partial',
  'event',
  'normalised',
  'stability',
  'contradicts',
]);

/** What goes on with the text: everything but what the filter itself sets or has used up. */
function carried(message: FlowMessage): FlowMessage {
  return Object.fromEntries(Object.entries(message).filter(([name]) => !SET_HERE.has(name)));
}

function isRecord(value: unknown): value is FlowMessage {
  return typeof value === 'object' && value !== null;
}

function notATranscript(payload: unknown): FilterError {
  return new FilterError(
    'not_a_transcript',
    `msg.payload is ${describe(payload)}, not text. Wire the transcripts or events of a transcribe node to this node, ` +
      'or any node that puts text into msg.payload and true or false into msg.partial.',
  );
}

function textTooLong(length: number): FilterError {
  return new FilterError(
    'text_too_long',
    `The text in msg.payload has ${length} characters; the limit is ${MAX_CHARACTERS}. ` + 'Split it before this node.',
  );
}

function describe(payload: unknown): string {
  if (payload === undefined || payload === null) return 'empty';
  if (Buffer.isBuffer(payload)) return 'a Buffer';
  if (Array.isArray(payload)) return 'an array';
  if (typeof payload === 'boolean') return 'true or false';
  return typeof payload === 'object' ? 'an object' : `a ${typeof payload}`;
}
