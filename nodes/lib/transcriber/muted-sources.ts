import { CodedError } from '../errors/coded-error';

/** Sources that are remembered to be muted while others are not, or the other way round. */
const MOST = 10_000;

/** Which sources are muted: all or none, but for some. It outlives their streams. */
export class MutedSources {
  private usual: 'on' | 'muted' = 'on';
  /** Sources of which something else holds. */
  private readonly exceptions = new Set<string>();

  isMuted(source: string): boolean {
    return (this.usual === 'muted') !== this.exceptions.has(source);
  }

  /**
   * @param source undefined: all, those that are not known yet included
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

  /** Goes on where another one was. */
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
    // To forget the oldest would let a muted microphone be heard.
    throw new CodedError(
      'too_many_sources',
      `${MOST} sources are ${this.usual === 'on' ? 'muted' : 'not muted'} one by one, and no more can be remembered. ` +
        'Mute or unmute all of them with an action that names no source.',
    );
  }
}
