import type { RecognitionStarted, ServerMessage } from '../../nodes/lib/speech-api/messages';
import type { SessionOutcome } from '../../nodes/lib/speech-api/outcome';
import type { UnknownMessage } from '../../nodes/lib/speech-api/parse';
import type { SessionListener } from '../../nodes/lib/speech-api/session-listener';

/** Writes down what a session reports. */
export class RecordingListener implements SessionListener {
  readonly startedWith: RecognitionStarted[] = [];
  readonly messages: ServerMessage[] = [];
  readonly unknowns: UnknownMessage[] = [];
  readonly malformations: string[] = [];
  readonly acknowledgements: [messages: number, bytes: number][] = [];
  readonly outcomes: SessionOutcome[] = [];
  /** Names of the functions that were called, in order. */
  readonly calls: (keyof SessionListener)[] = [];
  /** Called after each of them. */
  onCall: (name: keyof SessionListener) => void = () => {};

  /** The one outcome; fails if there is none or more. */
  get outcome(): SessionOutcome {
    const [outcome, ...more] = this.outcomes;
    if (!outcome || more.length > 0) throw new Error(`the session ended ${this.outcomes.length} times`);
    return outcome;
  }

  started(message: RecognitionStarted): void {
    this.startedWith.push(message);
    this.#called('started');
  }

  message(message: ServerMessage): void {
    this.messages.push(message);
    this.#called('message');
  }

  unknown(message: UnknownMessage): void {
    this.unknowns.push(message);
    this.#called('unknown');
  }

  malformed(reason: string): void {
    this.malformations.push(reason);
    this.#called('malformed');
  }

  acknowledged(messages: number, bytes: number): void {
    this.acknowledgements.push([messages, bytes]);
    this.#called('acknowledged');
  }

  ended(outcome: SessionOutcome): void {
    this.outcomes.push(outcome);
    this.#called('ended');
  }

  /** Resolves when the function of this name has been called. */
  async until(name: keyof SessionListener): Promise<void> {
    if (this.calls.includes(name)) return;
    await new Promise<void>((resolve) => {
      const before = this.onCall;
      this.onCall = (called) => {
        before(called);
        if (called === name) resolve();
      };
    });
  }

  #called(name: keyof SessionListener): void {
    this.calls.push(name);
    this.onCall(name);
  }
}
