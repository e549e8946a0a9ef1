import {
  RealtimeClient,
  type RealtimeServerMessage,
  type RealtimeTranscriptionConfig,
} from '@speechmatics/real-time-client';

/** With a field that the client hands on, but that its types don't know. */
type MessageOf<Name extends RealtimeServerMessage['message']> = RealtimeServerMessage & {
  message: Name;
  forced?: boolean;
};

/** The vendor's own client as its users use it, with a note of everything that it hands them. */
export class VendorClient {
  readonly client: RealtimeClient;
  readonly received: RealtimeServerMessage[] = [];

  /** @param timeout milliseconds that the client waits for a start and for an end */
  constructor(url: string, timeout = 5000) {
    this.client = new RealtimeClient({ url, connectionTimeout: timeout });
    this.client.addEventListener('receiveMessage', ({ data }) => {
      this.received.push(data);
    });
  }

  start(config: Partial<RealtimeTranscriptionConfig> = {}): Promise<unknown> {
    return this.client.start('', {
      audio_format: { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 },
      transcription_config: { language: 'en' },
      ...config,
    });
  }

  /** Sends text where JSON is due. */
  sendText(text: string): void {
    this.client.sendAudio(text);
  }

  sendAudio(audio: Buffer, pieceBytes: number): void {
    for (let at = 0; at < audio.length; at += pieceBytes)
      this.client.sendAudio(Uint8Array.from(audio.subarray(at, at + pieceBytes)));
  }

  /** All messages of one kind so far. */
  all<Name extends RealtimeServerMessage['message']>(name: Name): MessageOf<Name>[] {
    return this.received.filter((message): message is MessageOf<Name> => message.message === name);
  }

  /** Resolves with the first message of that kind, which may have come already. */
  wait<Name extends RealtimeServerMessage['message']>(name: Name): Promise<MessageOf<Name>> {
    return new Promise((resolve) => {
      const look = (): void => {
        const [found] = this.all(name);
        if (found) resolve(found);
      };
      this.client.addEventListener('receiveMessage', look);
      look();
    });
  }

  /** Resolves when the connection is closed. */
  closed(): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (this.client.socketState === 'closed') resolve();
      };
      this.client.addEventListener('socketStateChange', look);
      look();
    });
  }

  /** The text of all finals so far. */
  get text(): string {
    return this.all('AddTranscript')
      .map(({ metadata }) => metadata.transcript)
      .join('');
  }
}
