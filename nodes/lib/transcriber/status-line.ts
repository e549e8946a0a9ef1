import type { Clock } from '../time/clock';
import { type ApplianceState, errorStatus, stateStatus, textStatus, type Status } from './status';
import type { StreamState } from '../stream/stream-event';
import { Throttle } from '../time/throttle';

/** Milliseconds between two statuses: more would flood the editor. */
const INTERVAL = 500;
/** Of several streams, the state that is shown is the first of these. */
const PRECEDENCE: readonly StreamState[] = ['running', 'draining', 'opening', 'waiting'];

/** What a node shows below itself: its state, or the running transcript in its place, or a fault. */
export class StatusLine {
  private readonly statuses: Throttle<Status>;
  /** Those of the streams that have not ended, by their ids. */
  private readonly states = new Map<string, StreamState>();
  /** How many of them are in a state: there may be thousands. */
  private readonly counts = new Map<StreamState, number>();
  private state: StreamState = 'waiting';
  private text = '';
  /** Code of the fault for which there is no session. */
  private outage: string | undefined;
  private refusal: 'none' | 'shown' = 'none';

  /** @param content what is shown while all is well */
  constructor(
    clock: Clock,
    private readonly content: 'state' | 'transcript',
    show: (status: Status) => void,
  ) {
    this.statuses = new Throttle(clock, INTERVAL, show);
  }

  /** The appliance's state before there is a stream. */
  appliance(state: ApplianceState): void {
    this.outage = undefined;
    this.statuses.push(stateStatus(state));
  }

  /** The state of a stream. The last transcript stays until the next session is opened. */
  stream(id: string, state: StreamState): void {
    const before = this.states.get(id);
    if (before) this.counts.set(before, this.count(before) - 1);
    if (state === 'ended') this.states.delete(id);
    else {
      this.states.set(id, state);
      this.counts.set(state, this.count(state) + 1);
    }
    this.state = PRECEDENCE.find((candidate) => this.count(candidate) > 0) ?? state;
    if (this.state === 'opening') this.text = '';
    if (state === 'running') this.outage = undefined;
    this.showPresent();
  }

  transcript(text: string): void {
    if (this.content === 'state' || text === '') return;
    this.text = text;
    this.showPresent();
  }

  /** Nothing goes on. It stays between the attempts to go on. */
  fault(code: string): void {
    this.outage = code;
    this.statuses.push(errorStatus(code, 'red'));
  }

  /** One message was refused; it stays until one is accepted. */
  refused(code: string): void {
    this.refusal = 'shown';
    this.statuses.push(errorStatus(code, 'yellow'));
  }

  /** A message was accepted. */
  accepted(): void {
    if (this.refusal === 'none') return;
    this.refusal = 'none';
    this.showPresent();
  }

  /** Audio is being dropped; it stays until that is over. An outage says more. */
  dropping(code: string): void {
    if (this.outage === undefined) this.statuses.push(errorStatus(code, 'yellow'));
  }

  /** No audio is being dropped any more. */
  calm(): void {
    this.showPresent();
  }

  /** Shows nothing any more. */
  stop(): void {
    this.statuses.stop();
  }

  private showPresent(): void {
    if (this.state === 'waiting' && this.outage !== undefined) this.statuses.push(errorStatus(this.outage, 'red'));
    else {
      const status = this.text === '' ? stateStatus(this.state) : textStatus(this.text, this.state);
      this.statuses.push({ ...status, ...this.figures() });
    }
  }

  private figures(): Pick<Status, 'streams' | 'sessions'> {
    if (this.states.size < 2) return {};
    return { streams: this.states.size, sessions: this.count('running') + this.count('draining') };
  }

  private count(state: StreamState): number {
    return this.counts.get(state) ?? 0;
  }
}
