import type { TranscriptResult } from '../results';
import { FilterError } from './filter-error';

const isText = (value: unknown): value is string => typeof value === 'string';
const isTexts = (value: unknown): value is string[] => Array.isArray(value) && value.every(isText);
const isFinite = (value: unknown): value is number => Number.isFinite(value);
const isBoolean = (value: unknown): value is boolean => typeof value === 'boolean';

/**
 * The results of a transcript, without the fields that are not used here. Null counts as left out, as in the protocol. A list
 * of any other shape than this package's is ignored.
 *
 * @throws FilterError `not_a_transcript` where a result of this package's shape has a field of another type
 */
export function readResults(value: unknown): TranscriptResult[] {
  return Array.isArray(value) && value.every(isResult) ? value.map(readResult) : [];
}

type Shaped = Record<string, unknown> & Pick<TranscriptResult, 'type' | 'start_time' | 'end_time'>;

function isResult(value: unknown): value is Shaped {
  const { type, start_time, end_time } = Object(value) as Record<string, unknown>;
  return typeof type === 'string' && typeof start_time === 'number' && typeof end_time === 'number';
}

function readResult(result: Shaped, index: number): TranscriptResult {
  const { type, start_time, end_time, content, confidence, speaker, tags, attaches_to, is_eos } = result;
  if (!isFinite(start_time)) throw wrongField(index, 'start_time', 'a finite number');
  if (!isFinite(end_time)) throw wrongField(index, 'end_time', 'a finite number');
  return {
    type,
    start_time,
    end_time,
    content: optional(content, isText, index, 'content', 'text'),
    confidence: optional(confidence, isFinite, index, 'confidence', 'a finite number'),
    speaker: optional(speaker, isText, index, 'speaker', 'text'),
    tags: optional(tags, isTexts, index, 'tags', 'a list of texts'),
    attaches_to: optional(attaches_to, isText, index, 'attaches_to', 'text') as TranscriptResult['attaches_to'],
    is_eos: optional(is_eos, isBoolean, index, 'is_eos', 'true or false'),
  };
}

function optional<Value>(
  value: unknown,
  isRight: (value: unknown) => value is Value,
  index: number,
  name: string,
  kind: string,
): Value | undefined {
  if (value === undefined || value === null) return undefined;
  if (isRight(value)) return value;
  throw wrongField(index, name, kind);
}

function wrongField(index: number, name: string, kind: string): FilterError {
  return new FilterError(
    'not_a_transcript',
    `msg.transcript.results[${index}].${name} is not ${kind}. Mend what changes it on the way, or delete msg.transcript ` +
      'there: the text then goes without the times of its words.',
  );
}
