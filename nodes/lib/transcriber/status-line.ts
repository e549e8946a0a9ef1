import type { Clock } from '../time/clock';
import { Timeout } from '../time/timeout';
import type { HeldAudio } from './held-audio';
import { type ApplianceState, errorStatus, heldStatus, stateStatus, textStatus, type Status } from './status';
import type { StreamState } from '../stream/stream-event';
import { Throttle } from '../time/throttle';

/** Milliseconds between two statuses: more would flood the editor. */
const INTERVAL = 500;
/** Of several streams, the state that is shown is the first of these. */
const PRECEDENCE: readonly StreamState[] = ['running', 'draining', 'opening', 'waiting'];

/** The status of a node: its state, or the running transcript instead, or a fault. */
export class StatusLine {
  private readonly statuses: Throttle<Status>;
  /** Those of the streams that have not ended, by their ids. */
  private readonly states = new Map<string, StreamState>();
  /** How many of them are in a state: there may be thousands. */
  private readonly counts = new Map<StreamState, number>();
  private state: StreamState = 'waiting';
  private text = '';
  /** Code of the fault that prevents a session. */
  private outage: string | undefined;
  /** Whether a refusal is shown; it takes precedence over waiting audio. */
  private refusal: 'none' | 'shown' = 'none';
  private drops: 'none' | 'shown' = 'none';
  /** The waiting audio when it was last determined, which takes time with thousands of streams. */
  private held: HeldAudio | undefined;
  private readonly look: Timeout;

  /**
   * @param content what to show while there is no fault
   * @param lookAtAudio determines the waiting audio
   */
  constructor(
    clock: Clock,
    private readonly content: 'state' | 'transcript',
    show: (status: Status) => void,
    private readonly lookAtAudio: () => HeldAudio | undefined = () => undefined,
  ) {
    this.look = new Timeout(clock);
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
    if (state === 'running' || state === 'ended') this.held = undefined;
    if (this.states.size > 0) this.lookSoon();
    else this.look.clear();
    this.state = PRECEDENCE.find((candidate) => this.count(candidate) > 0) ?? state;
    if (this.state === 'opening') this.text = '';
    if (state === 'running' || before === 'running' || before === 'draining') this.outage = undefined;
    this.showPresent();
  }

  transcript(text: string): void {
    if (this.content === 'state' || text === '') return;
    this.text = text;
    this.showPresent();
  }

  /** Shows that no session is possible, until one is. */
  fault(code: string): void {
    this.outage = code;
    this.statuses.push(errorStatus(code, 'red'));
  }

  /** Shows that a message was refused, until one is accepted. */
  refused(code: string): void {
    this.refusal = 'shown';
    this.statuses.push(errorStatus(code, 'yellow'));
  }

  /** Notes that a message was accepted. */
  accepted(): void {
    this.lookSoon();
    if (this.refusal === 'none') return;
    this.refusal = 'none';
    this.showPresent();
  }

  /** Shows that audio is being dropped, until `calm`, unless a fault is shown. */
  dropping(code: string): void {
    if (this.outage !== undefined) return;
    this.drops = 'shown';
    this.statuses.push(errorStatus(code, 'yellow'));
  }

  /** Notes that audio is no longer dropped. */
  calm(): void {
    this.drops = 'none';
    this.showPresent();
  }

  /** Stops showing anything. */
  stop(): void {
    this.look.clear();
    this.statuses.stop();
  }

  private showPresent(): void {
    const { present, held } = this;
    this.statuses.push(held ? heldStatus(present, held) : present);
  }

  private get present(): Status {
    const isDown = this.state === 'waiting' || this.state === 'ended';
    if (isDown && this.outage !== undefined) return errorStatus(this.outage, 'red');
    const status = this.text === '' ? stateStatus(this.state) : textStatus(this.text, this.state);
    return { ...status, ...this.figures() };
  }

  private lookSoon(): void {
    if (!this.look.isSet) this.look.set(INTERVAL, () => this.lookAtHeld());
  }

  /** Shows how much waits, or that nothing does any longer. */
  private lookAtHeld(): void {
    const before = this.held;
    this.held = this.lookAtAudio();
    if (this.held) this.lookSoon();
    const isBusy = this.refusal === 'shown' || this.drops === 'shown';
    if (!isBusy && (before || this.held)) this.showPresent();
  }

  private figures(): Pick<Status, 'streams' | 'sessions'> {
    if (this.states.size < 2) return {};
    return { streams: this.states.size, sessions: this.count('running') + this.count('draining') };
  }

  private count(state: StreamState): number {
    return this.counts.get(state) ?? 0;
  }
}
