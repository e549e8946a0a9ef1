import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { tokensOfResults, type Token } from '../../../nodes/lib/transcript/filter/token';
import type { TranscriptResult } from '../../../nodes/lib/transcript/results';

/** Traces to tune a filter, and others to report results. */
export const TRACE_SETS = ['tuning', 'reporting'] as const;
export type TraceSet = (typeof TRACE_SETS)[number];

/** `mark`: punctuation; `end`: punctuation that ends a sentence. */
type MarkKind = 'mark' | 'end';

/** Content, start and end in seconds of the stream, and its kind unless it is a word. */
type TraceResult = [content: string, start: number, end: number, mark?: MarkKind];

/** An event of a stream, `at` milliseconds after its first sample. */
export type TraceEvent =
  { at: number; partial: boolean; end: number; words: TraceResult[] } | { at: number; event: 'end_of_utterance' };

/** The events of a stream for one recording. */
export interface Trace {
  recording: string;
  /** Seconds; the session's `max_delay`. */
  maxDelay: number;
  /** Seconds of speech. */
  seconds: number;
  events: TraceEvent[];
}

/** A trace begins with a header line; its events follow, one per line. */
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

/** Converts results for a trace: times to the centisecond, only fields that filters read. */
export function toTraceResults(results: readonly TranscriptResult[]): TraceResult[] {
  const round = (seconds: number): number => Math.round(seconds * 100) / 100;
  return results.map(({ type, content = '', start_time, end_time, is_eos }) => {
    const place = [content, round(start_time), round(end_time)] as const;
    return type === 'punctuation' ? [...place, is_eos ? 'end' : 'mark'] : [...place];
  });
}

/** Converts results of a trace. */
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
