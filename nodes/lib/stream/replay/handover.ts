import type { AddTranscript } from '../../speech-api/messages';

/** Limit of finals that are withheld at the end; they hold a word or two. */
const MOST_WITHHELD = 100;

/** The end of a session that another one continues: words that the end of the audio may cut off are left to the next one. */
export class Handover {
  /** Finals whose words are left to the next session. */
  readonly withheld: AddTranscript[] = [];
  private transcript: 'open' | 'complete' = 'open';

  /**
   * @param at end of the audio that the server accepts, seconds of the session; Infinity: not known
   * @param cut seconds before it in which a word may be cut off
   */
  constructor(
    private readonly at: number,
    private readonly cut: number,
  ) {}

  /** End of the audio once its transcript is complete, seconds of the session. */
  get end(): number | undefined {
    return this.transcript === 'complete' && this.at !== Infinity ? this.at : undefined;
  }

  /** Returns a final without the words that may be cut off. */
  withoutCut(message: AddTranscript): AddTranscript {
    const { results, metadata } = message;
    const end = this.at - this.cut;
    if (metadata.end_time <= end) return message;
    const cut = results.findIndex((result) => result.end_time > end);
    const from = Math.min(
      cut === -1 ? end : results[cut]!.start_time,
      this.withheld[0]?.metadata.start_time ?? Infinity,
    );
    const kept = cut === -1 ? results : results.slice(0, cut);
    if (this.withheld.length < MOST_WITHHELD) {
      this.withheld.push({
        ...message,
        results: results.slice(kept.length),
        metadata: { ...metadata, start_time: from },
      });
    }
    return { ...message, results: kept, metadata: { ...metadata, end_time: from } };
  }

  /**
   * Notes that the server has sent everything.
   *
   * @returns the end of the transcript that counts, seconds of the session; undefined if not known
   */
  complete(): number | undefined {
    this.transcript = 'complete';
    const until = this.withheld[0]?.metadata.start_time ?? Math.max(0, this.at - this.cut);
    return until === Infinity ? undefined : until;
  }
}
