import type { Done, FlowMessage } from '../message/flow-message';
import { randomUUID } from 'node:crypto';
import type { AudioError, SourceFormat } from '../audio/format';
import { readFormat, type FormatProperties } from '../audio/format-properties';
import { isEmptyRecording, standsAlone } from '../audio/ends/end-of-audio';
import { framedProtocols } from '../audio/framed/protocols';
import type { Action } from '../audio/control-words';
import { readInput } from '../audio/input-message';
import { Timeout } from '../time/timeout';
import type { Clock } from '../time/clock';
import {
  overlay,
  readAudioFormat,
  readRecognitionSettings,
  readTranscriptionChanges,
  type RecognitionSettings,
} from '../speech-api/configuration';
import type { ApplianceLease, AppliancePhase } from '../appliance/appliance';
import { AudioBudget } from '../stream/audio/audio-budget';
import { reading, readMessage } from './incoming-message';
import { AudioRouter } from './audio-router';
import { Connections, SEPARATOR } from './connections';
import { heldAudio } from './held-audio';
import { finishEach } from './finish-each';
import type { OpenStream } from './open-stream';
import { Sources } from './sources';
import { BufferedOutput } from './buffered-output';
import { RepeatedErrors } from './repeated-errors';
import type { ApplianceState } from './status';
import { StatusLine } from './status-line';
import { Stream } from '../stream/stream';
import { CodedError } from '../errors/coded-error';
import { defaultStreamLimits, type StreamLimits } from '../stream/stream-limits';
import type { StreamEnd, StreamEvent } from '../stream/stream-event';
import { SourceOutput } from './source-output';
import type { TranscriberEvent } from './transcriber-event';
import { Cooldown } from '../stream/cooldown';
import { silenceAfterWords, type TranscriberSettings } from './transcriber-settings';

/** Codes of what a live source sends chunk by chunk when it is wired wrongly. */
const NO_AUDIO: ReadonlySet<string> = new Set<AudioError['code']>(['text_not_audio', 'not_audio']);

/** Milliseconds that a redeploy leaves to streams for their last words. */
const DRAIN_LIMIT = 10_000;

/** What is shown while the appliance is asked for its endpoint. */
const CHECKED: Record<AppliancePhase, ApplianceState> = {
  stopped: 'starting',
  installing: 'installing',
  starting: 'loading',
  running: 'starting',
};

/** `open`; `detached`: its node was closed, streams still drain; `ended`: it has no streams and no appliance any more. */
type State = 'open' | 'detached' | 'ended';

/** Turns messages with audio and actions into streams, and what the streams hear into messages. */
export class Transcriber {
  private state: State = 'open';
  /** The detached instance of the same node whose streams go first. */
  private predecessor: Transcriber | undefined;
  private successor: Transcriber | undefined;
  private readonly bufferedOutput: BufferedOutput;
  private readonly draining: Timeout;
  private readonly cooldown: Cooldown;
  private readonly budget = new AudioBudget();
  private readonly sources: Sources;
  private readonly router: AudioRouter;
  private readonly refusals: RepeatedErrors;
  private readonly status: StatusLine;

  constructor(
    private readonly settings: TranscriberSettings,
    private readonly appliance: ApplianceLease,
    private readonly clock: Clock,
    onEvent: (event: TranscriberEvent) => void,
    private readonly limits: StreamLimits = defaultStreamLimits,
  ) {
    this.bufferedOutput = new BufferedOutput(onEvent);
    this.draining = new Timeout(clock);
    this.cooldown = new Cooldown(clock, limits);
    this.sources = new Sources(clock, {
      takes: appliance.takes,
      newStream: (message, hints, ended) => this.newStream(message, hints, ended),
      readFormat: (message, hints) => reading(() => this.readFormat(message, hints)),
      mayProceed: () => this.predecessor === undefined,
      ended: (end) => {
        if (end.how === 'failed') this.status.fault(end.error.code);
        this.tellSuccessor();
      },
    });
    this.router = new AudioRouter(this.sources, new Connections(framedProtocols(settings.rtp)), clock);
    this.refusals = new RepeatedErrors(clock);
    this.status = new StatusLine(
      clock,
      settings.showText ? 'transcript' : 'state',
      (status) => this.bufferedOutput.push({ type: 'status', status }),
      () => heldAudio(this.sources.streamsOf(), appliance.phase?.(), this.predecessor !== undefined),
    );
    appliance.watch?.(() => this.appliancePhaseChanged());
  }

  /** Shows whether the appliance can be had, before there is audio. */
  async check(): Promise<void> {
    if (!this.sources.empty) return;
    this.status.appliance(CHECKED[this.appliance.phase?.() ?? 'running']);
    try {
      this.readSettings({});
      await this.appliance.endpoint();
      if (this.sources.empty) this.status.appliance('ready');
    } catch (error) {
      if (this.sources.empty) this.status.fault(CodedError.from(error).code);
    }
  }

  /**
   * Takes a message. `done` may be called much later: a recording is done when its last word is out.
   *
   * @param source what tells the message's stream from others; undefined: audio has one of its own, actions are for all
   */
  input(message: FlowMessage, done: Done, source?: string): void {
    if (this.state !== 'open') {
      done();
      return;
    }
    let isAlone = false;
    try {
      const read = readMessage(message);
      isAlone = reading(() => standsAlone(read));
      this.take(read, done, source?.replaceAll(SEPARATOR, ' '));
    } catch (error) {
      const known = CodedError.from(error);
      this.status.refused(known.code);
      const during = this.sources.openStreamOf(source);
      // Somebody waits for the answer to a request or file, however many were refused before.
      const isOneMore =
        this.refusals.wasTold(known) || (NO_AUDIO.has(known.code) && !this.refusals.isNews(known.code, during));
      done(isOneMore && !isAlone ? undefined : known);
    }
  }

  private take(message: FlowMessage, done: Done, source: string | undefined): void {
    const input = reading(() => readInput(message, this.sources.openStreamOf(source)?.sampleFormat));
    switch (input.kind) {
      case 'audio':
        this.router.take(message, input, done, source);
        this.status.accepted();
        break;
      case 'action':
        if (input.call) this.router.takeCall(message, { ...input, call: input.call }, done, source);
        else this.act(input.action, message, input.hints, done, source);
        break;
      case 'empty':
        if (standsAlone(message)) this.sources.get(source).answer(message, {}, done);
        else finishEach(this.sources.of(source ?? ''), done, 'unless_more');
        break;
      case 'readable':
        this.sources.get(source).writeFrom(message, input, done);
        this.status.accepted();
        break;
      case 'nothing':
        if (standsAlone(message)) this.sources.get(source).answer(message, {}, done);
        else done();
        break;
    }
  }

  /**
   * Takes no more input and shows no more status. Its streams are finished and drain, for 10 s at most; what they tell is
   * kept until it is adopted.
   */
  detach(): void {
    this.bufferedOutput.pause();
    if (this.state !== 'open') return;
    this.draining.set(DRAIN_LIMIT, () => this.cutOff());
    this.leave();
    this.router.drop();
    for (const source of this.sources.of()) source.finishAll();
    this.proceed();
  }

  /**
   * Goes on where a detached instance of the same node was: muted or not, it sends what that one still tells, and lets its
   * streams end before it opens a session.
   */
  adopt(predecessor: Transcriber): void {
    this.sources.takeMuted(predecessor.sources);
    this.predecessor = predecessor;
    predecessor.successor = this;
    predecessor.moveTo(this.appliance, this.cooldown);
    predecessor.bufferedOutput.resume((event) => this.bufferedOutput.push(event));
    predecessor.proceed();
  }

  /** Goes on sending, since the next instance of the node can't run, until it is detached again. */
  sendRest(onEvent: (event: TranscriberEvent) => void): void {
    this.bufferedOutput.resume(onEvent);
  }

  /** Words of the finals that wait for the next instance of the node. */
  get keptWords(): number {
    return this.bufferedOutput.keptWords;
  }

  /** What has no session yet goes on where the next instance would open one: its address may have been corrected. */
  private moveTo(appliance: ApplianceLease, cooldown: Cooldown): void {
    for (const stream of this.sources.streamsOf()) stream.moveTo({ appliance, cooldown });
    this.predecessor?.moveTo(appliance, cooldown);
  }

  /** Ends everything at once, also what it has adopted. */
  close(): void {
    this.leave();
    this.sources.cancel();
    this.proceed();
    this.predecessor?.close();
  }

  private leave(): void {
    if (this.state === 'open') this.state = 'detached';
    this.status.stop();
  }

  private cutOff(): void {
    const reason = `The last words were lost: they did not come within ${DRAIN_LIMIT / 1000} s of the redeploy.`;
    for (const source of this.sources.of()) source.cutOff(new CodedError('redeploy_timeout', reason));
  }

  private act(
    action: Action,
    message: FlowMessage,
    hints: FormatProperties,
    done: Done,
    source: string | undefined,
  ): void {
    switch (action) {
      case 'start':
        this.sources.get(source).start(message, hints);
        break;
      case 'finish':
        this.router.flush(source);
        if (isEmptyRecording(message)) this.sources.get(source).answer(message, hints, done);
        else finishEach(this.sources.of(source), done);
        return;
      case 'cancel':
        this.router.drop(source);
        this.sources.cancel(source);
        break;
      case 'mute':
      case 'unmute':
        this.sources.setMuted(action === 'mute' ? 'muted' : 'on', source);
        break;
      case 'set_recognition_config':
        this.setRecognitionConfig(this.sources.requireStreams(source), message.transcription_config);
        break;
      case 'force_end_of_utterance':
        for (const stream of this.sources.requireStreams(source)) stream.forceEndOfUtterance(message.timestamp);
        break;
      case 'metrics':
        for (const stream of this.sources.streamsOf(source)) stream.tellMetrics();
        break;
      case 'get_speakers':
        for (const stream of this.sources.requireStreams(source)) stream.getSpeakers();
        break;
    }
    done();
  }

  private setRecognitionConfig(streams: readonly Stream[], stored: unknown): void {
    const changes = readTranscriptionChanges(stored);
    for (const stream of streams) stream.setRecognitionConfig(changes);
  }

  private newStream(
    message: FlowMessage,
    hints: FormatProperties,
    ended: (end: StreamEnd) => void,
  ): Pick<OpenStream, 'stream' | 'output'> {
    const { appliance, clock, budget, limits, bufferedOutput, settings, status, cooldown } = this;
    const id = randomUUID();
    const { rawMessages, idle, queue } = settings;
    const tell = (event: TranscriberEvent): void => bufferedOutput.push(event);
    const output = new SourceOutput(message, { stream: id, rawMessages, tell, status });
    const onEvent = (event: StreamEvent): void => {
      if (event.type === 'ended') ended(event.end);
      else output.onEvent(event);
    };
    const [format, recognition] = reading(() => [this.readFormat(message, hints), this.readSettings(message)]);
    const stream = new Stream(
      { id, format, recognition, idle, queue, pause: silenceAfterWords(recognition) },
      { appliance, cooldown, budget, clock, limits, onEvent },
    );
    return { stream, output };
  }

  private appliancePhaseChanged(): void {
    const phase = this.appliance.phase?.();
    // From here on audio waits for the recogniser.
    if (phase === 'installing') {
      this.cooldown.reset();
      this.status.appliance(phase);
    }
    this.proceed();
    if (this.state === 'open' && (phase === 'installing' || phase === 'starting')) void this.check();
  }

  private proceed(): void {
    if (!this.predecessor) for (const source of this.sources.of()) source.proceed();
    this.tellSuccessor();
  }

  /** Once neither this instance nor its predecessor has streams, it is the successor's turn. */
  private tellSuccessor(): void {
    if (this.state === 'detached' && this.sources.empty) this.end();
    if (this.state === 'ended' && !this.predecessor) this.successor?.follow();
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

  /** `msg.audio_format` is the protocol's own word and wins over everything. */
  private readFormat(message: FlowMessage, hints: FormatProperties): SourceFormat {
    const given = readAudioFormat(message.audio_format);
    return given.type === 'auto' ? readFormat(hints, this.settings.format, this.appliance.takes) : given;
  }

  /** @throws SettingsError */
  private readSettings(message: FlowMessage): RecognitionSettings {
    const { recognition } = this.settings;
    return readRecognitionSettings({
      transcription_config: overlay(recognition.transcription_config, message.transcription_config),
      translation_config: overlay(recognition.translation_config, message.translation_config),
      audio_events_config: overlay(recognition.audio_events_config, message.audio_events_config),
    });
  }
}
