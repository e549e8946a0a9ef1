import type { SourceFormat } from '../audio/format';
import type { Container } from '../audio/signatures';
import { RefusedBytes } from '../audio/refused-bytes';
import type { FlowMessage } from '../message/flow-message';
import type { FormatProperties } from '../audio/format-properties';
import type { Clock } from '../time/clock';
import { MutedSources } from './muted-sources';
import { QuietSources } from './quiet-sources';
import type { OpenStream } from './open-stream';
import { Source } from './source';
import { isPartOf, namedSource } from './connections';
import { FormatChanges } from './format-changes';
import { RefusedRecordings } from './refused-recordings';
import type { Stream } from '../stream/stream';
import { CodedError } from '../errors/coded-error';
import type { StreamEnd } from '../stream/stream-event';
/** The most streams of a node at once, waiting ones included. */
const MOST_STREAMS = 5000;
/** The most characters that may identify a source. */
const LONGEST_SOURCE = 1000;

/** What sources need of their owner. */
export interface SourcesOwner {
  /** Makes the stream that a message opens. `ended` is to be called once. */
  newStream(
    message: FlowMessage,
    hints: FormatProperties,
    ended: (end: StreamEnd) => void,
  ): Pick<OpenStream, 'stream' | 'output'>;
  /** Containers that the server takes in addition to those of the protocol; left out: none. */
  takes?: readonly Container[];
  /** Determines the format of the bytes of a message. */
  readFormat(message: FlowMessage, hints: FormatProperties): SourceFormat;
  /** Whether streams may open sessions now. */
  mayProceed(): boolean;
  /** A stream has ended. */
  ended(end: StreamEnd): void;
}

/** The sources of a node, by identifier. Only those with streams are kept. */
export class Sources {
  private readonly sources = new Map<string, Source>();
  private readonly muted = new MutedSources();
  private readonly quiet = new QuietSources();
  private readonly refused: RefusedRecordings;
  private readonly refusedBytes: RefusedBytes;
  private readonly formatChanges: FormatChanges;
  private streams = 0;
  /** Sources that are parts of others. */
  private parts = 0;

  constructor(
    private readonly clock: Clock,
    private readonly owner: SourcesOwner,
  ) {
    this.refused = new RefusedRecordings(clock);
    this.formatChanges = new FormatChanges(clock);
    this.refusedBytes = new RefusedBytes(clock, owner.takes);
  }

  /** Whether no stream is open. */
  get empty(): boolean {
    return this.streams === 0;
  }

  /** The sources with streams: one, with those of its connections, or, if it is undefined, all. */
  of(source?: string): Source[] {
    if (source === undefined) return [...this.sources.values()];
    // There may be thousands.
    const names = this.parts === 0 ? [source] : [...this.sources.keys()].filter((name) => isPartOf(name, source));
    return names.map((name) => this.sources.get(name)).filter((one) => one !== undefined);
  }

  /** The streams of one source, with those of its connections, or, if it is undefined, of all. */
  streamsOf(source?: string): Stream[] {
    return this.of(source).flatMap(({ all }) => all);
  }

  /** Whether a source has a stream that has heard audio. */
  isHeard(source: string): boolean {
    return this.sources.get(source)?.isHeard ?? false;
  }

  /**
   * The source of that name, which may have no stream yet.
   *
   * @throws CodedError `source_too_long`
   */
  get(source = ''): Source {
    if (namedSource(source).length > LONGEST_SOURCE) throw sourceTooLong();
    return this.sources.get(source) ?? this.newSource(source);
  }

  /**
   * The streams of a source that take audio.
   *
   * @throws CodedError `no_session`
   */
  requireStreams(source = ''): Stream[] {
    const streams = this.of(source).flatMap(({ requireStream }) => requireStream ?? []);
    if (streams.length > 0) return streams;
    throw new CodedError('no_session', 'No stream is open. Send audio first.');
  }

  /** The stream of a source that takes audio, if one is open. */
  openStreamOf(source = ''): Stream | undefined {
    return this.sources.get(source)?.requireStream;
  }

  /** Drops everything: of one source, or of all. */
  cancel(source?: string): void {
    // Newest first: a stream that ends lets the next one open a session.
    for (const one of this.of(source).reverse()) one.cancel();
  }

  /**
   * Mutes or unmutes one source, or all of them, with the streams that they open later.
   *
   * @throws CodedError `source_too_long`, `too_many_sources`
   */
  setMuted(hearing: 'on' | 'muted', source?: string): void {
    if (source !== undefined && source.length > LONGEST_SOURCE) throw sourceTooLong();
    this.muted.set(hearing, source);
    for (const one of this.of(source)) one.applyMuted();
  }

  /** Takes over the muted sources of another instance. */
  takeMuted({ muted }: Sources): void {
    this.muted.take(muted);
    for (const one of this.sources.values()) one.applyMuted();
  }

  private newSource(source: string): Source {
    const one: Source = new Source({
      clock: this.clock,
      refused: this.refused,
      refusedBytes: {
        add: (hints, error) => this.refusedBytes.add(source, hints, error),
        reasonFor: (data, hints, message) =>
          this.refusedBytes.reasonFor(source, hints, data, () => this.owner.readFormat(message, hints)),
      },
      noteChange: () => this.formatChanges.note(source),
      readFormat: (message, hints) => this.owner.readFormat(message, hints),
      newStream: (...opening) => {
        if (this.streams === MOST_STREAMS) throw tooManyStreams();
        const made = this.owner.newStream(...opening);
        if (!this.sources.has(source) && namedSource(source) !== source) this.parts += 1;
        this.sources.set(source, one);
        this.streams += 1;
        return made;
      },
      mayProceed: () => this.owner.mayProceed(),
      noteLevel: (level) => this.quiet.note(source, level),
      isMuted: () => this.muted.isMuted(namedSource(source)),
      ended: (end) => {
        this.streams -= 1;
        if (one.empty && this.sources.delete(source) && namedSource(source) !== source) this.parts -= 1;
        this.owner.ended(end);
      },
    });
    return one;
  }
}

function sourceTooLong(): CodedError {
  return new CodedError(
    'source_too_long',
    `The value that identifies the source of the message is longer than ${LONGEST_SOURCE} characters. ` +
      'Name a shorter property in the transcribe node.',
  );
}

function tooManyStreams(): CodedError {
  return new CodedError(
    'too_many_streams',
    `${MOST_STREAMS} streams are open or wait, and there is room for no more. Send recordings when those before are done, ` +
      'or check what tells sources from one another.',
  );
}
