import type { Recogniser } from '../../nodes/lib/built-in/recogniser/recogniser';
import { SpeechApiServer, type SpeechApiServerOptions } from '../../nodes/lib/built-in/server/speech-api-server';
import type { TranscriptionConfig } from '../../nodes/lib/speech-api/messages';
import { RawClient } from './raw-client';
import { scriptedAudio, ScriptedRecogniser } from './scripted-recogniser';

/** The vocabulary of {@link AUDIO}. */
export const WORDS = ['one', 'two', 'three'];
export const RAW = { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 } as const;
/** 2.2 s of audio: "one" at 0.2 s, "two" at 0.6 s, "three" at 1.9 s, each 0.3 s long. */
export const AUDIO = scriptedAudio(WORDS, [
  { seconds: 0.2 },
  { word: 'one', seconds: 0.3 },
  { seconds: 0.1 },
  { word: 'two', seconds: 0.3 },
  { seconds: 1 },
  { word: 'three', seconds: 0.3 },
]);
/** Bytes of a tenth of a second. */
export const PIECE = 3200;

/** A StartRecognition; `config` may be wrong on purpose. */
export function startMessage(config: object = {}, audio_format: unknown = RAW, others: object = {}): object {
  return { message: 'StartRecognition', audio_format, transcription_config: { language: 'en', ...config }, ...others };
}

/** A server with a scripted recogniser, and the clients that a test connects to it. */
export class ServedApi {
  private readonly clients: RawClient[] = [];

  private constructor(readonly server: SpeechApiServer) {}

  static async serve(
    options: SpeechApiServerOptions = {},
    recogniser: Recogniser = new ScriptedRecogniser(WORDS),
  ): Promise<ServedApi> {
    return new ServedApi(await SpeechApiServer.listen(recogniser, options));
  }

  async connect(path = '', headers: Record<string, string> = {}): Promise<RawClient> {
    const client = await RawClient.connect(this.server.url + path, headers);
    this.clients.push(client);
    return client;
  }

  /** A client whose recognition has started. */
  async start(config?: Partial<TranscriptionConfig>, format?: object): Promise<RawClient> {
    const client = await this.connect();
    client.send(startMessage(config, format));
    await client.wait('RecognitionStarted');
    return client;
  }

  /** Asks the health service. */
  async get(path: string, init?: RequestInit): Promise<{ status: number; body: unknown }> {
    const response = await fetch(this.server.url.replace('ws:', 'http:').replace('/v2', path), init);
    const text = await response.text();
    return { status: response.status, body: text && (JSON.parse(text) as unknown) };
  }

  /** Resolves when no session is under way any more. */
  async untilIdle(): Promise<void> {
    for (;;) {
      const { body } = await this.get('/session_status');
      if ((body as { active_sessions: unknown[] }).active_sessions.length === 0) return;
    }
  }

  async stop(): Promise<void> {
    for (const client of this.clients.splice(0)) client.close();
    await this.server.close();
  }
}

/** Sends all of the audio, ends the stream, and returns the text of all finals. */
export async function transcribe(client: RawClient, audio: Buffer = AUDIO): Promise<string> {
  client.sendAudio(audio, PIECE);
  client.send({ message: 'EndOfStream', last_seq_no: Math.ceil(audio.length / PIECE) });
  await client.wait('EndOfTranscript');
  return textOf(client);
}

/** The text of all finals so far. */
export function textOf(client: RawClient): string {
  return client
    .all('AddTranscript')
    .map(({ metadata }) => metadata.transcript)
    .join('');
}
