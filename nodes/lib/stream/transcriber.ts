import { randomUUID } from 'node:crypto';
import type { AudioError, Format } from '../audio/format';
import { readFormat, readInput, type Action } from '../audio/input-message';
import { Alarm } from '../speech-api/alarm';
import type { Clock } from '../speech-api/clock';
import {
  overlay,
  readAudioFormat,
  readRecognitionSettings,
  readTranscriptionChanges,
  type RecognitionSettings,
} from '../speech-api/configuration';
import type { ApplianceLease } from './appliance';
import { ConnectionAttempts } from './connection-attempts';
import { HeldAudio } from './held-audio';
import { Outlet } from './outlet';
import { RefusedRecording } from './refused-recording';
import { RepeatedRefusals } from './repeated-refusals';
import { StatusLine } from './status-line';
import { Stream } from './stream';
import { StreamError } from './stream-error';
import { defaultStreamLimits, type StreamLimits } from './stream-limits';
import type { StreamEnd } from './stream-listener';
import { StreamOutput } from './stream-output';
import type { Done, FlowMessage, TranscriberListener } from './transcriber-listener';
import type { TranscriberSettings } from './transcriber-settings';

/** Codes of what a live source sends chunk by chunk when it is wired wrongly. */
const NO_AUDIO: ReadonlySet<string> = new Set<AudioError['code']>(['text_not_audio', 'not_audio']);

/** Milliseconds that a redeploy leaves to streams for their last words. */
const DRAIN_LIMIT = 10_000;

/** `open`; `detached`: its node was closed, streams still drain; `ended`: it has no streams and no appliance any more. */
type State = 'open' | 'detached' | 'ended';

interface OpenStream {
  stream: Stream;
  output: StreamOutput;
  /** Those who wait for the stream's last word. */
  pending: Done[];
  end?: StreamEnd;
}

/** Turns messages with audio and actions into streams, and what the streams hear into messages. */
export class Transcriber {
  /** Streams that have not ended, oldest first; only the first may have a session, only the last may take audio. */
  private readonly streams: OpenStream[] = [];
  private state: State = 'open';
  /** What becomes of audio that comes now. */
  private hearing: 'on' | 'muted' = 'on';
  /** The detached instance of the same node whose streams go first. */
  private predecessor: Transcriber | undefined;
  private successor: Transcriber | undefined;
  private readonly outlet: Outlet;
  private readonly draining: Alarm;
  private readonly attempts: ConnectionAttempts;
  private readonly held = new HeldAudio();
  private readonly refused: RefusedRecording;
  private readonly refusals: RepeatedRefusals;
  private readonly status: StatusLine;

  constructor(
    private readonly settings: TranscriberSettings,
    private readonly appliance: ApplianceLease,
    private readonly clock: Clock,
    listener: TranscriberListener,
    private readonly limits: StreamLimits = defaultStreamLimits,
  ) {
    this.outlet = new Outlet(listener);
    this.draining = new Alarm(clock);
    this.attempts = new ConnectionAttempts(clock, limits);
    this.refused = new RefusedRecording(clock);
    this.refusals = new RepeatedRefusals(clock);
    this.status = new StatusLine(clock, settings.showText ? 'transcript' : 'state', (status) =>
      this.outlet.status(status),
    );
  }

  /** Shows whether the appliance can be had, before there is audio. */
  async check(): Promise<void> {
    if (this.streams.length > 0) return;
    this.status.appliance('starting');
    try {
      this.readSettings({});
      await this.appliance.endpoint();
      if (this.streams.length === 0) this.status.appliance('ready');
    } catch (error) {
      if (this.streams.length === 0) this.status.fault(StreamError.from(error).code);
    }
  }

  /** Takes a message. `done` may be called much later: a recording is done when its last word is out. */
  input(message: FlowMessage, done: Done): void {
    if (this.state !== 'open') {
      done();
      return;
    }
    try {
      const input = readInput(message);
      switch (input.kind) {
        case 'audio':
          this.hear(message, input.data, input.last, done);
          break;
        case 'action':
          this.act(input.action, message, done);
          break;
        case 'nothing':
          done();
          break;
      }
    } catch (error) {
      const known = StreamError.from(error);
      this.status.refused(known.code);
      const isOneMore = NO_AUDIO.has(known.code) && !this.refusals.isNews(known.code);
      done(isOneMore ? undefined : known);
    }
  }

  /**
   * Takes no more input and shows no more status. Its streams are finished and drain, for 10 s at most; what they tell is
   * kept until it is adopted.
   */
  detach(): void {
    if (this.state !== 'open') return;
    this.outlet.shut();
    this.draining.set(DRAIN_LIMIT, () => this.cutOff());
    this.leave();
    for (const { stream } of [...this.streams]) stream.finish();
    this.proceed();
  }

  /**
   * Goes on where a detached instance of the same node was: muted or not, it sends what that one still tells, and lets its
   * streams end before it opens a session.
   */
  adopt(predecessor: Transcriber): void {
    if (predecessor.hearing === 'muted') this.mute();
    this.predecessor = predecessor;
    predecessor.successor = this;
    predecessor.outlet.open(this.outlet);
    predecessor.proceed();
  }

  /** Ends everything at once, also what it has adopted. */
  close(): void {
    this.leave();
    this.cancel();
    this.proceed();
    this.predecessor?.close();
  }

  private leave(): void {
    if (this.state === 'open') this.state = 'detached';
    this.status.stop();
  }

  private cutOff(): void {
    const reason = `The last words were lost: they did not come within ${DRAIN_LIMIT / 1000} s of the redeploy.`;
    for (const { output, pending } of this.streams) {
      // Who waits for the last word hears of it by that.
      if (pending.length === 0) output.error(new StreamError('redeploy_timeout', reason));
    }
    this.cancel();
  }

  private hear(message: FlowMessage, data: Buffer, last: boolean, done: Done): void {
    const refused = this.refused.reasonFor(message);
    if (refused) {
      // What was refused once is not told with every part; but the recording is not done either.
      done(last ? refused : undefined);
      return;
    }
    const inParts = typeof message.parts === 'object' && message.parts !== null;
    const fresh = this.current === undefined;
    const open = this.current ?? this.openStream(message);
    try {
      open.stream.write(data, last || inParts ? 'recording' : 'live');
    } catch (error) {
      this.refused.add(message, StreamError.from(error));
      open.stream.cancel();
      throw error;
    }
    this.status.accepted();
    const ends = last || open.stream.finished;
    if (fresh && ends && !inParts) open.output.carryRequest(message);
    if (ends) this.finish(open, done);
    else done();
  }

  private act(action: Action, message: FlowMessage, done: Done): void {
    switch (action) {
      case 'start':
        (this.current ?? this.openStream(message)).stream.start();
        break;
      case 'finish':
        this.finish(this.streams.at(-1), done);
        return;
      case 'cancel':
        this.cancel();
        break;
      case 'mute':
        this.mute();
        break;
      case 'unmute':
        this.unmute();
        break;
      case 'set_recognition_config':
        this.running().setRecognitionConfig(readTranscriptionChanges(message.transcription_config));
        break;
      case 'force_end_of_utterance':
        this.running().forceEndOfUtterance();
        break;
      case 'get_speakers':
        this.running().getSpeakers();
        break;
    }
    done();
  }

  private mute(): void {
    this.hearing = 'muted';
    for (const { stream } of this.streams) stream.mute();
  }

  private unmute(): void {
    this.hearing = 'on';
    for (const { stream } of this.streams) stream.unmute();
  }

  private running(): Stream {
    if (this.current) return this.current.stream;
    throw new StreamError('no_session', 'No stream is open. Send audio first.');
  }

  /** The stream that takes audio. */
  private get current(): OpenStream | undefined {
    const last = this.streams.at(-1);
    return last?.stream.finished ? undefined : last;
  }

  private cancel(): void {
    // The last one first: a stream that ends lets the next one open a session.
    for (const { stream } of [...this.streams].reverse()) stream.cancel();
  }

  /** `open`: none when there is nothing to wait for. */
  private finish(open: OpenStream | undefined, done: Done): void {
    if (!open || open.end) {
      done(open?.end && errorOf(open.end));
      return;
    }
    open.pending.push(done);
    open.stream.finish();
  }

  private openStream(message: FlowMessage): OpenStream {
    const { appliance, attempts, clock, held, limits, outlet, settings, status } = this;
    const id = randomUUID();
    const { rawMessages, idle, queue } = settings;
    const output = new StreamOutput(message, { stream: id, rawMessages, listener: outlet, status });
    const stream: Stream = new Stream(
      { id, format: this.readFormat(message), recognition: this.readSettings(message), idle, queue },
      {
        appliance,
        attempts,
        held,
        clock,
        limits,
        listener: {
          transcript: (text, raw) => output.transcript(text, raw),
          translation: (text, raw) => output.translation(text, raw),
          event: (event) => output.event(event),
          state: (state) => output.state(state),
          error: (error) => output.error(error),
          ended: (end) => this.ended(open, end),
        },
      },
    );
    const open: OpenStream = { stream, output, pending: [] };
    if (this.hearing === 'muted') stream.mute();
    this.streams.push(open);
    this.proceed();
    return open;
  }

  /** One stream after the other: the smallest appliances have room for one session. */
  private proceed(): void {
    const [first] = this.streams;
    if (this.state === 'detached' && !first) this.end();
    if (this.predecessor) return;
    if (first) first.stream.admit();
    else if (this.state === 'ended') this.successor?.follow();
  }

  /** The last stream of the predecessor has ended. */
  private follow(): void {
    this.predecessor = undefined;
    this.proceed();
  }

  private end(): void {
    this.state = 'ended';
    this.draining.clear();
    this.appliance.release();
  }

  private ended(open: OpenStream, end: StreamEnd): void {
    open.end = end;
    this.streams.splice(this.streams.indexOf(open), 1);
    const error = errorOf(end);
    if (end.how === 'failed') this.status.fault(end.error.code);
    // Whoever waits for the stream's last word reports the error; without anybody it belongs to no message.
    if (end.how === 'failed' && !end.told && open.pending.length === 0) open.output.error(end.error);
    for (const done of open.pending) done(error);
    this.proceed();
  }

  /** `msg.audio_format` is the protocol's own word and wins over everything. */
  private readFormat(message: FlowMessage): Format {
    const given = readAudioFormat(message.audio_format);
    return given.type === 'auto' ? readFormat(message, this.settings.format) : given;
  }

  /** @throws ConfigurationError */
  private readSettings(message: FlowMessage): RecognitionSettings {
    const { recognition } = this.settings;
    return readRecognitionSettings({
      transcription_config: overlay(recognition.transcription_config, message.transcription_config),
      translation_config: overlay(recognition.translation_config, message.translation_config),
      audio_events_config: overlay(recognition.audio_events_config, message.audio_events_config),
    });
  }
}

/** What those are told who waited for the last word. */
function errorOf(end: StreamEnd): StreamError | undefined {
  if (end.how === 'failed') return end.error;
  if (end.how === 'completed') return undefined;
  return new StreamError('cancelled', 'The stream was cancelled before its last word was out.');
}
