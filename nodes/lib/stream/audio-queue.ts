import type { AudioPiece } from '../audio/audio-reader';

/** Bytes of audio that may wait, whatever its kind: live audio goes beyond it, a recording is refused. */
export const HELD_AUDIO_LIMIT = 128 * 1024 * 1024;

/** A piece of audio with its place on the stream's clock, in seconds. */
export interface QueuedAudio extends AudioPiece {
  position: number;
}

/** How much live audio may wait (seconds), and which end goes when more comes. */
export interface QueueLimit {
  seconds: number;
  drop: 'oldest' | 'newest';
}

interface Entry extends QueuedAudio {
  /** Part of a recording, which is never trimmed. */
  recorded: boolean;
}

/** Audio of one stream that no session has taken yet, in order. */
export class AudioQueue {
  private entries: Entry[] = [];
  private liveSeconds = 0;
  private heldBytes = 0;
  private end = 0;
  private droppedSeconds = 0;

  constructor(private readonly limit: QueueLimit) {}

  get empty(): boolean {
    return this.entries.length === 0;
  }

  /** Bytes that wait. */
  get bytes(): number {
    return this.heldBytes;
  }

  /** Seconds that were dropped since the last call. */
  takeDropped(): number {
    const dropped = this.droppedSeconds;
    this.droppedSeconds = 0;
    return dropped;
  }

  /** Takes the next piece of the stream. Its time counts even if the limit makes it, or an older one, go. */
  push(piece: AudioPiece, recorded: boolean): void {
    const entry = { ...piece, position: this.end, recorded };
    this.end += piece.seconds;
    if (!recorded && this.isFullFor(entry) && this.limit.drop === 'newest') {
      this.droppedSeconds += piece.seconds;
      return;
    }
    this.entries.push(entry);
    this.count(entry, 1);
    while (!recorded && this.isFullFor()) this.dropOldest();
  }

  peek(): QueuedAudio | undefined {
    return this.entries[0];
  }

  shift(): QueuedAudio | undefined {
    const entry = this.entries.shift();
    if (entry) this.count(entry, -1);
    return entry;
  }

  clear(): void {
    this.entries = [];
    this.liveSeconds = 0;
    this.heldBytes = 0;
  }

  private isFullFor(entry?: Entry): boolean {
    const seconds = this.liveSeconds + (entry?.seconds ?? 0);
    return seconds > this.limit.seconds || this.heldBytes + (entry?.data.length ?? 0) > HELD_AUDIO_LIMIT;
  }

  private dropOldest(): void {
    const at = this.entries.findIndex((entry) => !entry.recorded);
    const [entry] = this.entries.splice(at, 1);
    if (!entry) return;
    this.count(entry, -1);
    this.droppedSeconds += entry.seconds;
  }

  private count(entry: Entry, sign: 1 | -1): void {
    if (!entry.recorded) this.liveSeconds += sign * entry.seconds;
    this.heldBytes += sign * entry.data.length;
  }
}
