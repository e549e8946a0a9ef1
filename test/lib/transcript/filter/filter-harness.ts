import type { FlowMessage } from '../../../../nodes/lib/message/flow-message';
import { createClock } from '@sinonjs/fake-timers';
import { PartialFilter, type FilterClock } from '../../../../nodes/lib/transcript/filter/partial-filter';
import { readFilterSettings, type StoredFilterSettings } from '../../../../nodes/lib/transcript/filter/settings';

/** A filter on a clock that stands still until it is told to move, and all that it sent. */
export class FilterHarness {
  readonly sent: FlowMessage[] = [];
  readonly filter: PartialFilter;
  private readonly fake = createClock();

  constructor(settings: StoredFilterSettings) {
    const clock: FilterClock = {
      now: () => this.fake.now,
      setTimeout: (callback, delay) => this.fake.setTimeout(callback, delay),
      clearTimeout: (timer) => this.fake.clearTimeout(timer as number),
    };
    this.filter = new PartialFilter(readFilterSettings(settings), clock, (messages) => this.sent.push(...messages));
  }

  get pendingTimers(): number {
    return this.fake.countTimers();
  }

  /** Takes messages, and gives what was sent for them at once. */
  take(...messages: FlowMessage[]): FlowMessage[] {
    const before = this.sent.length;
    for (const message of messages) this.filter.take(message);
    return this.sent.slice(before);
  }

  /** Lets milliseconds pass, and gives what was sent meanwhile. */
  wait(milliseconds: number): FlowMessage[] {
    const before = this.sent.length;
    this.fake.tick(milliseconds);
    return this.sent.slice(before);
  }

  /** Takes texts and waits, and gives the texts that were sent; those that may still change in brackets. */
  run(...steps: (FlowMessage | number)[]): string[] {
    return textsOf(steps.flatMap((step) => (typeof step === 'number' ? this.wait(step) : this.take(step))));
  }
}

/** Texts of messages; those that may still change in brackets. */
export function textsOf(messages: readonly FlowMessage[]): string[] {
  return messages.map(({ payload, partial }) => (partial === true ? `(${String(payload)})` : String(payload)));
}

/** A partial without times, as many packages send it. */
export const partial = (payload: string, more: object = {}): FlowMessage => ({ payload, partial: true, ...more });

/** A final without times. */
export const final = (payload: string, more: object = {}): FlowMessage => ({ payload, partial: false, ...more });

export const endOfUtterance: FlowMessage = { event: 'end_of_utterance', payload: {} };
export const endOfTranscript: FlowMessage = { event: 'end_of_transcript', payload: {} };

/** Seconds of each word of {@link timed}. */
export const WORD = 0.5;

/**
 * A text as the transcribe node sends it; its words last half a second each, and the first one starts at `start`,
 * seconds. Marks stand alone, as in `one , two .`; `latency` in seconds.
 */
export function timed(kind: 'partial' | 'final', text: string, start: number, latency?: number): FlowMessage {
  let time = start;
  const results = text
    .split(' ')
    .filter(Boolean)
    .map((content) => {
      const isMark = !/[\p{L}\p{N}]/u.test(content);
      const start_time = time;
      if (!isMark) time += WORD;
      return { type: isMark ? 'punctuation' : 'word', content, start_time, end_time: time };
    });
  return {
    payload: text.replace(/ (?=[^\p{L}\p{N}])/gu, ''),
    partial: kind === 'partial',
    transcript: { delimiter: ' ', language: 'en', start_time: start, end_time: time, results, latency },
  };
}
