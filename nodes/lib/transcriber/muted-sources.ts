import { CodedError } from '../errors/coded-error';

/** The most sources that differ from the rest. */
const MOST = 10_000;

/** Remembers which sources are muted: all or none, with exceptions. Outlives their streams. */
export class MutedSources {
  private usual: 'on' | 'muted' = 'on';
  /** Sources that differ from `usual`. */
  private readonly exceptions = new Set<string>();

  isMuted(source: string): boolean {
    return (this.usual === 'muted') !== this.exceptions.has(source);
  }

  /**
   * @param source undefined: all, including future ones
   * @throws CodedError `too_many_sources`
   */
  set(state: 'on' | 'muted', source: string | undefined): void {
    if (source === undefined) {
      this.usual = state;
      this.exceptions.clear();
    } else if (state === this.usual) {
      this.exceptions.delete(source);
    } else {
      this.except(source);
    }
  }

  /** Takes over the state of another one. */
  take({ usual, exceptions }: MutedSources): void {
    this.usual = usual;
    this.exceptions.clear();
    for (const source of exceptions) this.exceptions.add(source);
  }

  private except(source: string): void {
    if (this.exceptions.size < MOST || this.exceptions.has(source)) {
      this.exceptions.add(source);
      return;
    }
    // Forgetting the oldest would unmute a microphone.
    throw new CodedError(
      'too_many_sources',
      `${MOST} sources are ${this.usual === 'on' ? 'muted' : 'not muted'} one by one, and no more can be remembered. ` +
        'Mute or unmute all of them with an action that names no source.',
    );
  }
}
