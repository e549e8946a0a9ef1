import { CodedError } from '../errors/coded-error';
import type { Clock } from '../time/clock';
import { copyMessage, type MessageIdentity, settle } from './copy-message';
import type { Done, FlowMessage, NodeMessage } from './flow-message';

/** Milliseconds between two showings of an error or a note: with its removal, that makes two changes of the status a second. */
const STATUS_INTERVAL = 1000;

/** What a node shows while all is well: a key of its catalogue, and how many words it holds. */
export interface NodeNote {
  text: string;
  words?: number;
}

type Handle<Work> = (work: Work, message: FlowMessage) => NodeNote | undefined | void;

/** What a node of Node-RED can do. */
export interface NodeHost {
  status(status: object): void;
  error(error: Error, message: MessageIdentity): void;
  send(outputs: NodeMessage[][]): void;
}

/** Where the texts of a status are. */
export interface StatusTexts {
  /** The full name of the catalogue's part: inside subflows only that is found. */
  catalogue: string;
  /** The editor translates keys, but puts no figures into them. */
  translate: (key: string, figures: { words: number }) => string;
}

/** A node that takes messages one by one: whatever is thrown becomes its error and its status, and nothing leaves a callback. */
export class GuardedNode<Work extends object> {
  private readonly work: Work | CodedError;
  private shown: Partial<NodeNote> & { since: number } = { since: -Infinity };

  /** @param open reads the settings; what it throws is the error of every message */
  constructor(
    private readonly host: NodeHost,
    private readonly texts: StatusTexts,
    private readonly clock: Pick<Clock, 'now'>,
    open: () => Work,
  ) {
    try {
      this.work = open();
    } catch (error) {
      this.work = CodedError.from(error);
    }
  }

  /** Hands a copy of a message to the work, shows the note that comes of it, and calls `done`. */
  take(message: FlowMessage, done: Done, handle: Handle<Work>): void {
    settle(done, this.handle(message, handle), message, (error, identity) => this.host.error(error, identity));
  }

  /**
   * Sends from anywhere, timers included: what is thrown there would end Node-RED. Copies go out, so that nobody downstream
   * changes what is kept here.
   */
  send(...outputs: object[][]): void {
    try {
      this.host.send(outputs.map((messages) => messages.map((message) => copyMessage(message) as NodeMessage)));
    } catch (error) {
      this.host.error(this.fail(error), {});
    }
  }

  close(close: (work: Work) => void): void {
    if (!(this.work instanceof CodedError)) close(this.work);
  }

  private handle(message: FlowMessage, handle: Handle<Work>): Error | undefined {
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

  private fail(error: unknown): Error {
    const known = CodedError.from(error);
    // Only this package's codes have a text.
    const code = known === error ? known.code : 'unexpected_error';
    this.show({ text: code }, { fill: 'red', shape: 'ring', state: 'error', code });
    return known;
  }

  private show({ text, words }: NodeNote, status: object): void {
    const now = this.clock.now();
    const isShown = text === this.shown.text && words === this.shown.words;
    if (isShown || now - this.shown.since < STATUS_INTERVAL) return;
    this.shown = { text, words, since: now };
    const key = `${this.texts.catalogue}.${text}`;
    const figures = words !== undefined && { words, text: this.texts.translate(key, { words }) };
    this.host.status({ ...status, text: key, ...figures });
  }

  private clear(): void {
    if (this.shown.text === undefined) return;
    this.shown = { since: this.shown.since };
    this.host.status({});
  }
}
