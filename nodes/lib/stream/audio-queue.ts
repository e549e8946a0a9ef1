import type { AudioPiece } from '../audio/audio-reader';
import type { AudioAmount } from './dropped-audio';
import type { HeldAudio } from './held-audio';

/** A piece of audio with its place on the stream's clock, in seconds. */
export interface QueuedAudio extends AudioPiece {
  position: number;
}

/** How much live audio may wait (seconds), and which end goes when more comes. */
export interface QueueLimit {
  seconds: number;
  drop: 'oldest' | 'newest';
}

/** A recording is never trimmed. */
export type AudioKind = 'live' | 'recording';

interface Entry extends QueuedAudio {
  kind: AudioKind;
}

/** Sums of lengths drift; a limit is reached when it is passed by more than this, seconds. */
const TOLERANCE = 1e-6;
/** Taken entries that are left in the array before it is cut: taking each off by itself costs time that grows with the rest. */
const LEFT_BEHIND = 1024;

/** Audio of one stream that no session has taken yet, in order. */
export class AudioQueue {
  private entries: (Entry | undefined)[] = [];
  /** Index of the oldest entry; what stands before it was taken. */
  private head = 0;
  private liveEntries = 0;
  private liveSeconds = 0;
  private endPosition = 0;

  /** @param held where the bytes that wait here are counted with those of other queues */
  constructor(
    private readonly limit: QueueLimit,
    private readonly held: HeldAudio,
  ) {}

  get empty(): boolean {
    return this.head === this.entries.length;
  }

  /** Where the next piece will be on the stream's clock: all seconds that were pushed, dropped ones too. */
  get end(): number {
    return this.endPosition;
  }

  /** Takes the next piece of the stream, whatever the limit: see `trim`. */
  push(piece: AudioPiece, kind: AudioKind): void {
    const entry = { ...piece, position: this.endPosition, kind };
    this.endPosition += piece.seconds;
    this.entries.push(entry);
    this.held.add(piece.data.length);
    if (kind === 'recording') return;
    this.liveEntries += 1;
    this.liveSeconds += piece.seconds;
  }

  peek(): QueuedAudio | undefined {
    return this.entries[this.head];
  }

  shift(): QueuedAudio | undefined {
    return this.empty ? undefined : this.remove(this.head);
  }

  /** Drops live audio until no more than the limit waits, and says how much. */
  trim(): AudioAmount {
    const dropped = { seconds: 0, bytes: 0 };
    while (this.liveEntries > 0 && (this.liveSeconds > this.limit.seconds + TOLERANCE || this.held.exceeded)) {
      const entry = this.remove(this.limit.drop === 'oldest' ? this.oldestLive() : this.newestLive());
      dropped.seconds += entry?.seconds ?? 0;
      dropped.bytes += entry?.data.length ?? 0;
    }
    return dropped;
  }

  clear(): void {
    while (!this.empty) this.shift();
  }

  private oldestLive(): number {
    let at = this.head;
    while (this.entries[at]?.kind === 'recording') at += 1;
    return at;
  }

  private newestLive(): number {
    return this.entries.findLastIndex((entry) => entry?.kind === 'live');
  }

  private remove(at: number): Entry | undefined {
    const entry = this.entries[at];
    if (at === this.head) this.entries[this.head++] = undefined;
    else this.entries.splice(at, 1);
    if (this.empty || (this.head >= LEFT_BEHIND && this.head * 2 >= this.entries.length)) {
      this.entries = this.entries.slice(this.head);
      this.head = 0;
    }
    if (entry) this.discount(entry);
    return entry;
  }

  private discount({ data, seconds, kind }: Entry): void {
    this.held.remove(data.length);
    if (kind === 'recording') return;
    this.liveEntries -= 1;
    // Without live audio the sum starts anew, so that its drift can't grow for months.
    this.liveSeconds = this.liveEntries === 0 ? 0 : this.liveSeconds - seconds;
  }
}
