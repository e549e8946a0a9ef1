import { CodedError } from '../errors/coded-error';
import type { Clock } from '../time/clock';
import { copyMessage } from './copy-message';
import type { FlowMessage } from './flow-message';

/** Milliseconds between two showings of an error or a note: with its removal, that makes two changes of the status a second. */
const STATUS_INTERVAL = 1000;

/** What a node shows below itself; `text` is a key of its catalogue. */
export interface NodeStatus {
  fill?: 'red' | 'yellow' | 'grey';
  shape?: 'ring' | 'dot';
  text?: string;
  state?: string;
  code?: string;
  /** Words that it holds, to be put into the text. */
  words?: number;
}

/** What a node shows while all is well: a key of its catalogue, and how many words it holds. */
export interface NodeNote {
  text: string;
  words?: number;
}

/** What Node-RED does for a node. */
export interface NodeSurface {
  status(status: NodeStatus): void;
  report(error: Error, message: object): void;
}

/** A node that takes messages one by one: whatever is thrown becomes its error and its status, and nothing leaves a callback. */
export class GuardedNode<Work extends object> {
  private readonly work: Work | CodedError;
  private shown: Partial<NodeNote> & { since: number } = { since: -Infinity };

  /**
   * @param texts the catalogue's full name of the status texts
   * @param open reads the settings; what it throws is the error of every message
   */
  constructor(
    private readonly surface: NodeSurface,
    private readonly texts: string,
    private readonly clock: Pick<Clock, 'now'>,
    open: () => Work,
  ) {
    try {
      this.work = open();
    } catch (error) {
      this.work = CodedError.from(error);
    }
  }

  /** Hands a copy of a message to the work, shows the note that comes of it, and gives the error for `done`. */
  take(
    message: FlowMessage,
    handle: (work: Work, message: FlowMessage) => NodeNote | undefined | void,
  ): Error | undefined {
    try {
      if (this.work instanceof CodedError) return this.fail(this.work);
      const note = handle(this.work, copyMessage(message)) ?? undefined;
      if (note === undefined) this.clear();
      else this.show(note, { fill: 'yellow', shape: 'ring', state: 'waiting' });
      return undefined;
    } catch (error) {
      return this.fail(error);
    }
  }

  /** Sends from anywhere, timers included: what is thrown there would end Node-RED. */
  send(send: () => void): void {
    try {
      send();
    } catch (error) {
      this.surface.report(this.fail(error), {});
    }
  }

  close(close: (work: Work) => void): void {
    if (!(this.work instanceof CodedError)) close(this.work);
  }

  private fail(error: unknown): Error {
    const known = CodedError.from(error);
    // Only this package's codes have a text.
    const code = known === error ? known.code : 'unexpected_error';
    this.show({ text: code }, { fill: 'red', shape: 'ring', state: 'error', code });
    return known;
  }

  private show({ text, words }: NodeNote, status: NodeStatus): void {
    const now = this.clock.now();
    const isShown = text === this.shown.text && words === this.shown.words;
    if (isShown || now - this.shown.since < STATUS_INTERVAL) return;
    this.shown = { text, words, since: now };
    this.surface.status({ ...status, text: `${this.texts}.${text}`, ...(words !== undefined && { words }) });
  }

  private clear(): void {
    if (this.shown.text === undefined) return;
    this.shown = { since: this.shown.since };
    this.surface.status({});
  }
}
