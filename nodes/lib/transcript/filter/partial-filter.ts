import type { FlowMessage } from '../../message/flow-message';
import { MessageError } from '../../message/copy-message';
import { FilterError } from './filter-error';
import { readFilterMessage, type FilterInput } from './filter-input';
import { flagsFor, flagsWithin } from './flags';
import { modeOpener, type ModeState } from './modes';
import { earliest, type ModeInput, type Output } from './mode';
import { JoinedDetails } from './joined-details';
import { normalise } from './normalise';
import type { FilterSettings } from './settings';
import type { TextInput } from './utterance-input';
import { filterWords, type LastWord } from './word-filter';

/** Time as the filter sees it. `now` is milliseconds, delays are milliseconds; a timer is only good for `clearTimeout`. */
export interface FilterClock {
  now(): number;
  setTimeout(callback: () => void, delay: number): unknown;
  clearTimeout(timer: unknown): void;
}

/** Streams remembered at once; beyond it the one that was silent longest is ended. */
export const MAX_STREAMS = 1000;
/** Milliseconds of silence after which a stream is ended. */
export const SILENCE = 600_000;

interface StreamEntry {
  state: ModeState;
  /** Left out: no text came yet. */
  last?: LastWord;
  /** When the stream's first sample was spoken, milliseconds on the filter's clock; left out: unknown. */
  beginning?: number;
  timer: unknown;
  /** When it is ended if nothing comes, milliseconds on the filter's clock. */
  end: number;
}

/**
 * Turns the finals and partials of any number of streams into the kind of text that one sink needs. Messages that go out
 * are new objects; they share what they carry with the ones that came in.
 */
export class PartialFilter {
  /** The stream that was silent longest comes first. */
  private readonly entries = new Map<string, StreamEntry>();
  private readonly openMode: () => ModeState;

  /** @param send is given what there is to send, at least one message; from within `take`, or when its time has come */
  constructor(
    private readonly settings: FilterSettings,
    private readonly clock: FilterClock,
    private readonly send: (messages: FlowMessage[]) => void,
  ) {
    this.openMode = modeOpener(settings);
  }

  /**
   * Takes one message.
   *
   * @throws FilterError `not_a_transcript`, `text_too_long`
   * @throws MessageError `uncopyable_message` where a property throws when it is read
   */
  take(message: FlowMessage): void {
    const input = this.read(message);
    switch (input.kind) {
      case 'text':
        this.hear(input.stream, input.text);
        // A recording of which nothing was heard ends with its only final.
        if (message.complete === true && message.payload === '' && input.text.kind === 'final') this.end(input.stream);
        break;
      case 'end_of_utterance':
      case 'reconnecting':
      case 'resumed':
        if (this.entries.has(input.stream)) this.tell(input.stream, { kind: input.kind });
        break;
      case 'end_of_transcript':
        this.end(input.stream);
        break;
      case 'reset':
        for (const stream of input.stream === undefined ? [...this.entries.keys()] : [input.stream])
          this.forget(stream);
        break;
      case 'ignored':
        break;
    }
  }

  /** Forgets all streams. Nothing is sent any more. */
  close(): void {
    for (const stream of [...this.entries.keys()]) this.forget(stream);
  }

  private read(message: FlowMessage): FilterInput {
    try {
      return readFilterMessage(message, this.clock.now());
    } catch (error) {
      throw error instanceof FilterError ? error : new MessageError();
    }
  }

  private hear(stream: string, heard: TextInput): void {
    const { text, last } = filterWords(heard, this.settings, this.entries.get(stream)?.last);
    this.tell(stream, text, last);
  }

  private tell(stream: string, input: ModeInput, last = this.entries.get(stream)?.last): void {
    const open = this.entries.get(stream);
    if (open) this.clock.clearTimeout(open.timer);
    const state = open?.state ?? this.openMode();
    const now = this.clock.now();
    const { outputs, wake } = state.next(input, now);
    const end = input.kind === 'wake' && open ? open.end : now + SILENCE;
    const due = earliest(wake, end) ?? end;
    const timer = this.clock.setTimeout(() => this.wake(stream), Math.max(0, due - now));
    // Deleted first, so that it goes to the end of the map's order.
    if (input.kind !== 'wake') this.entries.delete(stream);
    const beginning = ('beginning' in input ? input.beginning : undefined) ?? open?.beginning;
    this.entries.set(stream, { state, last, beginning, timer, end });
    this.pass(outputs, beginning);
    const [oldest] = this.entries.keys();
    if (oldest !== undefined && this.entries.size > MAX_STREAMS) this.end(oldest);
  }

  private wake(stream: string): void {
    const end = this.entries.get(stream)?.end ?? Infinity;
    if (this.clock.now() >= end) this.end(stream);
    else this.tell(stream, { kind: 'wake' });
  }

  private end(stream: string): void {
    const open = this.entries.get(stream);
    if (!open) return;
    this.forget(stream);
    this.pass(open.state.next({ kind: 'end_of_transcript' }, this.clock.now()).outputs, open.beginning);
  }

  private forget(stream: string): void {
    const open = this.entries.get(stream);
    if (open) this.clock.clearTimeout(open.timer);
    this.entries.delete(stream);
  }

  private pass(outputs: readonly Output[], beginning: number | undefined): void {
    if (outputs.length > 0) this.send(outputs.map((output) => this.messageOf(output, beginning)));
  }

  private messageOf(output: Output, beginning: number | undefined): FlowMessage {
    const { text, tokens, partial, source, stability, contradicts } = output;
    const joined = output.details ?? new JoinedDetails().add(tokens);
    const transcript = transcriptOf(output, joined, beginning, this.clock.now());
    const labelled = transcript ? source : joined.labelled(source);
    // V8 takes microseconds to add something to a spread object.
    const message: FlowMessage = Object.assign({}, labelled, { payload: text }, flagsFor(source, partial));
    if (transcript) message.transcript = transcript;
    if (this.settings.normalised) message.normalised = normalise(tokens);
    if (stability) message.stability = stability;
    if (contradicts !== undefined) message.contradicts = contradicts;
    return message;
  }
}

/** `msg.transcript` of a text, where the messages that it is made of have one. */
function transcriptOf(
  { parts, partial, source }: Output,
  joined: JoinedDetails,
  beginning: number | undefined,
  now: number,
): FlowMessage | undefined {
  const { transcript } = source;
  if (typeof transcript !== 'object' || transcript === null || Array.isArray(transcript)) return undefined;
  const told = transcript as FlowMessage;
  return Object.assign({ ...joined.over(told, beginning, now) }, flagsWithin(told, partial), parts && { parts });
}
