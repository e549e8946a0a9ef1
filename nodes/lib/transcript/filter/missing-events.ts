import type { FlowMessage } from '../../message/flow-message';
import type { FilterSettings } from './settings';

/** What a filter shows while it holds text: that it does, or that nothing will ever end it. */
export type FilterNote = 'collecting' | 'no_events';

/**
 * Notices that a document is collected without the events that end it: output 2 of the transcribe node is not wired.
 * Utterances need no event, since a pause ends them too.
 */
export class MissingEvents {
  private state: 'nothing' | 'texts' | 'events' = 'nothing';

  constructor(private readonly mode: FilterSettings['mode']) {}

  /** Takes a message that the filter has dealt with; gives what to show, if anything. */
  noteAfter({ event, transcript, partial }: FlowMessage): FilterNote | undefined {
    if (this.mode !== 'document') return undefined;
    if (typeof event === 'string') {
      this.state = 'events';
      return event === 'end_of_transcript' ? undefined : 'collecting';
    }
    // Other nodes that hear speech have no events.
    if (typeof transcript !== 'object' || transcript === null || partial !== false) {
      return this.state === 'nothing' ? undefined : this.note();
    }
    if (this.state === 'nothing') this.state = 'texts';
    return this.note();
  }

  private note(): FilterNote {
    return this.state === 'texts' ? 'no_events' : 'collecting';
  }
}
