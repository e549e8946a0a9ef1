import type { FlowMessage } from '../../../nodes/lib/message/flow-message';
import { readFilterMessage } from '../../../nodes/lib/transcript/filter/filter-input';
import type { Mode, ModeInput, Output } from '../../../nodes/lib/transcript/filter/mode';
import { textOf } from '../../../nodes/lib/transcript/text';
import { fromTraceResults, type Trace, type TraceEvent } from './trace';

const STREAM = 'trace';
const DELIMITER = ' ';

/** An output of a mode, `at` milliseconds after the first sample. */
export interface Sent extends Output {
  at: number;
}

/** The corresponding message of the transcribe node. */
export function messageOf(event: TraceEvent): FlowMessage {
  if ('event' in event) return { event: event.event, payload: {}, stream: STREAM };
  const results = fromTraceResults(event.words);
  const latency = event.at / 1000 - event.end;
  return {
    payload: textOf(results, DELIMITER),
    partial: event.partial,
    transcript: { stream: STREAM, end_time: event.end, results, delimiter: DELIMITER, language: 'en', latency },
  };
}

/** Replays a trace to a mode, and wakes it on request, on the trace's clock. */
export function replay<State>(mode: Mode<State>, trace: Trace): Sent[] {
  let state = mode.initial;
  let wake: number | undefined;
  const sent: Sent[] = [];
  const tell = (input: ModeInput, at: number): void => {
    const step = mode.next(state, input, at);
    ({ state, wake } = step);
    sent.push(...step.outputs.map((output) => ({ ...output, at })));
  };
  const wakeUntil = (time: number): void => {
    while (wake !== undefined && wake < time) tell({ kind: 'wake' }, wake);
  };
  for (const event of trace.events) {
    wakeUntil(event.at);
    const input = readFilterMessage(messageOf(event), event.at);
    if (input.kind === 'text') tell(input.text, event.at);
    else if (input.kind === 'end_of_utterance') tell({ kind: input.kind }, event.at);
  }
  tell({ kind: 'end_of_transcript' }, trace.events.at(-1)?.at ?? 0);
  wakeUntil(Infinity);
  return sent;
}
