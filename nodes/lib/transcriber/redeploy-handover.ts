import { Timeout } from '../time/timeout';
import { systemClock, type Clock } from '../time/clock';
import { CodedError } from '../errors/coded-error';
import type { Transcriber } from './transcriber';

/** Milliseconds that words wait for the next instance of their node: Node-RED gives all nodes 15 s to close before it. */
const KEPT = 20_000;

interface Kept {
  transcriber: Transcriber;
  forgetting: Timeout;
}

/** Hands over the unfinished work of a closed node to its next instance, by the node's id. */
export class RedeployHandover {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly clock: Clock) {}

  /**
   * Detaches the transcriber of a closed node, and keeps it for the next instance.
   *
   * @param onLost called with `redeploy_words_lost` if none comes within 20 s and words wait
   */
  store(id: string, transcriber: Transcriber, onLost: (error: CodedError) => void): void {
    transcriber.detach();
    // It may have been closed before it adopted its own predecessor.
    const before = this.claim(id);
    if (before) transcriber.adopt(before);
    const forgetting = new Timeout(this.clock);
    forgetting.set(KEPT, () => {
      this.kept.delete(id);
      const { keptWords } = transcriber;
      if (keptWords > 0) onLost(wordsLost(keptWords));
    });
    this.kept.set(id, { transcriber, forgetting });
  }

  /** Returns, once, the transcriber of the closed instance. */
  claim(id: string): Transcriber | undefined {
    const kept = this.kept.get(id);
    kept?.forgetting.clear();
    this.kept.delete(id);
    return kept?.transcriber;
  }
}

function wordsLost(words: number): CodedError {
  const reason = `Words that came after the node was closed are lost, ${words} in all: no instance of it was there to send them. `;
  const cure = 'Let a recording end before you stop the flows, or deploy the node again within 20 s.';
  return new CodedError('redeploy_words_lost', reason + cure);
}

/** The redeploys of this process: the only state that is shared by all nodes and outlives them. */
export const redeployHandover = new RedeployHandover(systemClock);
