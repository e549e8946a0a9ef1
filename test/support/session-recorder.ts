import type { RecognitionStarted, ServerMessage } from '../../nodes/lib/speech-api/messages';
import type { SessionOutcome } from '../../nodes/lib/speech-api/outcome';
import type { UnknownMessage } from '../../nodes/lib/speech-api/parse';
import type { SessionEvent } from '../../nodes/lib/speech-api/session-event';

/** Writes down what a session tells. */
export class SessionRecorder {
  readonly startedWith: RecognitionStarted[] = [];
  readonly messages: ServerMessage[] = [];
  readonly unknowns: UnknownMessage[] = [];
  readonly malformations: string[] = [];
  readonly acknowledgements: [messages: number, bytes: number][] = [];
  readonly outcomes: SessionOutcome[] = [];
  /** Types of all that was told, in order. */
  readonly calls: SessionEvent['type'][] = [];
  /** Called after each of them. */
  onCall: (type: SessionEvent['type']) => void = () => {};

  /** The one outcome; fails if there is none or more. */
  get outcome(): SessionOutcome {
    const [outcome, ...more] = this.outcomes;
    if (!outcome || more.length > 0) throw new Error(`the session ended ${this.outcomes.length} times`);
    return outcome;
  }

  readonly onEvent = (event: SessionEvent): void => {
    switch (event.type) {
      case 'started':
        this.startedWith.push(event.message);
        break;
      case 'message':
        this.messages.push(event.message);
        break;
      case 'unknown':
        this.unknowns.push(event.message);
        break;
      case 'malformed':
        this.malformations.push(event.reason);
        break;
      case 'acknowledged':
        this.acknowledgements.push([event.messages, event.bytes]);
        break;
      case 'ended':
        this.outcomes.push(event.outcome);
        break;
    }
    this.calls.push(event.type);
    this.onCall(event.type);
  };

  /** Resolves when an event of this type has been told. */
  async until(type: SessionEvent['type']): Promise<void> {
    if (this.calls.includes(type)) return;
    await new Promise<void>((resolve) => {
      const before = this.onCall;
      this.onCall = (called) => {
        before(called);
        if (called === type) resolve();
      };
    });
  }
}
