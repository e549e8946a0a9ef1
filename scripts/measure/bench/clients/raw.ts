import { once } from 'node:events';
import { WebSocket } from 'ws';
import { AUDIO_FORMAT } from '../audio';
import type { BenchClient, BenchStream, OnText, OpenClient } from './client';

interface Received {
  message: string;
  results?: { alternatives?: { content: string }[] }[];
}

/** The protocol written by hand: `ws` and JSON, without error handling. */
class RawClient implements BenchClient {
  constructor(private readonly url: string) {}

  open(count: number, onText: OnText): Promise<BenchStream[]> {
    return Promise.all(Array.from({ length: count }, () => this.openOne(onText)));
  }

  private async openOne(onText: OnText): Promise<BenchStream> {
    const socket = new WebSocket(this.url);
    let pieces = 0;
    await once(socket, 'open');
    const started = new Promise<void>((resolve) => {
      socket.on('message', (data: Buffer) => {
        const { message, results } = JSON.parse(data.toString()) as Received;
        if (message === 'RecognitionStarted') resolve();
        if (message === 'EndOfTranscript') socket.close();
        if (message === 'AddTranscript') onText(spelt(results), 'final');
        if (message === 'AddPartialTranscript') onText(spelt(results), 'partial');
      });
    });
    const settings = { audio_format: AUDIO_FORMAT, transcription_config: { language: 'en', enable_partials: true } };
    socket.send(JSON.stringify({ message: 'StartRecognition', ...settings }));
    await started;
    return {
      write: (piece) => {
        pieces += 1;
        socket.send(piece);
      },
      finish: async () => {
        socket.send(JSON.stringify({ message: 'EndOfStream', last_seq_no: pieces }));
        await once(socket, 'close');
      },
    };
  }
}

function spelt(results: Received['results'] = []): string {
  return results.map(({ alternatives }) => alternatives?.[0]?.content ?? '').join(' ');
}

export const openClient: OpenClient = (url) => new RawClient(url);
