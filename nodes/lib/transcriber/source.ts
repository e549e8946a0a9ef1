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
   * Notes that the source changes its format.
   *
   * @throws AudioError if it does so too often
   */
  noteChange(): void;
  /** Determines the format of the bytes of a message. */
  readFormat(message: FlowMessage, hints: FormatProperties): SourceFormat;
  /** Makes the stream that a message opens. `ended` is to be called once. */
  newStream(
    message: FlowMessage,
    hints: FormatProperties,
    ended: (end: StreamEnd) => void,
  ): Pick<OpenStream, 'stream' | 'output'>;
  /** Whether streams may open sessions now. */
  mayProceed(): boolean;
  /** Whether the source is muted. */
  isMuted(): boolean;
  /** Notes the level of a stream of the source. Returns a warning to report, if any. */
  noteLevel(level: StreamLevel): StreamWarning | undefined;
  /** A stream of the source has ended; those who waited for it have been told. */
  ended(end: StreamEnd): void;
}

/**
 * The streams of one source, in order: only the oldest may have a session, only the newest accepts audio.
 */
export class Source {
  private readonly streams: OpenStream[] = [];

  constructor(private readonly owner: SourceOwner) {}

  /** Whether it has no streams. */
  get empty(): boolean {
    return this.streams.length === 0;
  }

  /** Whether its open stream has audio, so that the next bytes continue it. */
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
      // One error for all parts; but a recording must not count as done, and a request is answered.
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
      // Audio from before this message must not be lost because of it.
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

  /** Ends a recording, which may be empty, so that it is answered. */
  answer(message: FlowMessage, hints: FormatProperties, done: Done): void {
    const open = this.current ?? this.openStream(message, hints);
    if (open.state !== 'heard') open.output.carryRequest(message);
    open.output.expectAnswer();
    this.finishStream(open, done);
  }

  /** Ends the stream before audio of another one; or cancels a pending end, since more audio came. */
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
   * Reads a recording to its end, no faster than it is sent; then the stream finishes. If the stream ends earlier, the readable
   * is destroyed.
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

  /** Opens a session before there is audio. A later description of the audio overrides the one given here. */
  start(message: FlowMessage, hints: FormatProperties): void {
    const { current } = this;
    const isNewHint = current?.state === 'silent' && !isDeepStrictEqual({ ...current.hints, ...hints }, current.hints);
    if (isNewHint) current.stream.cancel();
    if (current?.state === 'heard' && this.tellsOther(current, message, hints)) current.stream.finish();
    (this.current ?? this.openStream(message, hints)).stream.start();
  }

  /** Ends the audio: `done` is called when the last word is out, or at once if there is nothing to wait for. */
  finish(done: Done): void {
    this.finishStream(this.streams.at(-1), done);
  }

  /** Ends the audio of all streams. */
  finishAll(): void {
    for (const { stream } of [...this.streams]) stream.finish();
  }

  /** Drops everything. */
  cancel(): void {
    // Newest first: a stream that ends lets the next one open a session.
    for (const { stream } of [...this.streams].reverse()) stream.cancel();
  }

  /** Drops everything, with an error for streams that no message waits for. */
  cutOff(error: CodedError): void {
    // Messages that wait get the error when their stream ends.
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

  /** Lets the oldest stream open sessions, if streams may. */
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
    // If no message waits for the last word, the error belongs to none.
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

/** Parts are a recording, unless nothing marks them as parts of a file: then they are bounded like live audio. */
function kindOf(parts: unknown): AudioKind {
  return isObject(parts) ? 'recording' : 'live';
}

/** Whatever calls itself readable: it may lack methods that others have. */
function destroy(readable: Readable): void {
  try {
    readable.destroy();
  } catch {
    // Its creator has to clean up.
  }
}

/** The error for messages that wait for the last word. */
function errorOf(end: StreamEnd): CodedError | undefined {
  if (end.how === 'failed') return end.error;
  if (end.how === 'completed') return undefined;
  return new CodedError('cancelled', 'The stream was cancelled before its last words were sent.');
}
