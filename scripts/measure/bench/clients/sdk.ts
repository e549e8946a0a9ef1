import { RealtimeClient } from '@speechmatics/real-time-client';
import { AUDIO_FORMAT } from '../audio';
import type { BenchClient, BenchStream, OnText, OpenClient } from './client';

/** The vendor's own client. */
class SdkClient implements BenchClient {
  constructor(private readonly url: string) {}

  open(count: number, onText: OnText): Promise<BenchStream[]> {
    return Promise.all(Array.from({ length: count }, () => this.openOne(onText)));
  }

  private async openOne(onText: OnText): Promise<BenchStream> {
    const client = new RealtimeClient({ url: this.url });
    client.addEventListener('receiveMessage', ({ data }) => {
      if (data.message !== 'AddTranscript' && data.message !== 'AddPartialTranscript') return;
      const text = data.results.map(({ alternatives }) => alternatives?.[0]?.content ?? '').join(' ');
      onText(text, data.message === 'AddTranscript' ? 'final' : 'partial');
    });
    await client.start('', {
      audio_format: AUDIO_FORMAT,
      transcription_config: { language: 'en', enable_partials: true },
    });
    return {
      write: (piece) => client.sendAudio(piece),
      finish: async () => void (await client.stopRecognition()),
    };
  }
}

export const openClient: OpenClient = (url) => new SdkClient(url);
