import type { Clock } from '../time/clock';
import type { StreamAudio } from './audio/stream-audio';
import type { RunEnd } from './session-run';
import type { StreamLimits } from './stream-limits';
import type { Transcripts } from './transcripts';

/** Seconds of audio too short for a word. */
const WORDLESS = 0.1;

/** Tracks whether the sessions of a stream still make progress, and whether they have sent all words. */
export class Progress {
  /** Seconds of the stream that finals covered when the current session began. */
  private coveredBefore = 0;
  /** Consecutive sessions without a new final since the stream was finished; `since`: milliseconds of the clock. */
  private fruitless = { sessions: 0, since: 0 };
  /** Consecutive sessions that stopped responding before EndOfTranscript. */
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

  /** Notes a final. Returns whether it extends what finals cover. */
  finalCame(): boolean {
    if (this.isNew) this.fruitless.sessions = 0;
    return this.isNew;
  }

  /** Notes that a session ended before the transcript of the stream was complete. */
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
   * Whether the transcript is complete although EndOfTranscript never came: finals reach the end of the audio, or two sessions
   * received all of it, agree on the last word, and stopped responding. Call it once for each session.
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
