import type { Trace, TraceEvent } from './trace';

/** Simulates a slower recogniser: drops partials that come sooner than `pace` milliseconds after the last one kept. */
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
