import type { Clock } from '../speech-api/clock';
import { errorStatus, stateStatus, textStatus, type Status } from './status';
import type { StreamState } from './stream-listener';
import { Throttle } from './throttle';

/** Milliseconds between two statuses: more would flood the editor. */
const INTERVAL = 500;

/** What a node shows below itself: its state, or the running transcript in its place, or a fault. */
export class StatusLine {
  private readonly statuses: Throttle<Status>;
  private state: StreamState = 'waiting';
  private text = '';

  /** @param content what is shown while all is well */
  constructor(
    clock: Clock,
    private readonly content: 'state' | 'transcript',
    show: (status: Status) => void,
  ) {
    this.statuses = new Throttle(clock, INTERVAL, show);
  }

  /** The appliance's state before there is a stream. */
  appliance(state: 'starting' | 'ready'): void {
    this.statuses.push(stateStatus(state));
  }

  /** The state of a stream. The last transcript stays until the next session is opened. */
  stream(state: StreamState): void {
    this.state = state;
    if (state === 'opening') this.text = '';
    this.statuses.push(this.text === '' ? stateStatus(state) : textStatus(this.text, state));
  }

  transcript(text: string): void {
    if (this.content === 'state' || text === '') return;
    this.text = text;
    this.statuses.push(textStatus(text, this.state));
  }

  /** `red`: nothing goes on; `yellow`: one message, or some audio, was refused. */
  fault(code: string, fill: 'red' | 'yellow'): void {
    this.statuses.push(errorStatus(code, fill));
  }

  /** Shows nothing any more. */
  stop(): void {
    this.statuses.stop();
  }
}
