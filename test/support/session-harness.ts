import { Session, type SessionSettings } from '../../nodes/lib/speech-api/session';
import { type Behaviour, ScriptedServer } from '../../dev/scripted-server';
import type { MemorySocket } from '../../dev/memory-socket';
import { SessionRecorder } from './session-recorder';
import { VirtualTime } from './virtual-time';

/** Bytes of one piece of audio: 128 ms of 16 kHz 16 bit samples. */
export const PIECE = 4096;
const PIECE_MILLISECONDS = 128;

export const START: SessionSettings['start'] = {
  audio_format: { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16_000 },
  transcription_config: { language: 'en' },
};

/** A session and the server that it talks to, joined in memory and in virtual time. */
export class SessionHarness {
  readonly time = new VirtualTime();
  readonly listener = new SessionRecorder();
  readonly server: ScriptedServer;
  /** The session's ends of the connections that were made. */
  readonly clientSockets: MemorySocket[] = [];
  readonly #settings: Partial<SessionSettings>;
  readonly session: Session;

  constructor(behaviour: Behaviour, settings: Partial<SessionSettings> = {}) {
    this.#settings = settings;
    this.server = new ScriptedServer({ behaviour, clock: this.time.clock, onTraffic: this.time.noteTraffic });
    this.session = this.newSession(this.listener);
  }

  get clientSocket(): MemorySocket {
    const last = this.clientSockets.at(-1);
    if (!last) throw new Error('the session has made no connection');
    return last;
  }

  /** Another session with the same server. */
  newSession(listener: SessionRecorder): Session {
    return new Session({
      endpoint: { url: 'ws://appliance.test:9000/v2' },
      start: START,
      onEvent: listener.onEvent,
      clock: this.time.clock,
      createConnection: () => {
        const socket = this.server.connect();
        this.clientSockets.push(socket);
        return socket;
      },
      ...this.#settings,
    });
  }

  /** Opens the session and waits for what comes of it without any time passing. */
  async open(): Promise<void> {
    this.session.open();
    await this.time.settle();
  }

  /** Sends pieces of audio in real time, for as long as they are taken. */
  async feed(pieces: number, session = this.session): Promise<void> {
    for (let piece = 0; piece < pieces && session.sendAudio(Buffer.alloc(PIECE)); piece += 1) {
      await this.time.advance(PIECE_MILLISECONDS);
    }
  }

  /** Opens the session, feeds it 20 pieces of audio, and finishes: what the fault matrix was measured with. */
  async run(session = this.session): Promise<void> {
    session.open();
    await this.time.settle();
    await this.feed(20, session);
    session.finish();
    await this.time.settle();
  }
}
