import type { FlowMessage } from '../message/flow-message';
import type { Status } from './status';
import type { TranscriberListener } from './transcriber-listener';

type Pass = (listener: TranscriberListener) => void;

type State = { name: 'flowing'; listener: TranscriberListener } | { name: 'paused'; kept: Pass[] };

/** The way out of a transcriber. While it is paused, it keeps everything but statuses, which are of their moment only. */
export class BufferedOutput implements TranscriberListener {
  private state: State;

  constructor(listener: TranscriberListener) {
    this.state = { name: 'flowing', listener };
  }

  /** Passes on what was kept, in order, and then everything as it comes. */
  resume(listener: TranscriberListener): void {
    const kept = this.state.name === 'paused' ? this.state.kept : [];
    this.state = { name: 'flowing', listener };
    for (const pass of kept) this.pass(pass);
  }

  pause(): void {
    if (this.state.name === 'flowing') this.state = { name: 'paused', kept: [] };
  }

  transcript(message: FlowMessage): void {
    this.pass((listener) => listener.transcript(message));
  }

  event(message: FlowMessage): void {
    this.pass((listener) => listener.event(message));
  }

  translation(message: FlowMessage): void {
    this.pass((listener) => listener.translation(message));
  }

  status(status: Status): void {
    if (this.state.name === 'flowing') this.state.listener.status(status);
  }

  warning(text: string): void {
    this.pass((listener) => listener.warning(text));
  }

  error(error: Error, message: FlowMessage): void {
    this.pass((listener) => listener.error(error, message));
  }

  private pass(pass: Pass): void {
    if (this.state.name === 'flowing') pass(this.state.listener);
    else this.state.kept.push(pass);
  }
}
