import type { TranscriberEvent } from './transcriber-event';

type OnEvent = (event: TranscriberEvent) => void;

type State = { name: 'flowing'; onEvent: OnEvent } | { name: 'paused'; kept: TranscriberEvent[] };

/** The output of a transcriber. While it is paused, it keeps all events but statuses, which soon become outdated. */
export class BufferedOutput {
  private state: State;

  constructor(onEvent: OnEvent) {
    this.state = { name: 'flowing', onEvent };
  }

  /** Passes on the kept events in order, and then all events as they come. */
  resume(onEvent: OnEvent): void {
    const kept = this.state.name === 'paused' ? this.state.kept : [];
    this.state = { name: 'flowing', onEvent };
    for (const event of kept) this.push(event);
  }

  pause(): void {
    if (this.state.name === 'flowing') this.state = { name: 'paused', kept: [] };
  }

  /** The number of words in kept finals. */
  get keptWords(): number {
    if (this.state.name === 'flowing') return 0;
    return this.state.kept.reduce((sum, event) => sum + finalWords(event), 0);
  }

  push(event: TranscriberEvent): void {
    if (this.state.name === 'flowing') this.state.onEvent(event);
    else if (event.type !== 'status') this.state.kept.push(event);
  }
}

function finalWords(event: TranscriberEvent): number {
  if (event.type !== 'transcript' || event.message.partial !== false) return 0;
  return String(event.message.payload).split(/\s+/).filter(Boolean).length;
}
