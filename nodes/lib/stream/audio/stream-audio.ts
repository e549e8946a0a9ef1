import { AudioReader, type AudioPiece } from '../../audio/audio-reader';
import { AudioDiagnostics } from '../../audio/audio-diagnostics';
import type { Format, SampleFormat } from '../../audio/format';
import { Packetiser } from '../../audio/packetiser';
import { Timeout } from '../../time/timeout';
import { AudioQueue, type AudioKind, type QueuedAudio } from './audio-queue';
import { PauseFiller } from './pause-filler';
import type { StreamAudioSettings } from './stream-audio-settings';
import { DroppedAudio, type AudioAmount } from './dropped-audio';
import { CodedError } from '../../errors/coded-error';

/** Seconds from which one message counts as a recording: live sources send more often. */
const MIN_RECORDING_SECONDS = 10;
/** Milliseconds for which a small piece of audio waits for more, to be sent with it. */
const GATHERING = 100;

/** The audio of one stream, from the bytes of messages to pieces that are retained until finals cover them. */
export class StreamAudio {
  private readonly reader: AudioReader;
  private readonly queue: AudioQueue;
  private readonly dropped: DroppedAudio;
  private readonly gathering: Timeout;
  private readonly pauses: PauseFiller | undefined;
  private packetiser: Packetiser | undefined;
  private kind: AudioKind = 'live';
  private diagnostics: AudioDiagnostics | undefined;
  /** End of the sent audio that was discarded because too much was held; seconds of the stream. */
  private trimmedUntil = 0;
  /** Sent pieces of live containers without a final yet; they can't be sent again. `since`: milliseconds of the clock. */
  private sentLive: { bytes: number; since: number } | undefined;
  private input: 'open' | 'finished' = 'open';
  private arrived = false;
  /** Arrival of the first piece of a live container, milliseconds of the clock. */
  private began: number | undefined;

  constructor(private readonly settings: StreamAudioSettings) {
    this.reader = new AudioReader(settings.format, settings.takes);
    this.queue = new AudioQueue(settings.queue, settings.budget, settings.limits.sentRetention);
    this.dropped = new DroppedAudio(settings.clock);
    this.gathering = new Timeout(settings.clock);
    if (settings.pause !== undefined) this.pauses = this.fillerOf(settings.pause);
  }

  /** The format declared to the server; undefined until the first bytes have decided it. */
  get format(): Format | undefined {
    return this.reader.format;
  }

  /** The format of incoming samples; undefined for containers, and until the first bytes have decided it. */
  get sampleFormat(): SampleFormat | undefined {
    return this.reader.sampleFormat;
  }

  /** Whether no more audio is accepted: it has ended or was discarded. */
  get finished(): boolean {
    return this.input === 'finished';
  }

  /** Whether any audio arrived, even if it was skipped or refused. */
  get came(): boolean {
    return this.arrived;
  }

  /** The peak of headerless audio, 0 to 1; undefined for containers, and before there is any. */
  get peak(): number | undefined {
    return this.diagnostics?.peak;
  }

  /** Whether a recording has been read to the end given by its header. */
  get complete(): boolean {
    return this.reader.complete;
  }

  /** Whether the latest bytes ended a short file: a recording, or a piece of live audio. */
  get endsFile(): boolean {
    return this.reader.endsFile;
  }

  /** Whether the file is incomplete, by its structure. */
  get goesOn(): boolean {
    return this.reader.goesOn;
  }

  /** Seconds that arrived; containers have no length. */
  get seconds(): number {
    return this.queue.end + (this.packetiser?.seconds ?? 0);
  }

  /** Whether the bytes of one message have a different format, and so begin another stream. */
  changesFormat(data: Buffer): boolean {
    return this.reader.changesFormat(data);
  }

  /** Whether all audio that is ready was sent to the present session. */
  get sent(): boolean {
    return this.queue.empty;
  }

  /** Whether there is audio that no final covers. */
  get hasUnfinalised(): boolean {
    if (this.queue.empty) return false;
    return this.queue.peek()?.seconds === 0 || this.queue.end > this.covered;
  }

  /** Seconds of live audio that can still wait before some of it is dropped. */
  get spare(): number {
    return this.queue.spare;
  }

  /** Seconds that wait for a session. */
  get waitingSeconds(): number {
    return this.queue.waitingSeconds;
  }

  /** Seconds that arrived and that no final covers. */
  get uncovered(): number {
    return Math.max(0, this.queue.end - this.covered);
  }

  /** Whether some of it belongs to a recording. */
  get holdsRecording(): boolean {
    return this.queue.peek()?.kind === 'recording';
  }

  /**
   * Takes the bytes of one message, without copying them and regardless of the limits: see `trim`.
   *
   * @throws AudioError when they can't be read; CodedError `recording_too_long`, with nothing of `data` taken
   */
  read(data: Buffer, kind: AudioKind): void {
    const pieces = this.reader.read(data);
    const seconds = secondsOf(pieces);
    const taken = this.isRecording(seconds, kind) ? 'recording' : 'live';
    if (taken === 'recording' && !this.settings.budget.fits(data.length)) {
      throw new CodedError(
        'recording_too_long',
        'Too much audio of recordings would be queued. Send them one by one, in shorter pieces, or compressed.',
      );
    }
    this.beforeLive(seconds, taken);
    this.take(pieces, taken);
    this.diagnose(pieces, taken);
  }

  /**
   * Skips the bytes of one message: the stream's clock advances, the audio is discarded.
   *
   * @throws AudioError when they can't be read
   */
  pass(data: Buffer): AudioAmount {
    return this.passOver(this.reader.read(data));
  }

  /** As `pass`, and counts them as dropped. */
  refuse(data: Buffer): void {
    this.noteDropped(this.pass(data));
  }

  /**
   * Ends the audio.
   *
   * @throws AudioError when the bytes are incomplete
   */
  end(): void {
    this.input = 'finished';
    this.pauses?.stop();
    this.take(this.reader.end(), 'recording');
    this.flush();
  }

  /** Stops filling pauses, since the source is muted. */
  mute(): void {
    this.pauses?.stop();
    this.flush();
  }

  /** Makes the gathered audio ready to be sent. */
  flush(): void {
    this.gathering.clear();
    const piece = this.packetiser?.flush();
    if (piece) this.enqueue(piece, this.kind);
  }

  /** The oldest piece that waits. */
  peek(): QueuedAudio | undefined {
    return this.queue.peek();
  }

  /** Marks the oldest waiting piece as sent. */
  markSent(): void {
    const piece = this.queue.peek();
    if (piece) this.settings.metrics.sent(piece.seconds, piece.sent === 'before');
    if (piece?.kind === 'live' && piece.seconds === 0) {
      const { bytes, since } = this.sentLive ?? { bytes: 0, since: this.settings.clock.now() };
      this.sentLive = { bytes: bytes + piece.data.length, since };
    }
    this.queue.take();
    this.trimmedUntil = this.queue.trimSent() ?? this.trimmedUntil;
  }

  /** Discards audio that finals cover. @param neededFrom seconds of the stream before which audio is no longer needed */
  markFinal(neededFrom: number): void {
    this.sentLive = undefined;
    this.queue.forgetBefore(neededFrom);
  }

  /**
   * Ends a session: its audio waits for the next one. Audio that can't be sent again is counted as dropped.
   *
   * @param settled seconds of the stream up to which the transcript of the session is complete
   */
  requeueSent(settled: number): void {
    this.queue.requeueSent();
    const lost = this.trimmedUntil - Math.max(this.covered, settled);
    if (lost > 0) this.noteDropped({ seconds: lost, bytes: 0 });
    this.trimmedUntil = 0;
    if (!this.sentLive) return;
    const { bytes, since } = this.sentLive;
    this.noteDropped({ seconds: (this.settings.clock.now() - since) / 1000, bytes });
    this.sentLive = undefined;
  }

  /** Drops and counts all audio that no final covers. */
  drop(): void {
    // Silence after it needs no session.
    this.pauses?.stop();
    this.flush();
    const amount = this.queue.clear(this.covered);
    if (amount.bytes > 0) this.noteDropped(amount);
  }

  /** Discards all audio, and accepts no more. */
  clear(): void {
    this.input = 'finished';
    this.pauses?.stop();
    this.flush();
    this.queue.clear();
  }

  /** Drops live audio beyond the limits. Returns whether this begins an outage. */
  trim(): boolean {
    const amount = this.queue.trim();
    return amount.bytes > 0 && this.noteDropped(amount);
  }

  /** Returns, once, the amount dropped in an outage: now, or only if it is over. */
  takeDropped(when: 'now' | 'when_calm'): AudioAmount | undefined {
    return when === 'now' ? this.dropped.take() : this.dropped.takeWhenCalm();
  }

  /** Returns whether this begins an outage. */
  private noteDropped(amount: AudioAmount): boolean {
    this.settings.metrics.dropped(amount.seconds);
    return this.dropped.add(amount);
  }

  private get covered(): number {
    return this.settings.coverage.coveredUntil;
  }

  private isRecording(seconds: number, kind: AudioKind): boolean {
    return kind === 'recording' || this.complete || seconds > MIN_RECORDING_SECONDS;
  }

  private take(pieces: AudioPiece[], kind: AudioKind): void {
    const { format } = this.reader;
    if (pieces.length === 0 || !format) return;
    if (kind !== this.kind) this.flush();
    this.kind = kind;
    this.packetiser ??= new Packetiser(format);
    for (const piece of pieces) {
      for (const message of this.packetiser.push(piece)) {
        this.gathering.clear();
        this.enqueue(message, kind);
      }
    }
    if (this.packetiser.waiting && !this.gathering.isSet) this.gathering.set(GATHERING, () => this.gathered());
    this.noteArrival(secondsOf(pieces));
  }

  private beforeLive(seconds: number, kind: AudioKind): void {
    const { format } = this.reader;
    if (kind === 'live' && format?.type === 'raw' && seconds > 0) this.pauses?.before(seconds, format);
    else if (kind === 'recording') this.pauses?.stop();
  }

  private fillerOf(limit: number): PauseFiller {
    const { arrivals, clock, ready } = this.settings;
    const goOn = (advance: () => void): void => {
      this.flush();
      advance();
      arrivals.note(this.seconds, clock.now());
      ready();
    };
    return new PauseFiller(clock, limit, {
      fill: (pieces) => goOn(() => pieces.forEach((piece) => this.enqueue(piece, 'live'))),
      skip: (seconds) => goOn(() => this.queue.skip(seconds)),
      isSent: () => this.sent,
    });
  }

  private gathered(): void {
    this.flush();
    this.settings.ready();
  }

  private enqueue(piece: AudioPiece, kind: AudioKind): void {
    if (kind === 'live' && piece.seconds === 0) this.followClock();
    this.queue.push(piece, kind);
  }

  private noteArrival(seconds: number): void {
    const { arrivals, clock, metrics } = this.settings;
    this.arrived = true;
    arrivals.note(this.seconds, clock.now());
    metrics.received(seconds);
  }

  private diagnose(pieces: AudioPiece[], kind: AudioKind): void {
    const { format } = this.reader;
    if (format?.type !== 'raw') return;
    this.diagnostics ??= new AudioDiagnostics(format);
    const arrival = kind === 'live' ? this.settings.clock.now() : undefined;
    for (const warning of this.diagnostics.note(pieces, arrival)) this.settings.warn(warning);
  }

  private passOver(pieces: AudioPiece[]): AudioAmount {
    const seconds = secondsOf(pieces);
    this.flush();
    if (seconds > 0) this.pauses?.beforePassing(seconds);
    this.queue.skip(seconds);
    if (pieces.length > 0) this.noteArrival(seconds);
    return { seconds, bytes: pieces.reduce((sum, { data }) => sum + data.length, 0) };
  }

  /** Pieces of containers have no length: the position of a live one is its time of arrival. */
  private followClock(): void {
    const now = this.settings.clock.now();
    this.began ??= now;
    this.queue.skip(Math.max(0, (now - this.began) / 1000 - this.queue.end));
  }
}

function secondsOf(pieces: readonly AudioPiece[]): number {
  return pieces.reduce((sum, { seconds }) => sum + seconds, 0);
}
