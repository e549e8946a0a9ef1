import { AudioReader, type AudioPiece } from '../audio/audio-reader';
import type { Format } from '../audio/format';
import type { Clock } from '../speech-api/clock';
import type { Arrivals } from './arrivals';
import { AudioQueue, type AudioKind, type QueuedAudio, type QueueLimit } from './audio-queue';
import { DroppedAudio, type AudioAmount } from './dropped-audio';
import type { HeldAudio } from './held-audio';
import { StreamError } from './stream-error';

/** Seconds of one message from which it is a recording: no live source waits so long before it sends. */
const RECORDING_SECONDS = 10;

export interface StreamAudioSettings {
  /** What the audio is if it does not begin with a WAV header. */
  format: Format;
  queue: QueueLimit;
  held: HeldAudio;
  /** Told when which audio came in. */
  arrivals: Arrivals;
  clock: Clock;
}

/** The audio of one stream, from the bytes of messages to pieces that wait for a session. */
export class StreamAudio {
  private readonly reader: AudioReader;
  private readonly queue: AudioQueue;
  private readonly dropped: DroppedAudio;

  constructor(private readonly settings: StreamAudioSettings) {
    this.reader = new AudioReader(settings.format);
    this.queue = new AudioQueue(settings.queue, settings.held);
    this.dropped = new DroppedAudio(settings.clock);
  }

  /** What goes to the server; undefined while the first bytes don't tell yet. */
  get format(): Format | undefined {
    return this.reader.format;
  }

  /** The file that a header announced has been read; what comes after belongs to nothing. */
  get complete(): boolean {
    return this.reader.complete;
  }

  /** Nothing waits. */
  get empty(): boolean {
    return this.queue.empty;
  }

  /**
   * Takes the bytes of one message. They are kept, not copied, whatever the limits: see `trim`.
   *
   * @throws AudioError when they can't be read; StreamError `recording_too_long`, with nothing of `data` taken
   */
  read(data: Buffer, kind: AudioKind): void {
    const pieces = this.reader.read(data);
    const seconds = pieces.reduce((sum, piece) => sum + piece.seconds, 0);
    const recording = kind === 'recording' || this.complete || seconds > RECORDING_SECONDS;
    if (recording && !this.settings.held.fits(data.length)) {
      throw new StreamError(
        'recording_too_long',
        'Too much audio of recordings would wait. Send them one by one, in shorter pieces, or compressed.',
      );
    }
    this.take(pieces, recording ? 'recording' : 'live');
  }

  /** No more bytes come. */
  end(): void {
    this.take(this.reader.end(), 'recording');
  }

  /** The oldest piece that waits. */
  peek(): QueuedAudio | undefined {
    return this.queue.peek();
  }

  /** A session has taken the oldest piece. */
  shift(): void {
    this.queue.shift();
  }

  clear(): void {
    this.queue.clear();
  }

  /** Drops live audio that is too much to wait. Returns an error when an outage begins with it. */
  trim(): StreamError | undefined {
    const amount = this.queue.trim();
    if (amount.bytes === 0 || !this.dropped.add(amount)) return undefined;
    return new StreamError(
      'audio_dropped',
      `Audio is being dropped: more waits for a session than the ${this.settings.queue.seconds} s that are kept. ` +
        'Check the appliance and its load. The event "audio_dropped" will say how much was lost.',
    );
  }

  /** What was dropped in an outage, once: now, or if it is over. */
  takeDropped(when: 'now' | 'when_calm'): AudioAmount | undefined {
    return when === 'now' ? this.dropped.take() : this.dropped.takeWhenCalm();
  }

  private take(pieces: AudioPiece[], kind: AudioKind): void {
    const { arrivals, clock } = this.settings;
    for (const piece of pieces) this.queue.push(piece, kind);
    if (pieces.length > 0) arrivals.note(this.queue.end, clock.now());
  }
}
