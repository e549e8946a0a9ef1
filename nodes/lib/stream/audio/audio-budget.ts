/** Bytes of audio that all streams of a node may hold; beyond that, live audio is dropped and recordings are refused. */
const HELD_AUDIO_LIMIT = 128 * 1024 * 1024;

/** Counts the audio in all queues of a node. */
export class AudioBudget {
  private bytes = 0;

  /** @param limit bytes */
  constructor(private readonly limit: number = HELD_AUDIO_LIMIT) {}

  /** Whether more is held than the limit allows. */
  get exceeded(): boolean {
    return this.bytes > this.limit;
  }

  fits(bytes: number): boolean {
    return this.bytes + bytes <= this.limit;
  }

  add(bytes: number): void {
    this.bytes += bytes;
  }

  remove(bytes: number): void {
    this.bytes -= bytes;
  }
}
