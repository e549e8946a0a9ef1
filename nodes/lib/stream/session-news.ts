import { diagnose } from '../diagnostics/diagnostics';
import type { Clock } from '../time/clock';
import { Outage } from './outage';
import type { StreamEvent, StreamState } from './stream-event';
import type { Transcripts } from './transcripts';

/** `sent`: all audio so far was sent to the current session. */
export type SessionManagerEvent = Exclude<StreamEvent, { type: 'ended' }> | { type: 'sent' };

/** Sources of the events, and their listener. */
export interface SessionNewsDependencies {
  clock: Clock;
  transcripts: Transcripts;
  onEvent: (event: SessionManagerEvent) => void;
}

/** Reports the state of a stream's sessions: each state once, and how long the stream was without a session. */
export class SessionNews {
  private state: StreamState | undefined;
  private readonly outage: Outage;

  /**
   * @param id of the stream
   * @param stopped no more events follow once it is aborted
   */
  constructor(
    private readonly id: string,
    private readonly dependencies: SessionNewsDependencies,
    private readonly stopped: AbortSignal,
  ) {
    this.outage = new Outage(dependencies.clock);
  }

  /** Whether a session was lost or could not be opened, and there is no other one yet. */
  get isInterrupted(): boolean {
    return this.outage.isOn;
  }

  /** Notes that a session was lost or could not be opened. Returns whether this begins an outage. */
  interrupt(): boolean {
    return this.outage.begin();
  }

  /** Notes an attempt to open another session. */
  noteAttempt(): void {
    this.outage.noteAttempt();
  }

  /** Reports the state of the stream, if it has changed. */
  enter(state: StreamState): void {
    if (state === this.state) return;
    this.state = state;
    diagnose(this.id, 'state', () => ({ name: state }));
    const resumed = state === 'running' ? this.outage.end() : undefined;
    this.tell({ type: 'state', state });
    if (resumed) this.tell({ type: 'notice', name: 'resumed', data: resumed });
  }

  /** Retracts the displayed partial, if there is one: no final will follow it. */
  takeBackPartial(): void {
    const message = this.dependencies.transcripts.takeBack();
    if (message) this.tell({ type: 'transcript', message });
  }

  /** Passes on any other event. */
  tell(event: SessionManagerEvent): void {
    if (!this.stopped.aborted) this.dependencies.onEvent(event);
  }
}
