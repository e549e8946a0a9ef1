import { diagnose } from '../diagnostics/diagnostics';
import type { Clock } from '../time/clock';
import { Outage } from './outage';
import type { StreamEvent, StreamState } from './stream-event';
import type { Transcripts } from './transcripts';

/** `sent`: all audio that there is was sent to the present session. */
export type SessionManagerEvent = Exclude<StreamEvent, { type: 'ended' }> | { type: 'sent' };

/** What the news are made of, and who hears them. */
export interface SessionNewsDependencies {
  clock: Clock;
  transcripts: Transcripts;
  onEvent: (event: SessionManagerEvent) => void;
}

/** Tells what becomes of a stream's sessions: each state once, and how long a stream was without a session. */
export class SessionNews {
  private state: StreamState | undefined;
  private readonly outage: Outage;

  /**
   * @param id of the stream
   * @param stopped once it is aborted, nothing more is told
   */
  constructor(
    private readonly id: string,
    private readonly dependencies: SessionNewsDependencies,
    private readonly stopped: AbortSignal,
  ) {
    this.outage = new Outage(dependencies.clock);
  }

  /** A session was lost, or could not be had, and there is no other one yet. */
  get isInterrupted(): boolean {
    return this.outage.isOn;
  }

  /** A session was lost, or could not be had. Returns whether that is new. */
  interrupt(): boolean {
    return this.outage.begin();
  }

  /** Another session is tried. */
  noteAttempt(): void {
    this.outage.noteAttempt();
  }

  /** The stream has come into this state, or is in it still. */
  enter(state: StreamState): void {
    if (state === this.state) return;
    this.state = state;
    diagnose(this.id, 'state', () => ({ name: state }));
    const resumed = state === 'running' ? this.outage.end() : undefined;
    this.tell({ type: 'state', state });
    if (resumed) this.tell({ type: 'notice', name: 'resumed', data: resumed });
  }

  /** Takes back the partial that is shown, if there is one: no final will follow it. */
  takeBackPartial(): void {
    const message = this.dependencies.transcripts.takeBack();
    if (message) this.tell({ type: 'transcript', message });
  }

  /** Hands on any other event. */
  tell(event: SessionManagerEvent): void {
    if (!this.stopped.aborted) this.dependencies.onEvent(event);
  }
}
