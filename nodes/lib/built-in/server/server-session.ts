import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'ws';
import { ClientConnection } from './client-connection';
import { readClientMessage, type ReceivedMessage } from './client-message';
import type { Clock } from '../../time/clock';
import { RecogniserLoadError } from '../recogniser/recogniser-failure';
import { SessionPipeline } from './session-pipeline';
import type { Recogniser } from '../recogniser/recogniser';
import { ProtocolError } from './protocol-error';
import { SessionTimeouts, type ServerLimits } from './server-limits';
import { durationLimitWarning, lateAudioWarning, infosOf, recognitionStarted } from './session-messages';
import type { ActiveSession, SessionSlots } from './session-slots';
import { readChanges, readStartRecognition, type RequestedSession } from './start-recognition';
import { TranscriptWriter } from './transcript-writer';

/**
 * `waiting` for StartRecognition, `starting` the engine, `running`, `full` after the limit of audio, `finishing` after
 * EndOfStream, `finished` after EndOfTranscript, `ended` after the connection was closed.
 */
type State = 'waiting' | 'starting' | 'running' | 'full' | 'finishing' | 'finished' | 'ended';

/** Dependencies of a session. */
export interface ServerSessionParts {
  recogniser: Recogniser;
  slots: SessionSlots;
  limits: ServerLimits;
  clock: Clock;
  /** Language in the URL. */
  pathLanguage: string | undefined;
  /** The client's `x-request-id`. */
  requestId: string | undefined;
}

/**
 * The server side of one recognition session (docs/protocol.md, 3 to 8). Messages are processed in order. AudioAdded is sent
 * once the engine has consumed the audio, so that the window limits clients to the speed of the engine.
 */
export class ServerSession {
  private readonly identity: ActiveSession;
  private readonly client: ClientConnection;
  private readonly timeouts: SessionTimeouts;
  private readonly transcript: TranscriptWriter;
  private state: State = 'waiting';
  private work: Promise<void> = Promise.resolve();
  private received = 0;
  private pipeline: SessionPipeline | undefined;
  private speakersAtEnd: 'not_asked' | 'asked' = 'not_asked';
  private lateAudio: 'none' | 'warned' = 'none';

  constructor(
    socket: WebSocket,
    private readonly parts: ServerSessionParts,
  ) {
    const id = randomUUID();
    this.identity = { session_id: id, request_id: parts.requestId ?? id };
    this.client = new ClientConnection(socket, {
      onAudio: (data) => this.receiveAudio(data),
      onMessage: (text) => this.receiveMessage(text),
      onClose: () => this.end(),
    });
    this.transcript = new TranscriptWriter((message) => this.client.send(message));
    this.timeouts = new SessionTimeouts(
      parts.limits,
      {
        warn: (warning) => this.client.send(warning),
        fail: (type, reason) => this.fail(new ProtocolError(type, reason)),
        close: () => this.close(),
      },
      parts.clock,
    );
  }

  /** Ends the session because the server shuts down. */
  shutDown(): void {
    if (this.state === 'finished') this.close();
    else this.fail(new ProtocolError('job_error', 'the appliance is shutting down'));
  }

  private receiveAudio(data: Buffer): void {
    switch (this.state) {
      case 'waiting':
      case 'starting':
        this.fail(new ProtocolError('protocol_error', 'audio came before RecognitionStarted'));
        break;
      case 'running':
      case 'full':
        this.takeAudio(data, ++this.received);
        break;
      case 'finishing':
      case 'finished':
        if (this.lateAudio === 'none') this.client.send(lateAudioWarning());
        this.lateAudio = 'warned';
        break;
      case 'ended':
        break;
    }
  }

  private takeAudio(data: Buffer, number: number): void {
    this.timeouts.noteAudio();
    this.enqueue(async () => {
      await this.pipeline?.add(data);
      this.client.send({ message: 'AudioAdded', seq_no: number });
    }, data.length);
  }

  private receiveMessage(text: string): void {
    try {
      const message = readClientMessage(text);
      if (message.message === 'StartRecognition') this.begin(message);
      else this.dispatch(message);
    } catch (error) {
      this.fail(error);
    }
  }

  private begin(message: Record<string, unknown>): void {
    if (this.state !== 'waiting') throw new ProtocolError('protocol_error', 'StartRecognition came twice');
    const requested = readStartRecognition(message, this.parts.pathLanguage);
    this.parts.slots.take(this.identity);
    this.state = 'starting';
    this.timeouts.noteStart();
    for (const info of infosOf(this.parts.slots, requested.format)) this.client.send(info);
    for (const warning of requested.warnings) this.client.send(warning);
    this.enqueue(() => this.start(requested));
  }

  private dispatch(message: Exclude<ReceivedMessage, { message: 'StartRecognition' }>): void {
    if (this.state === 'waiting')
      throw new ProtocolError('protocol_error', 'the first message must be StartRecognition');
    // After the limit of audio, the message may have been sent before EndOfTranscript arrived.
    if (this.state === 'finished') return;
    if (this.state === 'finishing' && message.message !== 'GetSpeakers') {
      throw new ProtocolError('protocol_error', `${message.message} came after EndOfStream`);
    }
    switch (message.message) {
      case 'EndOfStream':
        this.endStream();
        break;
      case 'SetRecognitionConfig':
        this.configure(message.transcription_config);
        break;
      case 'ForceEndOfUtterance':
        if (message.channel !== undefined) throw noChannels();
        this.enqueue(() => {
          this.transcript.expectForced();
          return this.pipeline?.recognition.endUtterance(message.timestamp);
        });
        break;
      case 'GetSpeakers':
        if (message.final) this.speakersAtEnd = 'asked';
        else this.enqueue(() => this.sendSpeakers());
        break;
      case 'AddChannelAudio':
      case 'EndOfChannel':
        throw noChannels();
    }
  }

  private async start({ format, settings }: RequestedSession): Promise<void> {
    const pipeline = await SessionPipeline.open({
      recogniser: this.parts.recogniser,
      format,
      settings,
      limit: this.parts.limits.duration,
      onEvent: (event) => this.transcript.write(event),
      onLimit: () => this.reachLimit(),
    }).catch((error: unknown) => {
      throw error instanceof RecogniserLoadError ? new ProtocolError('invalid_model', error.message) : error;
    });
    if (this.isOver()) {
      pipeline.close();
      return;
    }
    this.pipeline = pipeline;
    // EndOfStream may have arrived in the meantime.
    if (this.state === 'starting') this.state = 'running';
    this.client.send(recognitionStarted(this.identity.session_id));
  }

  private configure(config: unknown): void {
    const { changes, warnings } = readChanges(config);
    for (const warning of warnings) this.client.send(warning);
    this.enqueue(() => this.pipeline?.recognition.configure(changes));
  }

  private endStream(): void {
    // After the limit of audio, the end is already queued.
    if (this.state !== 'full') this.enqueue(() => this.finish());
    this.state = 'finishing';
    this.timeouts.noteEndOfAudio();
  }

  private reachLimit(): void {
    this.client.send(durationLimitWarning(this.parts.limits.duration));
    if (this.state !== 'running') return;
    this.state = 'full';
    this.enqueue(() => this.finish());
  }

  private async finish(): Promise<void> {
    await this.pipeline?.finish();
    if (this.isOver()) return;
    if (this.speakersAtEnd === 'asked') this.sendSpeakers();
    this.client.send({ message: 'EndOfTranscript' });
    this.state = 'finished';
    this.release();
    this.timeouts.noteEndOfTranscript();
  }

  private sendSpeakers(): void {
    this.client.send({ message: 'SpeakersResult', speakers: [] });
  }

  /** @param bytes size of the message that the task processes */
  private enqueue(task: () => Promise<void> | void, bytes = 0): void {
    this.client.hold(bytes);
    this.work = this.work
      .then(() => (this.isOver() ? undefined : task()))
      .catch((error: unknown) => {
        this.fail(error);
      })
      .then(() => this.client.free(bytes));
  }

  private isOver(): boolean {
    return this.state === 'finished' || this.state === 'ended';
  }

  private fail(error: unknown): void {
    if (this.state === 'ended') return;
    this.end();
    if (error instanceof ProtocolError) this.client.fail(error.type, error.message);
    else this.client.fail('job_error', `the recogniser failed: ${(error as Error).message}`);
  }

  private close(): void {
    this.end();
    this.client.close();
  }

  private end(): void {
    this.state = 'ended';
    this.timeouts.stop();
    this.release();
  }

  private release(): void {
    this.pipeline?.close();
    this.pipeline = undefined;
    this.parts.slots.release(this.identity);
  }
}

function noChannels(): ProtocolError {
  return new ProtocolError('not_allowed', 'this appliance takes one channel only, as binary audio');
}
