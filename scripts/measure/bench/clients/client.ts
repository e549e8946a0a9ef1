/** Called with the text of a final or partial, as users need it. */
export type OnText = (text: string, kind: 'final' | 'partial') => void;

/** One stream of a client. */
export interface BenchStream {
  /** Sends live audio. */
  write(piece: Buffer<ArrayBuffer>): void;
  /** Sends a whole recording; left out: the client only accepts pieces. */
  writeRecording?(audio: Buffer<ArrayBuffer>): void;
  /** Ends the audio; resolves after the last word. */
  finish(): Promise<void>;
}

/** A client of the Speech API. */
export interface BenchClient {
  /** Opens streams; resolves when they are writable. */
  open(count: number, onText: OnText): Promise<BenchStream[]>;
}

/** Exported by every client's module. @param most limit of simultaneous streams */
export type OpenClient = (url: string, most: number) => BenchClient | Promise<BenchClient>;
