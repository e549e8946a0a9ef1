import type { Duplex } from 'node:stream';
import { type RawData, WebSocket } from 'ws';
import { Timeout } from '../time/timeout';
import { type Clock, systemClock } from '../time/clock';
import { closeSocket } from './close-socket';
import type { Endpoint } from './endpoint';
import {
  closeOutcome,
  described,
  errorOutcome,
  handshakeOutcome,
  internalOutcome,
  isBrokenHandshake,
  socketOutcome,
  webServerOutcome,
} from './classify-failure';
import { KeepAlive } from './keep-alive';
import { type SessionLimits, defaultLimits } from './limits';
import type { ClientMessage, ServerMessage, StartRecognition, TranscriptionConfig } from './messages';
import { type SessionOutcome, outcome, withAddress } from './outcome';
import { parseServerMessage, type ParsedFrame, type UnknownMessage } from './parse';
import { probeWebServer } from './probe';
import { redacted, redactor } from './redact';
import { SendWindow, windowBytes } from './send-window';
import type { SessionEvent } from './session-event';
import { type SessionState, mayFollow } from './session-state';
import { type CreateConnection, isSpeechApiUrl, socketOptions } from './socket-options';

/** Frequent messages, which contain no text of the server's own. */
const SPOKEN: ReadonlySet<ServerMessage['message']> = new Set([
  'AddTranscript',
  'AddPartialTranscript',
  'AddTranslation',
  'AddPartialTranslation',
  'AudioAdded',
]);

export interface SessionSettings {
  endpoint: Endpoint;
  /** Sent unchanged: it may contain only fields that the user has set. */
  start: Omit<StartRecognition, 'message'>;
  onEvent: (event: SessionEvent) => void;
  /** Left out: the real clock. */
  clock?: Clock;
  /** Missing ones are taken from {@link defaultLimits}. */
  limits?: Partial<SessionLimits>;
  createConnection?: CreateConnection;
}

/**
 * One recognition session on one WebSocket (docs/protocol.md, 2 to 9). No method throws; one that the state does not allow
 * does nothing and returns false. Every wait has a limit, so that `ended` always comes.
 */
export class Session {
  readonly #endpoint: Endpoint;
  readonly #start: Omit<StartRecognition, 'message'>;
  readonly #onEvent: (event: SessionEvent) => void;
  readonly #clock: Clock;
  readonly #limits: SessionLimits;
  readonly #createConnection: CreateConnection | undefined;
  readonly #window: SendWindow;
  readonly #keepAlive: KeepAlive;
  /** The time limit of the state, or of the server's silence in it. */
  readonly #limit: Timeout;
  readonly #redact: (text: string) => string;
  #state: SessionState = 'idle';
  #socket: WebSocket | undefined;
  /** The connection under the WebSocket. */
  #connection: Duplex | undefined;

  constructor({ endpoint, start, onEvent, clock = systemClock, limits, createConnection }: SessionSettings) {
    this.#endpoint = endpoint;
    this.#start = start;
    this.#onEvent = onEvent;
    this.#clock = clock;
    this.#limits = { ...defaultLimits, ...limits };
    this.#createConnection = createConnection;
    this.#window = new SendWindow(windowBytes(start.audio_format, this.#limits), this.#limits.windowMessages);
    this.#keepAlive = new KeepAlive(
      clock,
      this.#limits,
      () => this.#write((socket) => socket.ping()),
      () => this.#end(outcome('pong_timeout')),
    );
    this.#limit = new Timeout(clock);
    this.#redact = redactor(endpoint);
  }

  get state(): SessionState {
    return this.#state;
  }

  /** Bytes of audio that may be sent now; 0 unless running. */
  get room(): number {
    return this.#state === 'running' ? this.#window.room : 0;
  }

  /** Connects. Errors, even an invalid URL, are reported asynchronously through `ended`. */
  open(): void {
    if (this.#state !== 'idle') return;
    this.#enter('connecting');
    const failure = this.#connect();
    if (failure) queueMicrotask(() => this.#end(failure));
  }

  /**
   * Sends a copy of the data as one AddAudio message, so that the Buffer can be reused. Returns false, without sending, if
   * there is no room. A message larger than the whole window is sent once everything before it is acknowledged.
   */
  sendAudio(data: Buffer): boolean {
    if (this.#state !== 'running') return false;
    if (data.length === 0) return true;
    if (!this.#window.admits(data.length)) return false;
    if (!this.#write((socket) => socket.send(data))) return false;
    const wasQuiet = !this.#window.hasUnacknowledged;
    this.#window.add(data.length);
    if (wasQuiet) this.#awaitMessage();
    return true;
  }

  /** Changes the running recognition. The server only answers if it refuses the change, with an Error. */
  setRecognitionConfig(config: Partial<TranscriptionConfig>): boolean {
    return this.#state === 'running' && this.#send({ message: 'SetRecognitionConfig', transcription_config: config });
  }

  /** Ends the utterance. `timestamp`: its end in seconds of the session; left out: now. */
  forceEndOfUtterance(timestamp?: number): boolean {
    return (
      this.#state === 'running' &&
      this.#send({ message: 'ForceEndOfUtterance', ...(timestamp === undefined ? {} : { timestamp }) })
    );
  }

  /** Requests a SpeakersResult, now or, if `final`, at the end of the session. */
  getSpeakers(final?: boolean): boolean {
    return (
      this.#state === 'running' && this.#send({ message: 'GetSpeakers', ...(final === undefined ? {} : { final }) })
    );
  }

  /** Ends the audio. The session continues until the server has sent the rest of the transcript. */
  finish(): boolean {
    if (this.#state !== 'running') return false;
    this.#enter('draining');
    return this.#send({ message: 'EndOfStream', last_seq_no: this.#window.sentMessages });
  }

  /** Ends the session at once, in any state; `ended` is called before this returns. */
  cancel(): void {
    this.#end(outcome('cancelled'));
  }

  /** The only place where the state changes. */
  #enter(state: SessionState): void {
    if (!mayFollow(this.#state, state)) return;
    this.#state = state;
    this.#limit.clear();
    switch (state) {
      case 'connecting':
        this.#limit.set(this.#limits.connect, () => this.#end(outcome('connection_timeout')));
        break;
      case 'starting':
        this.#limit.set(this.#limits.start, () => this.#end(outcome('start_timeout')));
        this.#keepAlive.start();
        break;
      case 'draining':
        this.#awaitMessage();
        break;
      case 'ended':
        this.#keepAlive.stop();
        break;
      case 'idle':
      case 'running':
        break;
    }
  }

  #end(end: SessionOutcome): void {
    if (this.#state === 'ended') return;
    const isAboutAddress = this.#state === 'connecting' && end.code !== 'cancelled';
    this.#enter('ended');
    if (this.#socket) closeSocket(this.#socket, this.#clock, this.#limits.close);
    const told = isAboutAddress ? withAddress(end, this.#redact(this.#endpoint.url)) : end;
    this.#onEvent({ type: 'ended', outcome: told });
  }

  #connect(): SessionOutcome | undefined {
    if (!isSpeechApiUrl(this.#endpoint.url)) return outcome('invalid_url');
    const options = socketOptions(this.#endpoint, this.#limits, this.#createConnection);
    try {
      this.#socket = new WebSocket(this.#endpoint.url, options);
    } catch (error) {
      return socketOutcome(error);
    }
    this.#listen(this.#socket);
    return undefined;
  }

  #listen(socket: WebSocket): void {
    socket.on('upgrade', (response) => {
      this.#connection = response.socket;
    });
    socket.on('open', () => {
      this.#enter('starting');
      this.#send({ message: 'StartRecognition', ...this.#start });
    });
    socket.on('message', (data) => this.#receive(data));
    socket.on('ping', () => this.#keepAlive.heard());
    socket.on('pong', () => this.#keepAlive.heard());
    socket.on('unexpected-response', (_request, response) => this.#end(handshakeOutcome(response.statusCode ?? 0)));
    // Once open, only invalid frames are reported here: a lost connection is reported as a close.
    socket.on('error', (error) => {
      if (this.#state === 'connecting' && isBrokenHandshake(error)) void this.#askWhatAnswers(socket, error);
      else this.#end(socketOutcome(error));
    });
    socket.on('close', (code, reason) => this.#end(closeOutcome(code, this.#redact(reason.toString()))));
  }

  /** Some web servers abort a handshake without an HTTP answer: a plain request shows whether it is one. */
  async #askWhatAnswers(socket: WebSocket, error: Error): Promise<void> {
    socket.removeAllListeners('close');
    const status = this.#createConnection ? undefined : await probeWebServer(this.#endpoint);
    this.#end(status === undefined ? socketOutcome(error) : webServerOutcome(status));
  }

  /** An exception that leaves the callback of the socket would end the process. */
  #receive(data: RawData): void {
    try {
      this.#read(data);
    } catch (error) {
      this.#end(internalOutcome(error, this.#redact));
    }
  }

  #read(data: RawData): void {
    const frame = parseServerMessage(data);
    this.#keepAlive.heard();
    const progress =
      frame.kind === 'message' &&
      frame.message.message === 'AudioAdded' &&
      this.#window.acknowledge(frame.message.seq_no);
    this.#awaitMessage();
    if (frame.kind === 'malformed') this.#onEvent({ type: 'malformed', reason: frame.reason });
    if (frame.kind === 'unknown') {
      this.#onEvent({ type: 'unknown', message: redacted(frame.message, this.#redact) as UnknownMessage });
    }
    if (frame.kind === 'message') this.#report(frame, progress);
  }

  #report({ message, ignored }: ParsedFrame & { kind: 'message' }, progress: boolean): void {
    const shown = this.#withoutSecrets(message);
    this.#tell(shown);
    // The listener may end the session.
    if (ignored !== undefined && this.#state !== 'ended') this.#onEvent({ type: 'malformed', reason: ignored });
    if (this.#state === 'ended') return;
    if (progress) {
      const { acknowledgedMessages: messages, acknowledgedBytes: bytes } = this.#window;
      this.#onEvent({ type: 'acknowledged', messages, bytes });
    }
    this.#advance(shown);
  }

  /** If the listener throws, the message is lost, but the session continues. */
  #tell(message: ServerMessage): void {
    try {
      this.#onEvent({ type: 'message', message });
    } catch (error) {
      const cause = described(error, this.#redact);
      const reason = `${message.message}: it could not be handled. Please report it. (${cause})`;
      this.#onEvent({ type: 'malformed', reason });
    }
  }

  /** Advances the state after a message. */
  #advance(message: ServerMessage): void {
    if (message.message === 'RecognitionStarted' && this.#state === 'starting') {
      this.#enter('running');
      this.#onEvent({ type: 'started', message });
    }
    if (message.message === 'EndOfTranscript') {
      this.#end(outcome(this.#state === 'draining' ? 'completed' : 'ended_early'));
    }
    if (message.message === 'Error') this.#end(errorOutcome(message));
  }

  /** Restarts the limit of the server's silence if a message is due. */
  #awaitMessage(): void {
    if (this.#state === 'draining') {
      this.#limit.set(this.#limits.end, () => this.#end(outcome('end_timeout')));
    } else if (this.#state === 'running' && this.#window.hasUnacknowledged) {
      this.#limit.set(this.#limits.acknowledgement, () => this.#missAcknowledgement());
    }
  }

  /** Checked only when the time is over: with live audio the window empties and refills all the time. */
  #missAcknowledgement(): void {
    if (this.#window.hasUnacknowledged) this.#end(outcome('acknowledgement_timeout'));
  }

  /** Servers may repeat secrets in any field. Transcripts stay unchanged. */
  #withoutSecrets(message: ServerMessage): ServerMessage {
    if (SPOKEN.has(message.message)) return message;
    return { ...(redacted(message, this.#redact) as ServerMessage), message: message.message } as ServerMessage;
  }

  #send(message: ClientMessage): boolean {
    return this.#write((socket) => socket.send(JSON.stringify(message)));
  }

  /** Returns whether it was written. An exception of `ws` is an error in this package, and ends the session. */
  #write(action: (socket: WebSocket) => void): boolean {
    if (this.#socket?.readyState !== WebSocket.OPEN) return false;
    if (this.#connection) writeTogether(this.#connection);
    try {
      action(this.#socket);
      return true;
    } catch (error) {
      this.#end(socketOutcome(error));
      return false;
    }
  }
}

/** Combines all writes of the running callback: each write costs a system call. */
function writeTogether(connection: Duplex): void {
  if (connection.writableCorked > 0) return;
  connection.cork();
  process.nextTick(() => connection.uncork());
}
