import { CodedError } from '../errors/coded-error';
import type { Clock } from '../time/clock';
import { copyMessage, type MessageIdentity, settle } from './copy-message';
import type { Done, FlowMessage, NodeMessage } from './flow-message';

/** Milliseconds between two errors or notes in the status: with their removal, the status changes at most twice a second. */
const STATUS_INTERVAL = 1000;

/** A status without an error: a key of the catalogue, and the number of words held. */
export interface NodeNote {
  text: string;
  words?: number;
}

type Handle<Work> = (work: Work, message: FlowMessage) => NodeNote | undefined | void;

/** The functions of a Node-RED node that are used. */
export interface NodeHost {
  status(status: object): void;
  error(error: Error, message: MessageIdentity): void;
  send(outputs: NodeMessage[][]): void;
}

/** Where the status texts are. */
export interface StatusTexts {
  /** Full name of the catalogue and its section: in subflows, shorter names are not found. */
  catalogue: string;
  /** For texts with figures, which the editor cannot insert. */
  translate: (key: string, figures: { words: number }) => string;
}

/** A node that handles messages one by one. Whatever is thrown becomes an error of the node and its status. */
export class GuardedNode<Work extends object> {
  private readonly work: Work | CodedError;
  private shown: Partial<NodeNote> & { since: number } = { since: -Infinity };

  /** @param open reads the settings; if it throws, that is the error of every message */
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

  /** Passes a copy of a message to the handler, shows the note that it returns, and calls `done`. */
  take(message: FlowMessage, done: Done, handle: Handle<Work>): void {
    settle(done, this.handle(message, handle), message, (error, identity) => this.host.error(error, identity));
  }

  /**
   * Sends messages, also from timers, where an exception would end Node-RED. Copies are sent, so that other nodes can't change
   * what is kept here.
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
