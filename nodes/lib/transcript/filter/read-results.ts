import type { TranscriptResult } from '../results';
import { FilterError } from './filter-error';

type Check = (value: unknown) => boolean;

const isText: Check = (value) => typeof value === 'string';

/** The optional fields that the filter reads, and what each has to be; others are not looked at. */
const FIELDS: readonly [name: keyof TranscriptResult, isRight: Check, kind: string][] = [
  ['content', isText, 'text'],
  ['confidence', Number.isFinite, 'a finite number'],
  ['speaker', isText, 'text'],
  ['tags', (value) => Array.isArray(value) && value.every(isText), 'a list of texts'],
  ['attaches_to', isText, 'text'],
  ['is_eos', (value) => typeof value === 'boolean', 'true or false'],
];

/**
 * The results of a transcript, without the fields that nobody here reads. Null counts as left out, as it does on the wire.
 * A list of any other shape than this package's is as good as none.
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
  const { type, start_time, end_time } = result;
  for (const name of ['start_time', 'end_time'] as const) {
    if (!Number.isFinite(result[name])) throw wrongField(index, name, 'a finite number');
  }
  const read: Record<string, unknown> = { type, start_time, end_time };
  for (const [name, isRight, kind] of FIELDS) {
    const value = result[name];
    if (value === undefined || value === null) continue;
    if (!isRight(value)) throw wrongField(index, name, kind);
    read[name] = value;
  }
  return read as unknown as TranscriptResult;
}

function wrongField(index: number, name: string, kind: string): FilterError {
  return new FilterError(
    'not_a_transcript',
    `msg.transcript.results[${index}].${name} is not ${kind}. Mend what changes it on the way, or delete msg.transcript ` +
      'there: the text then goes without the times of its words.',
  );
}
