import type { Trace, TraceEvent } from './trace';

/** A trace as of a recogniser that tells fewer partials: one that comes sooner after the one before is left out; milliseconds. */
export function atPace(trace: Trace, pace: number): Trace {
  let last = -Infinity;
  const isTold = (event: TraceEvent): boolean => {
    if ('event' in event || !event.partial) return true;
    if (event.at < last + pace) return false;
    last = event.at;
    return true;
  };
  return { ...trace, events: trace.events.filter(isTold) };
}
