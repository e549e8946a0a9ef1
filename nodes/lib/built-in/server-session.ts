import { randomUUID } from 'node:crypto';
import type { RawData, WebSocket } from 'ws';
import { CloseCode, type ErrorType, type ServerMessage } from '../speech-api/messages';
import type { Recogniser, Recognition, RecognitionEvent } from './recogniser';
import { SessionAudio } from './session-audio';
import { readChanges, readObject, readStartRecognition, Refusal } from './start-recognition';
import { endOfUtteranceMessage, transcriptOf } from './transcript-messages';

/** Audio that a client may have on its way beyond what it was acknowledged; more is left in the socket. Bytes. */
const UNREAD_LIMIT = 4 * 1024 * 1024;

/** `waiting` for StartRecognition, `starting` the engine, `running`, `finishing` after EndOfStream, `ended`. */
type State = 'waiting' | 'starting' | 'running' | 'finishing' | 'ended';

const CLOSE_CODES: Partial<Record<ErrorType, number>> = CloseCode;

/**
 * The server's side of one recognition session (protocol reference sections 2 to 4). Messages are worked off in order,
 * and AudioAdded is sent once the engine has consumed the audio, so that a client which keeps to its window goes at the
 * speed of the engine.
 */
export class ServerSession {
  private state: State = 'waiting';
  private work: Promise<void> = Promise.resolve();
  private unread = 0;
  private received = 0;
  private finalEnd = 0;
  private audio: SessionAudio | undefined;
  private recognition: Recognition | undefined;

  constructor(
    private readonly socket: WebSocket,
    private readonly recogniser: Recogniser,
  ) {
    socket.on('message', (data: RawData, isBinary: boolean) => {
      const bytes = data as Buffer;
      if (isBinary) this.receiveAudio(bytes);
      else this.receiveMessage(bytes.toString());
    });
    socket.on('close', () => {
      this.end();
    });
    // `close` follows and does what there is to do.
    socket.on('error', () => {});
  }

  /** Ends the session from the server's side, as an appliance that shuts down does. */
  shutDown(): void {
    if (this.state !== 'ended') this.fail('job_error', 'the appliance is shutting down');
  }

  private receiveAudio(data: Buffer): void {
    switch (this.state) {
      case 'waiting':
      case 'starting':
        this.fail('protocol_error', 'audio came before RecognitionStarted');
        break;
      case 'running': {
        const number = ++this.received;
        this.unread += data.length;
        if (this.unread > UNREAD_LIMIT) this.socket.pause();
        this.enqueue(async () => {
          await this.hear(await this.audio!.decode(data));
          this.unread -= data.length;
          if (this.unread <= UNREAD_LIMIT / 2) this.socket.resume();
          this.send({ message: 'AudioAdded', seq_no: number });
        });
        break;
      }
      case 'finishing':
        this.send({ message: 'Warning', type: 'add_audio_after_eos', reason: 'audio after EndOfStream is ignored' });
        break;
      case 'ended':
        break;
    }
  }

  private receiveMessage(text: string): void {
    if (this.state === 'ended') return;
    try {
      this.dispatch(readMessage(text));
    } catch (error) {
      this.failWith(error);
    }
  }

  private dispatch(message: Record<string, unknown>): void {
    if (message.message === 'StartRecognition') {
      if (this.state !== 'waiting') throw new Refusal('protocol_error', 'StartRecognition came twice');
      this.state = 'starting';
      this.enqueue(() => this.start(message));
      return;
    }
    if (this.state === 'waiting') throw new Refusal('protocol_error', 'the first message must be StartRecognition');
    switch (message.message) {
      case 'EndOfStream':
        this.state = 'finishing';
        this.enqueue(() => this.finish());
        break;
      case 'SetRecognitionConfig': {
        const changes = readChanges(readObject(message.transcription_config, 'transcription_config'));
        this.enqueue(() => this.recognition!.configure(changes));
        break;
      }
      case 'ForceEndOfUtterance':
        this.enqueue(() => this.recognition!.endUtterance());
        break;
      case 'GetSpeakers':
        this.enqueue(() => {
          this.send({ message: 'SpeakersResult', speakers: [] });
        });
        break;
      default:
        throw new Refusal('invalid_message', `the message "${String(message.message)}" is not known`);
    }
  }

  private async start(message: Record<string, unknown>): Promise<void> {
    const { format, settings } = readStartRecognition(message);
    this.audio = await SessionAudio.open(format);
    this.recognition = await this.recogniser.open(settings, (event) => {
      this.report(event);
    });
    if (this.hasEnded()) {
      this.release();
      return;
    }
    this.state = this.state === 'starting' ? 'running' : this.state;
    this.send({
      message: 'RecognitionStarted',
      id: randomUUID(),
      language_pack_info: {
        word_delimiter: ' ',
        language_description: 'English',
        writing_direction: 'left-to-right',
        itn: false,
        adapted: false,
      },
    });
  }

  private async finish(): Promise<void> {
    await this.hear(this.audio!.end());
    await this.recognition!.finish();
    this.send({ message: 'EndOfTranscript' });
  }

  private async hear(pieces: Float32Array[]): Promise<void> {
    for (const samples of pieces) if (samples.length > 0) await this.recognition!.accept(samples);
  }

  private report(event: RecognitionEvent): void {
    switch (event.type) {
      case 'partial':
        this.send({ message: 'AddPartialTranscript', ...transcriptOf(event.words, this.finalEnd, event.endTime) });
        break;
      case 'final':
        this.send({ message: 'AddTranscript', ...transcriptOf(event.words, this.finalEnd, event.endTime) });
        this.finalEnd = event.endTime;
        break;
      case 'end_of_utterance':
        this.send(endOfUtteranceMessage(event.time, event.forced));
        break;
    }
  }

  private enqueue(task: () => Promise<void> | void): void {
    this.work = this.work
      .then(() => (this.hasEnded() ? undefined : task()))
      .catch((error: unknown) => {
        this.failWith(error);
      });
  }

  private hasEnded(): boolean {
    return this.state === 'ended';
  }

  private send(message: ServerMessage): void {
    if (this.state !== 'ended') this.socket.send(JSON.stringify(message));
  }

  private failWith(error: unknown): void {
    if (this.hasEnded()) return;
    if (error instanceof Refusal) this.fail(error.type, error.message);
    else this.fail('job_error', `the recogniser failed: ${(error as Error).message}`);
  }

  private fail(type: ErrorType, reason: string): void {
    this.send({ message: 'Error', type, reason });
    this.end();
    this.socket.close(CLOSE_CODES[type] ?? CloseCode.protocol_error, type);
  }

  private end(): void {
    this.state = 'ended';
    this.release();
    // A paused socket would never see the client's closing handshake.
    this.socket.resume();
  }

  private release(): void {
    this.recognition?.close();
    this.recognition = undefined;
    this.audio?.close();
    this.audio = undefined;
  }
}

function readMessage(text: string): Record<string, unknown> {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    throw new Refusal('invalid_message', 'the message is not JSON');
  }
  if (typeof message === 'object' && message !== null) return message as Record<string, unknown>;
  throw new Refusal('invalid_message', 'the message is not a JSON object');
}
