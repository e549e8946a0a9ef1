import { FilterError } from './filter-error';
import type { TranscriptResult } from './results';
import { endsSentence } from './sentence';
import { DEFAULT_DELIMITER, textOf } from './text';
import type { TextInput } from './utterance';

/** A flow's message, of this package or any other. */
export type FilterMessage = Record<string, unknown>;

/** What a message means to the filter. `stream` names the state that it belongs to. */
export type FilterInput =
  | { kind: 'text'; stream: string; text: TextInput<FilterMessage> }
  | { kind: 'end_of_utterance' | 'end_of_transcript'; stream: string }
  /** `stream` left out: all streams. */
  | { kind: 'reset'; stream?: string }
  | { kind: 'ignored' };

/**
 * Reads a message. Texts have a string payload and a boolean `partial` or `final`, or neither: then they are final. The
 * message stays as it is. Throws {@link FilterError} `not_a_transcript`.
 */
export function readFilterMessage(message: FilterMessage): FilterInput {
  const { payload, event, reset } = message;
  const transcript = isRecord(message.transcript) ? message.transcript : {};
  const [stream] = namesAmong(transcript.stream, message.stream, message.topic);
  if (reset !== undefined && reset !== false) return { kind: 'reset', stream };
  const partial = readPartial(message);
  if (typeof event === 'string' && partial === undefined) {
    if (event !== 'end_of_utterance' && event !== 'end_of_transcript') return { kind: 'ignored' };
    return { kind: event, stream: stream ?? NAMELESS };
  }
  if (typeof payload !== 'string') throw notATranscript(payload);
  return {
    kind: 'text',
    stream: namesAmong(transcript.stream, message.topic)[0] ?? NAMELESS,
    text: { kind: partial === true ? 'partial' : 'final', ...readText(payload, transcript), source: carried(message) },
  };
}

/** The stream of messages that name none. */
const NAMELESS = '';

function namesAmong(...values: unknown[]): string[] {
  return values.filter((value) => (typeof value === 'string' && value !== '') || typeof value === 'number').map(String);
}

function readPartial({ partial, final }: FilterMessage): boolean | undefined {
  if (typeof partial === 'boolean') return partial;
  return typeof final === 'boolean' ? !final : undefined;
}

function readText(text: string, transcript: FilterMessage): Omit<TextInput<FilterMessage>, 'kind' | 'source'> {
  const delimiter = typeof transcript.delimiter === 'string' ? transcript.delimiter : undefined;
  const results = readResults(transcript.results);
  // A flow may have changed the text on its way (lower case, masked words): then the results no longer spell it.
  const spelled = textOf(results, delimiter ?? DEFAULT_DELIMITER) === text.trim();
  const firstWord = results.find(({ type, content }) => type !== 'punctuation' && content);
  return {
    passage: { text: text.trim(), delimiter, results: spelled && results.length > 0 ? results : undefined },
    start: firstWord?.start_time ?? readSeconds(transcript.start_time),
    end: results.at(-1)?.end_time ?? readSeconds(transcript.end_time),
    endsSentence: endsSentence(text, results),
  };
}

/** Results of this package's shape; any other shape is as good as none. */
function readResults(value: unknown): TranscriptResult[] {
  return Array.isArray(value) && value.every(isResult) ? value : [];
}

function isResult(value: unknown): value is TranscriptResult {
  return (
    isRecord(value) &&
    typeof value.type === 'string' &&
    typeof value.start_time === 'number' &&
    typeof value.end_time === 'number'
  );
}

function readSeconds(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** What goes on with the text: everything but what the filter itself sets or has used up. */
function carried(message: FilterMessage): FilterMessage {
  const rest = { ...message };
  delete rest.payload;
  delete rest.partial;
  delete rest.event;
  return rest;
}

function isRecord(value: unknown): value is FilterMessage {
  return typeof value === 'object' && value !== null;
}

function notATranscript(payload: unknown): FilterError {
  return new FilterError(
    'not_a_transcript',
    `msg.payload is ${describe(payload)}, not text. Wire the transcripts or events of a transcribe node to this node, ` +
      'or any node that puts text into msg.payload and true or false into msg.partial.',
  );
}

function describe(payload: unknown): string {
  if (payload === undefined || payload === null) return 'empty';
  if (Buffer.isBuffer(payload)) return 'a Buffer';
  if (Array.isArray(payload)) return 'an array';
  if (typeof payload === 'boolean') return 'true or false';
  return typeof payload === 'object' ? 'an object' : `a ${typeof payload}`;
}
