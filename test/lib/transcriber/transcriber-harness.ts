import type { FlowMessage } from '../../../nodes/lib/message/flow-message';
import { RedeployHandover } from '../../../nodes/lib/transcriber/redeploy-handover';
import { Transcriber } from '../../../nodes/lib/transcriber/transcriber';
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

type Output = 'transcript' | 'event' | 'translation' | 'status' | 'warning' | 'error';

/** A transcriber on a {@link TestAppliance}, and those that take its place, with everything that went in and came out. */
export class TranscriberHarness extends TestAppliance {
  readonly inputs: Input[] = [];
  readonly transcripts: FlowMessage[] = [];
  readonly events: FlowMessage[] = [];
  readonly statuses: Status[] = [];
  readonly warnings: string[] = [];
  readonly errors: { code: unknown; message: FlowMessage }[] = [];
  /** Names of the outputs, in order. */
  readonly calls: Output[] = [];
  /** Called after each output. */
  onCall: (output: Output) => void = () => {};
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
    this.redeploys.store('node', this.transcriber);
  }

  /** Builds the node anew, as the second half of a redeploy does. */
  restart(): void {
    this.transcriber = this.newTranscriber();
    const before = this.redeploys.claim('node');
    if (before) this.transcriber.adopt(before);
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
      this,
      this.time.clock,
      {
        transcript: (message) => this.called('transcript', () => this.transcripts.push(message)),
        event: (message) => this.called('event', () => this.events.push(message)),
        translation: () => this.called('translation', () => {}),
        status: (status) => this.called('status', () => this.statuses.push(status)),
        warning: (text) => this.called('warning', () => this.warnings.push(text)),
        error: (error, message) =>
          this.called('error', () => this.errors.push({ code: (error as { code?: unknown }).code, message })),
      },
    );
  }

  private called(output: Output, note: () => void): void {
    note();
    this.calls.push(output);
    this.onCall(output);
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
