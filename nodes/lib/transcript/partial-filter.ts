import { FilterError } from './filter-error';
import { readFilterMessage, type FilterInput, type FilterMessage } from './filter-input';
import { IDLE, nextUtterance, type Shown, type Utterance, type UtteranceInput } from './utterance';

/** `finals`: texts that never change, as they come. `live`: the utterance so far, at every visible change. */
export type FilterMode = 'finals' | 'live';

/** Streams remembered at once; beyond it the one that was silent longest is forgotten. */
const MAX_STREAMS = 1000;

/**
 * Turns finals and partials into texts that can be shown as they are. Keeps one utterance per stream, the least recently
 * used first, and no timers.
 */
export class PartialFilter {
  private readonly streams = new Map<string, Utterance<FilterMessage>>();

  /**
   * @param mode a {@link FilterMode}, as it was stored
   * @param now milliseconds on a steady clock
   */
  constructor(
    private readonly mode: string,
    private readonly now: () => number,
  ) {}

  /**
   * Takes one message and gives those to send on: new objects, that share what they carry with the message. Throws
   * {@link FilterError}: `not_a_transcript`, or `unknown_mode` at every message.
   */
  take(message: FilterMessage): FilterMessage[] {
    const input = readFilterMessage(message);
    switch (this.mode) {
      case 'finals':
        return isFinal(input) ? [{ ...message, partial: false }] : [];
      case 'live':
        return this.live(input).map(toMessage);
      default:
        throw this.unknownMode();
    }
  }

  private unknownMode(): FilterError {
    const variable = /^\$\{(\S+)\}$/.exec(this.mode)?.[1];
    return variable === undefined
      ? new FilterError('unknown_mode', `This version knows no mode "${this.mode}". Choose another in the node.`)
      : new FilterError('unset_variable', `The environment variable ${variable}, which names the mode, is not set.`);
  }

  private live(input: FilterInput): Shown<FilterMessage>[] {
    switch (input.kind) {
      case 'text':
        return this.advance(input.stream, input.text);
      case 'end_of_utterance':
      case 'end_of_transcript':
        return this.advance(input.stream, input);
      case 'reset':
        if (input.stream === undefined) this.streams.clear();
        else this.streams.delete(input.stream);
        return [];
      case 'ignored':
        return [];
    }
  }

  private advance(stream: string, input: UtteranceInput<FilterMessage>): Shown<FilterMessage>[] {
    const { state, output } = nextUtterance(this.streams.get(stream) ?? IDLE, input, this.now());
    // Deleted first, so that it goes to the end of the map's order.
    this.streams.delete(stream);
    if (state.name !== 'idle') this.streams.set(stream, state);
    const [oldest] = this.streams.keys();
    if (oldest !== undefined && this.streams.size > MAX_STREAMS) this.streams.delete(oldest);
    return output;
  }
}

function isFinal(input: FilterInput): boolean {
  return input.kind === 'text' && input.text.kind === 'final' && input.text.passage.text !== '';
}

function toMessage({ text, partial, source }: Shown<FilterMessage>): FilterMessage {
  // Whoever came with `final` has readers that look at it.
  const final = typeof source.final === 'boolean' ? { final: !partial } : {};
  return { ...source, payload: text, partial, ...final };
}
