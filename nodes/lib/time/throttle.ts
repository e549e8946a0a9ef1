import { isDeepStrictEqual } from 'node:util';
import type { Clock, Timer } from './clock';

type State<Value> = { name: 'idle' } | { name: 'resting'; timer: Timer; next?: { value: Value } } | { name: 'stopped' };

/** Passes on changes of a value at a bounded rate: the first at once, then the latest one after each interval. */
export class Throttle<Value> {
  private state: State<Value> = { name: 'idle' };
  private passed: { value: Value } | undefined;

  /** @param interval milliseconds between two values */
  constructor(
    private readonly clock: Clock,
    private readonly interval: number,
    private readonly pass: (value: Value) => void,
  ) {}

  push(value: Value): void {
    if (this.state.name === 'resting') this.state.next = { value };
    if (this.state.name === 'idle') this.passChange(value);
  }

  /** Stops passing on values. */
  stop(): void {
    if (this.state.name === 'resting') this.clock.clearTimeout(this.state.timer);
    this.state = { name: 'stopped' };
  }

  private passChange(value: Value): void {
    if (this.passed && isDeepStrictEqual(this.passed.value, value)) return;
    this.passed = { value };
    this.state = { name: 'resting', timer: this.clock.setTimeout(() => this.rested(), this.interval) };
    this.pass(value);
  }

  private rested(): void {
    const next = this.state.name === 'resting' ? this.state.next : undefined;
    this.state = { name: 'idle' };
    if (next) this.passChange(next.value);
  }
}
