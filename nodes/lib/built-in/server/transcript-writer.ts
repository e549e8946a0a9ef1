import type { ServerMessage } from '../../speech-api/messages';
import type { RecognisedWord, RecognitionEvent } from '../recogniser/recogniser';
import { endOfUtteranceMessage, transcriptOf } from './transcript-messages';

/** Converts the events of a recognition to messages, with finals that follow each other without a gap. */
export class TranscriptWriter {
  /** End of the finals, seconds. */
  private finalEnd = 0;
  /** The state of an answer to ForceEndOfUtterance. */
  private forced: 'no' | 'final_due' | 'final_sent' = 'no';

  constructor(private readonly send: (message: ServerMessage) => void) {}

  /** Marks all messages up to the next forced end of utterance as the answer to ForceEndOfUtterance. */
  expectForced(): void {
    this.forced = 'final_due';
  }

  write(event: RecognitionEvent): void {
    switch (event.type) {
      case 'partial':
        this.send({ message: 'AddPartialTranscript', ...transcriptOf(event.words, this.finalEnd, event.endTime) });
        break;
      case 'final':
        this.writeFinal(event.words, event.endTime);
        break;
      case 'end_of_utterance':
        // A client waits for the forced final, even if it is empty.
        if (event.forced && this.forced === 'final_due') this.writeFinal([], Math.max(event.time, this.finalEnd));
        this.send(endOfUtteranceMessage(event.time, event.forced));
        if (event.forced) this.forced = 'no';
        break;
    }
  }

  private writeFinal(words: RecognisedWord[], endTime: number): void {
    const answer = this.forced === 'no' ? {} : { forced: true };
    this.send({ message: 'AddTranscript', ...transcriptOf(words, this.finalEnd, endTime), ...answer });
    this.finalEnd = endTime;
    if (this.forced === 'final_due') this.forced = 'final_sent';
  }
}
