/** What a client tells: the text of a final or partial, spelt out as a user needs it. */
export type OnText = (text: string, kind: 'final' | 'partial') => void;

/** One stream of a client. */
export interface BenchStream {
  /** Sends live audio. */
  write(piece: Buffer<ArrayBuffer>): void;
  /** Sends a whole recording, as the client would be given it; left out: it takes pieces only. */
  writeRecording?(audio: Buffer<ArrayBuffer>): void;
  /** Ends the audio; resolves when the last word is out. */
  finish(): Promise<void>;
}

/** A way to send audio to the server and to get text back. */
export interface BenchClient {
  /** Opens streams; resolves when they can be written to. */
  open(count: number, onText: OnText): Promise<BenchStream[]>;
}

/** Every module of a client exports one. @param most streams that it has at once */
export type OpenClient = (url: string, most: number) => BenchClient | Promise<BenchClient>;
