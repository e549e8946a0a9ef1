import { isDeepStrictEqual } from 'node:util';
import { holdAudio } from '../message/audio-hold';
import type { Done, FlowMessage } from '../message/flow-message';
import type { Readable } from 'node:stream';
import { isObject } from '../settings/validators';
import type { Clock } from '../time/clock';
import { Timeout } from '../time/timeout';
import type { AudioKind } from '../stream/audio/audio-queue';
import type { SourceFormat } from '../audio/format';
import type { FormatProperties } from '../audio/format-properties';
import { startsSampleFile } from '../audio/sample-file';
import { MOMENT, senderOf, standsAlone, type EndOfAudio } from '../audio/ends/end-of-audio';
import { readInput, type Input } from '../audio/input-message';
import { goOn, isLongGroup, tellsOtherFormat, type OpenStream } from './open-stream';
import type { StreamLevel } from './quiet-sources';
import type { RefusedRecordings } from './refused-recordings';
import type { Stream } from '../stream/stream';
import { CodedError } from '../errors/coded-error';
import type { StreamEnd, StreamWarning } from '../stream/stream-event';

/** Audio, and what its message says about it. */
export type AudioBytes = Pick<Extract<Input, { kind: 'audio' }>, 'data' | 'hints'>;

/** What a source needs of its owner. */
export interface SourceOwner {
  clock: Clock;
  /** Remembers refused recordings, longer than a source without streams is kept. */
  refused: RefusedRecordings;
  /** Remembers that the source sent something that is not audio. */
  refusedBytes: {
    add: (hints: FormatProperties, error: unknown) => void;
    reasonFor: (data: Buffer, hints: FormatProperties, message: FlowMessage) => CodedError | undefined;
  };
  /**
   * The source says that its samples are others from now on.
   *
   * @throws AudioError if it says so all the time
   */
  noteChange(): void;
  /** What the bytes of a message are taken for. */
  readFormat(message: FlowMessage, hints: FormatProperties): SourceFormat;
  /** Makes the stream that a message opens. `ended` is to be called once. */
  newStream(
    message: FlowMessage,
    hints: FormatProperties,
    ended: (end: StreamEnd) => void,
  ): Pick<OpenStream, 'stream' | 'output'>;
  /** Whether streams may open sessions now. */
  mayProceed(): boolean;
  /** Whether the audio of the source is to be passed over now. */
  isMuted(): boolean;
  /** Remembers how loud a stream of the source was. Returns what to report about it. */
  noteLevel(level: StreamLevel): StreamWarning | undefined;
  /** A stream of the source has ended; those who waited for it have been told. */
  ended(end: StreamEnd): void;
}

/**
 * The streams of one source, one after the other: what was said first is written first. Only the oldest may have a session,
 * only the newest may take audio.
 */
export class Source {
  private readonly streams: OpenStream[] = [];

  constructor(private readonly owner: SourceOwner) {}

  /** It has no streams. */
  get empty(): boolean {
    return this.streams.length === 0;
  }

  /** Its open stream has heard audio: what comes next is no beginning. */
  get isHeard(): boolean {
    return this.current?.state === 'heard';
  }

  /**
   * Takes audio.
   *
   * @param end what it means for the end of its stream
   * @throws AudioError, SettingsError, CodedError
   */
  write(message: FlowMessage, { data, hints }: AudioBytes, end: EndOfAudio, done: Done): void {
    const { parts } = message;
    const inParts = isObject(parts);
    const refused = inParts
      ? this.owner.refused.reasonFor(message)
      : this.owner.refusedBytes.reasonFor(data, hints, message);
    if (refused) {
      // Told once, not with every part; but a recording is not done, and a request is answered.
      done((end === 'open' || end === 'piece') && !standsAlone(message) ? undefined : refused);
      return;
    }
    let fresh: boolean;
    let open: OpenStream;
    try {
      this.separate(message, { data, hints }, end);
      fresh = this.current === undefined;
      open = this.current ?? this.openStream(message, hints, data);
    } catch (error) {
      if (!inParts) this.owner.refusedBytes.add(hints, error);
      throw error;
    }
    if (isObject(parts) && open.group?.id !== parts.id) open.group = { id: parts.id, from: open.stream.seconds };
    try {
      open.stream.write(data, end === 'open' || end === 'piece' ? kindOf(parts) : 'recording');
    } catch (error) {
      this.owner.refused.add(message, CodedError.from(error));
      if (!inParts) this.owner.refusedBytes.add(hints, error);
      // What was heard before must not be lost to what comes after it.
      if (fresh || end !== 'open' || inParts) open.stream.cancel();
      else open.stream.finish();
      throw error;
    }
    const release = holdAudio(message);
    if (release) void open.stream.sent().then(release);
    open.state = 'heard';
    if (fresh && !isObject(parts) && (isEnd(end) || open.stream.finished)) open.output.carryRequest(message);
    if (end !== 'open' || open.stream.finished) open.output.expectAnswer();
    if (isEnd(end) || open.stream.finished || isLongGroup(open, end)) {
      this.finishStream(open, done);
    } else if (end === 'open' && !open.stream.endsFile) done();
    else this.finishUnlessMore(open, done, fresh && standsAlone(message) ? message : undefined);
  }

  /** An empty Buffer: the end of the stream if nothing follows for a moment; nothing within a file. */
  writeNothing(done: Done): void {
    if (this.current && !this.current.stream.goesOn) this.finishUnlessMore(this.current, done);
    else done();
  }

  /** The end of a recording, which may be without samples: it is answered, since somebody waits for that. */
  answer(message: FlowMessage, hints: FormatProperties, done: Done): void {
    const open = this.current ?? this.openStream(message, hints);
    if (open.state !== 'heard') open.output.carryRequest(message);
    open.output.expectAnswer();
    this.finishStream(open, done);
  }

  /** Ends the stream before what belongs to another one; or takes back an end that was none. */
  private separate(message: FlowMessage, { data, hints }: AudioBytes, end: EndOfAudio): void {
    const open = this.current;
    if (!open) return;
    const isOther =
      this.tellsOther(open, message, hints) ||
      (end === 'recording' && open.state === 'heard') ||
      (open.ending && open.sender !== senderOf(message)) ||
      open.stream.changesFormat(data);
    if (isOther) open.stream.finish();
    else goOn(open);
  }

  private tellsOther(open: OpenStream, message: FlowMessage, hints: FormatProperties): boolean {
    const tellsOther = tellsOtherFormat(open, hints, (told) => this.owner.readFormat(message, told));
    if (tellsOther) this.owner.noteChange();
    return tellsOther;
  }

  /** @param request it is answered if nothing follows it */
  private finishUnlessMore(open: OpenStream, done: Done, request?: FlowMessage): void {
    goOn(open);
    const timeout = new Timeout(this.owner.clock);
    open.pending.push(done);
    open.ending = { timeout, dones: [done] };
    timeout.set(MOMENT, () => {
      if (request) open.output.carryRequest(request);
      open.stream.finish();
    });
  }

  /**
   * Reads audio to its end, no faster than it is sent; then the stream finishes. It is a recording: nothing of it is dropped.
   * What it is read from is destroyed when the stream has ended, if that is before its end.
   */
  writeFrom(message: FlowMessage, { readable, hints }: Extract<Input, { kind: 'readable' }>, done: Done): void {
    const open = this.current ?? this.openStream(message, hints);
    if (open.end) {
      destroy(readable);
      done(errorOf(open.end));
      return;
    }
    goOn(open);
    open.state = 'heard';
    open.output.expectAnswer();
    open.pending.push(done);
    open.readables.push(readable);
    this.read(readable, open.stream).then(
      () => open.stream.finish(),
      (error: unknown) => {
        const waiting = open.pending.indexOf(done);
        if (waiting < 0) return;
        open.pending.splice(waiting, 1);
        open.stream.finish();
        done(CodedError.from(error));
      },
    );
  }

  private async read(readable: Readable, stream: Stream): Promise<void> {
    for await (const chunk of readable) {
      const input = readInput({ payload: chunk as unknown }, stream.sampleFormat);
      if (input.kind === 'audio') stream.write(input.data, 'recording');
      await stream.sent();
      if (stream.finished) return;
    }
  }

  /** Opens a session before there is audio. What is said of the audio later, but before it comes, is the latest word on it. */
  start(message: FlowMessage, hints: FormatProperties): void {
    const { current } = this;
    const isNewHint = current?.state === 'silent' && !isDeepStrictEqual({ ...current.hints, ...hints }, current.hints);
    if (isNewHint) current.stream.cancel();
    if (current?.state === 'heard' && this.tellsOther(current, message, hints)) current.stream.finish();
    (this.current ?? this.openStream(message, hints)).stream.start();
  }

  /** No more audio: `done` is called when the last word is out, or at once when there is nothing to wait for. */
  finish(done: Done): void {
    this.finishStream(this.streams.at(-1), done);
  }

  /** Ends the audio of all streams. */
  finishAll(): void {
    for (const { stream } of [...this.streams]) stream.finish();
  }

  /** Drops everything. */
  cancel(): void {
    // The last one first: a stream that ends lets the next one open a session.
    for (const { stream } of [...this.streams].reverse()) stream.cancel();
  }

  /** Drops everything, and tells those who do not wait for it. */
  cutOff(error: CodedError): void {
    // Those who wait for the last word hear of it that way.
    for (const { output, pending } of this.streams) if (pending.length === 0) output.error(error);
    this.cancel();
  }

  /** Its source was muted or unmuted. */
  applyMuted(): void {
    const isMuted = this.owner.isMuted();
    for (const { stream } of this.streams) {
      if (isMuted) stream.mute();
      else stream.unmute();
    }
  }

  /** The stream that takes audio, if one is open. */
  get requireStream(): Stream | undefined {
    return this.current?.stream;
  }

  /** Its streams, oldest first. */
  get all(): Stream[] {
    return this.streams.map(({ stream }) => stream);
  }

  /** Lets the oldest stream open sessions, if any may. */
  proceed(): void {
    if (this.owner.mayProceed()) this.streams[0]?.stream.admit();
  }

  private get current(): OpenStream | undefined {
    const last = this.streams.at(-1);
    return last?.stream.finished ? undefined : last;
  }

  /** @param data the first of its audio, if that is there */
  private openStream(message: FlowMessage, hints: FormatProperties, data?: Buffer): OpenStream {
    const open: OpenStream = {
      ...this.owner.newStream(message, hints, (end) => this.streamEnded(open, end)),
      pending: [],
      readables: [],
      sender: senderOf(message),
      hints,
      ...(!(data && startsSampleFile(data)) && { told: hints }),
      state: 'silent',
    };
    if (this.owner.isMuted()) open.stream.mute();
    this.streams.push(open);
    this.proceed();
    return open;
  }

  private finishStream(open: OpenStream | undefined, done: Done): void {
    if (!open || open.end) {
      done(open?.end && errorOf(open.end));
      return;
    }
    open.pending.push(done);
    open.stream.finish();
  }

  private noteLevel({ stream, output }: OpenStream): void {
    const { peak, seconds } = stream;
    const warning = peak === undefined ? undefined : this.owner.noteLevel({ peak, seconds });
    if (warning) output.onEvent({ type: 'warning', warning });
  }

  private streamEnded(open: OpenStream, end: StreamEnd): void {
    open.end = end;
    open.ending?.timeout.clear();
    if (end.how === 'completed') open.output.finish();
    this.streams.splice(this.streams.indexOf(open), 1);
    const error = errorOf(end);
    // If nobody waits for the last word, the error belongs to no message.
    if (end.how === 'failed' && !end.told && open.pending.length === 0) open.output.error(end.error);
    for (const done of open.pending.splice(0)) done(error);
    for (const readable of open.readables) destroy(readable);
    this.noteLevel(open);
    this.owner.ended(end);
    this.proceed();
  }
}

function isEnd(end: EndOfAudio): boolean {
  return end === 'recording' || end === 'last';
}

/** Parts are of a recording, and of live audio where nothing says that they are of a file: that is bounded as it comes. */
function kindOf(parts: unknown): AudioKind {
  return isObject(parts) ? 'recording' : 'live';
}

/** Whatever calls itself readable: it may lack methods that others have. */
function destroy(readable: Readable): void {
  try {
    readable.destroy();
  } catch {
    // It is left to those who made it.
  }
}

/** The error for those who waited for the last word. */
function errorOf(end: StreamEnd): CodedError | undefined {
  if (end.how === 'failed') return end.error;
  if (end.how === 'completed') return undefined;
  return new CodedError('cancelled', 'The stream was cancelled before its last words were sent.');
}
