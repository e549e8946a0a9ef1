import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { tokensOfResults, type Token } from '../../../nodes/lib/transcript/filter/token';
import type { TranscriptResult } from '../../../nodes/lib/transcript/results';

/** Traces to tune a filter on, and others to report what it is worth. */
export const TRACE_SETS = ['tuning', 'reporting'] as const;
export type TraceSet = (typeof TRACE_SETS)[number];

/** `mark`: punctuation; `end`: punctuation that ends a sentence. */
type MarkKind = 'mark' | 'end';

/** Content, start and end in seconds of the stream, and what it is if it is no word. */
type TraceResult = [content: string, start: number, end: number, mark?: MarkKind];

/** What a stream told, `at` milliseconds after its first sample was spoken. */
export type TraceEvent =
  { at: number; partial: boolean; end: number; words: TraceResult[] } | { at: number; event: 'end_of_utterance' };

/** What a stream told of one recording. */
export interface Trace {
  recording: string;
  /** Seconds; the session's `max_delay`. */
  maxDelay: number;
  /** Seconds of speech. */
  seconds: number;
  events: TraceEvent[];
}

/** A trace begins with a line that says what it is of; its events follow, one a line. */
type Line = { max_delay: number; seconds: number } | TraceEvent;

const FOLDER = join(__dirname, 'traces');

/** The committed traces of a set: every recording at every `max_delay`. */
export function readTraces(set: TraceSet): Trace[] {
  const folder = join(FOLDER, set);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.jsonl'))
    .sort()
    .flatMap((file) => parseTraces(basename(file, '.jsonl'), readFileSync(join(folder, file), 'utf8')));
}

/** Replaces the traces of one recording. */
export function writeTraces(set: TraceSet, recording: string, traces: readonly Trace[]): void {
  const lines = traces.flatMap(({ maxDelay, seconds, events }): Line[] => [
    { max_delay: maxDelay, seconds },
    ...events,
  ]);
  mkdirSync(join(FOLDER, set), { recursive: true });
  writeFileSync(join(FOLDER, set, `${recording}.jsonl`), lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}

/** Reads the lines of one file. */
export function parseTraces(recording: string, text: string): Trace[] {
  const traces: Trace[] = [];
  for (const json of text.split('\n').filter(Boolean)) {
    const line = JSON.parse(json) as Line;
    if ('max_delay' in line) traces.push({ recording, maxDelay: line.max_delay, seconds: line.seconds, events: [] });
    else traces.at(-1)?.events.push(line);
  }
  return traces;
}

/** Results as a trace holds them: times to the centisecond, nothing that no filter reads. */
export function toTraceResults(results: readonly TranscriptResult[]): TraceResult[] {
  const round = (seconds: number): number => Math.round(seconds * 100) / 100;
  return results.map(({ type, content = '', start_time, end_time, is_eos }) => {
    const place = [content, round(start_time), round(end_time)] as const;
    return type === 'punctuation' ? [...place, is_eos ? 'end' : 'mark'] : [...place];
  });
}

/** The results that a trace holds. */
export function fromTraceResults(results: readonly TraceResult[]): TranscriptResult[] {
  return results.map(([content, start_time, end_time, mark]) => ({
    type: mark ? 'punctuation' : 'word',
    content,
    start_time,
    end_time,
    ...(mark && { attaches_to: 'previous', is_eos: mark === 'end' }),
  }));
}

/** The final text of a trace. */
export function finalsOf({ events }: Trace): Token[] {
  return events.flatMap((event) =>
    'event' in event || event.partial ? [] : tokensOfResults(fromTraceResults(event.words), ' ', 'en'),
  );
}
