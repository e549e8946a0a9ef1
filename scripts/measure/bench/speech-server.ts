import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { StartRecognition } from '../../../nodes/lib/speech-api/messages';
import { BYTES_PER_SECOND } from './audio';
import { now } from './clock';
import { WordListener } from './numbered-words';

/**
 * The server's texts. `usual`: growing partials and a final every 2 s, 3.5 texts a second; `rare`: a final of one word every
 * 2 s; `heard`: the numbered words in the samples.
 */
export type Texts = 'usual' | 'rare' | 'heard';

/** Seconds between two finals, and between two partials. */
export const FINAL_SECONDS = 2;
const PARTIAL_SECONDS = 0.3;
const WORDS = ['well', 'this', 'is', 'what', 'people', 'usually', 'say', 'here'];

type Result = Record<string, unknown>;

/** A Speech API server with little overhead: it acknowledges every piece of audio, and sends predefined texts. */
export class SpeechServer {
  private server: WebSocketServer | undefined;
  private port = 0;
  /** The texts of new sessions. */
  texts: Texts = 'usual';
  /** Called with all audio. */
  onAudio: ((data: Buffer) => void) | undefined;

  async listen(): Promise<string> {
    this.server = new WebSocketServer({ host: '127.0.0.1', port: this.port });
    await once(this.server, 'listening');
    this.server.on('connection', (socket) => new BenchSession(socket, () => this.texts, this.onAudio));
    this.port = (this.server.address() as AddressInfo).port;
    return `ws://127.0.0.1:${this.port}/v2`;
  }

  /** Cuts all connections, and refuses new ones for a time. @param away milliseconds */
  async cut(away: number): Promise<void> {
    for (const socket of this.server?.clients ?? []) socket.terminate();
    if (away === 0) return;
    this.server?.close();
    await new Promise((back) => setTimeout(back, away));
    await this.listen();
  }
}

class BenchSession {
  private listener = new WordListener();
  private texts: Texts = 'usual';
  private messages = 0;
  private seconds = 0;
  private finalAt = 0;
  private partialAt = 0;

  constructor(
    private readonly socket: WebSocket,
    private readonly chosenTexts: () => Texts,
    private readonly onAudio?: (data: Buffer) => void,
  ) {
    socket.on('error', () => {});
    socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.hear(data);
      else this.read(JSON.parse(data.toString()) as { message: string } | StartRecognition);
    });
  }

  private read({ message }: { message: string }): void {
    if (message === 'StartRecognition') {
      this.begin();
      const pack = { word_delimiter: ' ', language_description: 'English', writing_direction: 'left-to-right' };
      this.send({
        message: 'RecognitionStarted',
        id: 'session',
        language_pack_info: { adapted: false, itn: true, ...pack },
      });
    }
    if (message === 'EndOfStream') this.send({ message: 'EndOfTranscript' });
  }

  /** Connections of core nodes outlive a measurement. */
  private begin(): void {
    this.listener = new WordListener();
    this.texts = this.chosenTexts();
    this.messages = 0;
    this.seconds = 0;
    this.finalAt = 0;
    this.partialAt = 0;
  }

  private hear(data: Buffer): void {
    this.onAudio?.(data);
    this.messages += 1;
    this.seconds += data.length / BYTES_PER_SECOND;
    this.send({ message: 'AudioAdded', seq_no: this.messages });
    if (this.texts === 'heard') this.sayHeard(data);
    else if (this.seconds >= this.finalAt + FINAL_SECONDS - 1e-6) this.sayFinal();
    else if (this.texts === 'usual' && this.seconds >= this.partialAt + PARTIAL_SECONDS - 1e-6) this.sayPartial();
  }

  private sayHeard(data: Buffer): void {
    for (const { number, start, end } of this.listener.hear(data)) {
      this.say('AddTranscript', [result(`word${number}`, start, end)], end);
    }
  }

  private sayFinal(): void {
    const count = this.texts === 'usual' ? WORDS.length : 0;
    this.say('AddTranscript', this.words(count, this.seconds), this.seconds);
    this.finalAt = this.seconds;
    this.partialAt = this.seconds;
  }

  private sayPartial(): void {
    const share = (this.seconds - this.finalAt) / FINAL_SECONDS;
    this.say('AddPartialTranscript', this.words(Math.round(share * WORDS.length), this.seconds), this.seconds);
    this.partialAt = this.seconds;
  }

  /** Words that end now; the last one is the time at which they are sent. */
  private words(count: number, end: number): Result[] {
    const texts = [...WORDS.slice(0, count), String(now())];
    const length = (end - this.finalAt) / texts.length;
    return texts.map((text, index) => {
      const start = this.finalAt + index * length;
      return result(text, round(start), round(start + length));
    });
  }

  private say(message: 'AddTranscript' | 'AddPartialTranscript', results: Result[], end: number): void {
    const metadata = { start_time: round(this.finalAt), end_time: round(end), transcript: textOf(results) };
    this.send({ message, format: '2.9', metadata, results });
  }

  private send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }
}

function result(content: string, start_time: number, end_time: number): Result {
  return {
    type: 'word',
    start_time,
    end_time,
    alternatives: [{ content, confidence: 1, language: 'en', speaker: 'UU' }],
  };
}

function textOf(results: readonly Result[]): string {
  return results.map(({ alternatives }) => (alternatives as { content: string }[])[0]!.content).join(' ');
}

function round(seconds: number): number {
  return Math.round(seconds * 100) / 100;
}
