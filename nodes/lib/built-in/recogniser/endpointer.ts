/** Frames with voice that begin an utterance: 80 ms; a click is shorter. */
const ONSET_FRAMES = 4;

type State =
  /** `evidence` rises with each frame of voice, and falls with each without. */
  { name: 'silence'; evidence: number } | { name: 'speech' } | { name: 'pause' };

/** Finds where utterances start and end in a sequence of frames with and without voice. */
export class Endpointer {
  private state: State = { name: 'silence', evidence: 0 };
  private unvoiced = 0;

  /** Frames since the last one with voice. */
  get unvoicedFrames(): number {
    return this.unvoiced;
  }

  /**
   * Processes the next frame.
   *
   * @param endFrames frames without voice that end an utterance
   */
  accept(voice: boolean, endFrames: number): 'start' | 'end' | undefined {
    this.unvoiced = voice ? 0 : this.unvoiced + 1;
    switch (this.state.name) {
      case 'silence': {
        const evidence = Math.max(0, this.state.evidence + (voice ? 1 : -1));
        if (evidence < ONSET_FRAMES) {
          this.state = { name: 'silence', evidence };
          return undefined;
        }
        this.state = { name: 'speech' };
        return 'start';
      }
      case 'speech':
      case 'pause':
        if (this.unvoiced >= endFrames) {
          this.reset();
          return 'end';
        }
        this.state = { name: voice ? 'speech' : 'pause' };
        return undefined;
    }
  }

  /** Ends the utterance, if there is one, regardless of pauses. */
  reset(): void {
    this.state = { name: 'silence', evidence: 0 };
  }
}
