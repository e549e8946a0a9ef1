import type { FlowMessage } from '../../message/flow-message';
import { isObject } from '../../settings/validators';
import { MAX_STREAMS } from './partial-filter';
import type { FilterSettings } from './settings';
import { countWords, tokensOfText } from './token';

/** The status of a filter that holds text: it collects, or no event will ever end the text. */
export interface FilterNote {
  text: 'collecting' | 'no_events';
  /** Number of words of finals that were not sent yet. */
  words: number;
}

/**
 * Detects that a document is collected without the events that end it: output 2 of the transcribe node is not wired.
 * Utterances need no event, since a pause ends them too.
 */
export class MissingEvents {
  private state: 'nothing' | 'texts' | 'events' = 'nothing';
  /** Words of each stream that has not ended. */
  private readonly words = new Map<unknown, number>();

  constructor(private readonly mode: FilterSettings['mode']) {}

  /** Notes a message that the filter has processed; returns the status to show, if any. */
  noteAfter(message: FlowMessage): FilterNote | undefined {
    if (this.mode !== 'document') return undefined;
    const { event, transcript, reset } = message;
    if (reset !== undefined && reset !== false) {
      const stream = (isObject(transcript) ? transcript.stream : undefined) ?? message.stream ?? message.topic;
      if (stream === undefined) this.words.clear();
      else this.words.delete(stream);
      return this.words.size === 0 ? undefined : this.note();
    }
    if (typeof event === 'string') {
      this.state = 'events';
      if (event === 'end_of_transcript') this.words.delete(message.stream);
      return event === 'end_of_transcript' && this.words.size === 0 ? undefined : this.note();
    }
    // Other speech recognition nodes have no events.
    if (isObject(transcript) && message.partial === false) {
      if (this.state === 'nothing') this.state = 'texts';
      this.count(transcript.stream, String(message.payload));
    }
    return this.state === 'nothing' ? undefined : this.note();
  }

  private count(stream: unknown, text: string): void {
    this.words.set(stream, (this.words.get(stream) ?? 0) + countWords(tokensOfText(text)));
    const [oldest] = this.words.keys();
    if (this.words.size > MAX_STREAMS) this.words.delete(oldest);
  }

  private note(): FilterNote {
    const words = [...this.words.values()].reduce((sum, each) => sum + each, 0);
    return { text: this.state === 'texts' ? 'no_events' : 'collecting', words };
  }
}
