import type { Clock } from '../time/clock';
import type { StreamAudio } from './audio/stream-audio';
import type { RunEnd } from './session-run';
import type { StreamLimits } from './stream-limits';
import type { Transcripts } from './transcripts';

/** Seconds at the end of the audio that are too short for a word. */
const WORDLESS = 0.1;

/** Tells whether the sessions of a stream still make progress, and whether they have sent all words. */
export class Progress {
  /** Seconds of the stream that were covered when the present session began. */
  private coveredBefore = 0;
  /** Sessions in a row that said nothing new, since the stream was finished; `since`: epoch milliseconds. */
  private fruitless = { sessions: 0, since: 0 };
  /** Sessions in a row that fell silent in place of the end of the transcript. */
  private silent = 0;

  constructor(
    private readonly audio: StreamAudio,
    private readonly transcripts: Transcripts,
    private readonly clock: Clock,
    private readonly limits: Pick<StreamLimits, 'fruitlessSessions' | 'fruitlessTime'>,
  ) {}

  sessionBegan(): void {
    this.coveredBefore = this.transcripts.coveredUntil;
  }

  /** A final came. Returns whether the session says something new with it. */
  finalCame(): boolean {
    if (this.isNew) this.fruitless.sessions = 0;
    return this.isNew;
  }

  /** Notes that a session ended without the last word of the stream. */
  sessionEnded(): void {
    if (!this.audio.finished || this.isNew) return;
    if (this.fruitless.sessions === 0) this.fruitless.since = this.clock.now();
    this.fruitless.sessions += 1;
  }

  /** Whether another session would be of no use. */
  get isHopeless(): boolean {
    const { sessions, since } = this.fruitless;
    return sessions >= this.limits.fruitlessSessions && this.clock.now() - since >= this.limits.fruitlessTime;
  }

  /**
   * Whether all words are out, though the server never said so: finals reach to the end of the audio, or two sessions had it all,
   * agree on its last word, and fell silent. To be asked once for each session.
   */
  hasSaidAll({ session, phase, outcome }: RunEnd & { how: 'ended' }): boolean {
    const { coveredUntil, unsettled } = this.transcripts;
    this.silent = outcome.code === 'end_timeout' && phase === 'draining' ? this.silent + 1 : 0;
    if (this.silent === 0 || unsettled || !session.hasSaid(coveredUntil - WORDLESS)) return false;
    const agrees = this.silent > 1 && coveredUntil <= this.coveredBefore + WORDLESS;
    return agrees || this.audio.uncovered < WORDLESS;
  }

  private get isNew(): boolean {
    return this.transcripts.coveredUntil > this.coveredBefore;
  }
}
