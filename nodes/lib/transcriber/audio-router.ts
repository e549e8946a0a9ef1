import { filesIn } from '../audio/ends/whole-file';
import { endOfAudio } from '../audio/ends/end-of-audio';
import type { Action } from '../audio/control-words';
import type { Input } from '../audio/input-message';
import type { Call } from '../audio/telephony';
import type { Done, FlowMessage } from '../message/flow-message';
import type { Clock } from '../time/clock';
import type { Arrival, Connections } from './connections';
import { finishEach } from './finish-each';
import type { Sources } from './sources';

type AudioInput = Extract<Input, { kind: 'audio' }>;

/** Routes the audio of messages to sources: those that messages name, or tracks on their connections. */
export class AudioRouter {
  constructor(
    private readonly sources: Sources,
    private readonly connections: Connections,
    private readonly clock: Pick<Clock, 'now'>,
  ) {}

  /**
   * Takes the audio of a message.
   *
   * @throws AudioError, SettingsError, CodedError
   */
  take(message: FlowMessage, input: AudioInput, done: Done, source: string | undefined): void {
    const { data, last, hints, call } = input;
    if (call) {
      this.deliver([this.connections.readCall(message, data, call, hints, source)], input, done);
      return;
    }
    const files = filesIn(data);
    if (files.length > 1) {
      this.takeFiles(message, files, { input, source }, done);
      return;
    }
    const end = endOfAudio(message, data, last);
    if (end !== 'open') {
      this.deliver(this.connections.end(source), input, () => {});
      this.sources.get(source).write(message, input, end, done);
      return;
    }
    const isOpen = (name: string): boolean => this.sources.isHeard(name);
    this.deliver(this.connections.read(message, data, { source, isOpen, at: this.clock.now() }), input, done);
  }

  /** Each file is a recording; the message is done with the last word of the last one. */
  private takeFiles(
    message: FlowMessage,
    files: readonly Buffer[],
    { input, source }: { input: AudioInput; source: string | undefined },
    done: Done,
  ): void {
    this.deliver(this.connections.end(source), input, () => {});
    let failed: Error | undefined;
    const one = this.sources.get(source);
    files.forEach((data, index) => {
      const isLast = index === files.length - 1;
      const finished: Done = (error) => {
        failed ??= error;
        if (isLast) done(failed);
      };
      // The last one may be incomplete.
      const end = isLast ? endOfAudio(message, data, input.last) : 'recording';
      // A request is answered once, with the words of the last one.
      const of = isLast ? message : { ...message, req: undefined, res: undefined };
      one.write(of, { data, hints: input.hints }, end, finished);
    });
  }

  /** Handles the end of a telephone call, or its start, which has the format of all tracks and opens no stream. */
  takeCall(
    message: FlowMessage,
    { action, hints, call }: { action: Action; hints: AudioInput['hints']; call: Call },
    done: Done,
    source: string | undefined,
  ): void {
    if (action === 'finish') {
      const { key, hasBegun } = this.connections.endCall(message, call, source);
      const tracks = this.sources.of(key);
      if (hasBegun || tracks.length > 0) finishEach(tracks, done);
      else this.finish(source, done);
      return;
    }
    this.connections.startCall(message, hints, call, source);
    done();
  }

  /** Other services use the same word to end something that is not a call. */
  private finish(source: string | undefined, done: Done): void {
    this.flush(source ?? '');
    this.sources.get(source).finish(done);
  }

  /** Ends the input of a source, or of all: passes on what was held. */
  flush(source?: string): void {
    this.deliver(this.connections.end(source), { hints: {} }, () => {});
  }

  /** Drops what is held. */
  drop(source?: string): void {
    this.connections.end(source);
  }

  /** @param done passed to the stream of the last arrival */
  private deliver(arrivals: readonly Arrival[], { hints }: Pick<AudioInput, 'hints'>, done: Done): void {
    const last = arrivals.at(-1);
    let error: Error | undefined;
    for (const arrival of arrivals) {
      if (arrival.kind === 'refused') error ??= arrival.error;
      else if (arrival.kind === 'end') this.end(arrival);
      else this.write(arrival, hints, arrival === last && !error ? done : () => {});
    }
    if (error || !last || last.kind === 'end') done(error);
  }

  private end({ source, message, isAwaited }: Extract<Arrival, { kind: 'end' }>): void {
    if (isAwaited) this.sources.get(source).answer(message, {}, () => {});
    else for (const one of this.sources.of(source)) one.finish(() => {});
  }

  private write(arrival: Extract<Arrival, { kind: 'plain' | 'audio' }>, hints: AudioInput['hints'], done: Done): void {
    const { source, message, data } = arrival;
    const bytes = { data, hints: arrival.kind === 'audio' ? arrival.hints : hints };
    this.sources.get(source).write(message, bytes, 'open', done);
  }
}
