import type { ApplianceLease } from '../../../nodes/lib/appliance/appliance';
import type { FlowMessage } from '../../../nodes/lib/message/flow-message';
import { RedeployHandover } from '../../../nodes/lib/transcriber/redeploy-handover';
import { Transcriber } from '../../../nodes/lib/transcriber/transcriber';
import type { TranscriberEvent } from '../../../nodes/lib/transcriber/transcriber-event';
import type { Status } from '../../../nodes/lib/transcriber/status';
import { readTranscriberSettings, type StoredSettings } from '../../../nodes/lib/transcriber/transcriber-settings';
import type { Behaviour, ServerConnection } from '../../../dev/scripted-server';
import { TestAppliance } from '../stream/stream-harness';

/** What became of an input message. */
export interface Input {
  message: FlowMessage;
  /** Every call of `done`: `done`, or the code of the error. */
  results: string[];
}

/** A transcriber on a {@link TestAppliance}, and those that take its place, with everything that went in and came out. */
export class TranscriberHarness extends TestAppliance {
  readonly inputs: Input[] = [];
  readonly transcripts: FlowMessage[] = [];
  readonly events: FlowMessage[] = [];
  readonly statuses: Status[] = [];
  readonly warnings: string[] = [];
  readonly errors: { code: unknown; message: FlowMessage }[] = [];
  /** What nobody came for after `stop`. */
  readonly lost: { code: string; message: string }[] = [];
  /** Types of all that was told, in order. */
  readonly calls: TranscriberEvent['type'][] = [];
  /** Called after each of them. */
  onCall: (type: TranscriberEvent['type']) => void = () => {};
  /** Of the transcribers from the next one on. */
  appliance: ApplianceLease = this;
  transcriber: Transcriber;
  /** Transcribers so far. */
  instances = 0;

  private readonly redeploys = new RedeployHandover(this.time.clock);

  constructor(
    behaviour: Behaviour,
    private readonly settings: StoredSettings = {},
    sessions?: number,
  ) {
    super(behaviour, sessions);
    this.transcriber = this.newTranscriber();
  }

  /** Closes the node, as the first half of a redeploy does. */
  stop(): void {
    this.redeploys.store('node', this.transcriber, ({ code, message }) => this.lost.push({ code, message }));
  }

  /** Builds the node anew, as the second half of a redeploy does. */
  restart(): void {
    this.transcriber = this.newTranscriber();
    const before = this.redeploys.claim('node');
    if (before) this.transcriber.adopt(before);
  }

  /** Builds the node anew with settings that can't be: it only sends what is left. */
  restartInvalid(): void {
    this.redeploys.claim('node')?.sendRest((event) => this.onEvent(event));
  }

  redeploy(): void {
    this.stop();
    this.restart();
  }

  /** Gives the transcriber a message of a source, and returns what becomes of it. */
  send(message: FlowMessage, source?: string): Input {
    const input: Input = { message, results: [] };
    this.inputs.push(input);
    this.transcriber.input(
      message,
      (error) => {
        input.results.push(error ? String((error as { code?: unknown }).code) : 'done');
      },
      source,
    );
    return input;
  }

  /** Texts so far, without partials. */
  get texts(): unknown[] {
    return this.transcripts.filter(({ partial }) => partial === false).map(({ payload }) => payload);
  }

  private newTranscriber(): Transcriber {
    this.instances += 1;
    return new Transcriber(
      readTranscriberSettings({ transcription_config: { language: 'en' }, ...this.settings }),
      this.appliance,
      this.time.clock,
      (event) => this.onEvent(event),
    );
  }

  private onEvent(event: TranscriberEvent): void {
    switch (event.type) {
      case 'transcript':
        this.transcripts.push(event.message);
        break;
      case 'notice':
        this.events.push(event.message);
        break;
      case 'translation':
        break;
      case 'status':
        this.statuses.push(event.status);
        break;
      case 'warning':
        this.warnings.push(event.text);
        break;
      case 'error':
        this.errors.push({ code: (event.error as { code?: unknown }).code, message: event.message });
        break;
    }
    this.calls.push(event.type);
    this.onCall(event.type);
  }
}

/** Bytes of audio that a server got on a connection. */
export function audioBytes({ audio }: ServerConnection): number {
  return audio.reduce((sum, { length }) => sum + length, 0);
}

/** Messages with the parts of a recording, as the node "file in" sends them. */
export function parts(data: Buffer, bytes: number, id = 'file'): object[] {
  const list: { payload?: Buffer; parts: Record<string, unknown> }[] = [];
  for (let at = 0; at < data.length; at += bytes) {
    list.push({ payload: data.subarray(at, at + bytes), parts: { id, type: 'buffer', index: list.length } });
  }
  list.at(-1)!.parts.count = list.length;
  return list;
}
