import type { Clock } from '../time/clock';
import type {
  AddPartialTranscript,
  AddPartialTranslation,
  AddTranscript,
  AddTranslation,
  LanguagePackInfo,
} from '../speech-api/messages';
import { liftResults, shiftResults, type TranscriptResult } from '../transcript/results';
import { commonSpeaker } from '../transcript/speaker';
import { textOf, wordDelimiter } from '../transcript/text';
import type { ArrivalTimes } from './audio/arrival-times';
import { SessionOverlap } from './replay/session-overlap';
import type { TimeMap } from './replay/time-map';

/** A text of a stream, ready to become a message. Times are seconds since the stream's first sample. */
export interface TranscriptMessage {
  /** The text, ready to display or speak. Empty only when a displayed partial is retracted. */
  payload: string;
  /** true: replaces the previous partial; false: final, never changes. */
  partial: boolean;
  transcript: {
    /** Id of the final that this text is, or will become part of; for a translation, of the final before it. */
    id: string;
    stream: string;
    session: string;
    start_time: number;
    end_time: number;
    /** Epoch milliseconds at which the audio at `start_time` arrived. */
    time: number;
    results: TranscriptResult[];
    delimiter?: string;
    direction?: 'left-to-right' | 'right-to-left';
    language?: string;
    channel?: string;
    speaker?: string;
    /** Seconds from the arrival of the audio at `end_time` to this message. */
    latency: number;
  };
}

/** The language of a session's text. */
export interface SessionLanguage {
  session: string;
  /** Code from the configuration, for example `en`. */
  language: string;
  pack?: LanguagePackInfo;
}

type Parts = Pick<TranscriptMessage['transcript'], 'start_time' | 'end_time' | 'results'> &
  Partial<Pick<TranscriptMessage['transcript'], 'id' | 'delimiter' | 'direction' | 'language' | 'channel' | 'speaker'>>;

/** Builds the messages of one stream from the transcripts of its sessions. */
export class Transcripts {
  private finals = 0;
  /** The partial that the receiver displays: the middle of its last word, seconds of the stream, and its session's language. */
  private shown: { until: number; source: SessionLanguage } | undefined;
  private heard = 0;
  private covered = 0;
  private readonly overlap = new SessionOverlap();

  constructor(
    private readonly stream: string,
    private readonly arrivals: ArrivalTimes,
    private readonly clock: Pick<Clock, 'now' | 'date'>,
  ) {}

  /** End of the transcripts so far, seconds of the stream. */
  get heardUntil(): number {
    return this.heard;
  }

  /** End of the finals so far, seconds of the stream. */
  get coveredUntil(): number {
    return this.covered;
  }

  /** Start of the audio for the next session, seconds of the stream: `lead` or a little more before the end of the last final. */
  neededFrom(lead: number): number {
    return this.overlap.clearOfWords(this.covered - lead);
  }

  /** Whether the displayed partial has words that are not final. */
  get unsettled(): boolean {
    return this.shown !== undefined;
  }

  /** Seconds of the stream up to which the transcript of the session is complete: silence, or finals. */
  get settledUntil(): number {
    return this.shown ? this.covered : this.heard;
  }

  /** Begins a session whose audio starts at `heardFrom`, seconds of the stream. */
  beginSession(heardFrom: number): void {
    this.overlap.beginSession(heardFrom);
  }

  /** Whether an event at `time`, seconds of the stream, was already sent in the previous session. */
  wasTold(time: number): boolean {
    return this.overlap.wasTold(time);
  }

  /** Notes an end of utterance at `time`, seconds of the stream. Returns whether it is a new one. */
  endUtterance(time: number): boolean {
    return this.overlap.endUtterance(time);
  }

  /** Notes that the transcript is complete up to `time`, seconds of the stream. */
  cover(time: number): void {
    this.covered = Math.max(this.covered, time);
    this.heard = Math.max(this.heard, time);
  }

  /**
   * @param times maps the session's times to the stream
   * @returns undefined when there is nothing new to display
   */
  transcript(
    message: AddTranscript | AddPartialTranscript,
    source: SessionLanguage,
    times: TimeMap,
  ): TranscriptMessage | undefined {
    const partial = message.message === 'AddPartialTranscript';
    const told = liftResults(message.results, shiftsOf(times));
    const results = this.overlap.newResults(told, partial ? 'partial' : 'final');
    const delimiter = wordDelimiter(source.language, source.pack);
    const payload = textOf(results, delimiter);
    const end = times.toStream(message.metadata.end_time);
    const made =
      payload === ''
        ? this.void(partial, end)
        : this.make(payload, partial, source, {
            // `metadata.start_time` includes the silence before the first word.
            start_time: results[0]?.start_time ?? times.toStream(message.metadata.start_time),
            end_time: results.at(-1)?.end_time ?? end,
            results,
            delimiter,
            direction: source.pack?.writing_direction,
            channel: message.channel ?? message.results[0]?.channel,
            speaker: commonSpeaker(results),
            language: source.language,
          });
    this.heard = Math.max(this.heard, end);
    const last = results.at(-1);
    if (partial && payload !== '' && last) this.shown = { until: (last.start_time + last.end_time) / 2, source };
    if (!partial) {
      if (payload !== '') this.finals += 1;
      this.cover(end);
      if (!this.standsBeyond(end)) this.shown = undefined;
      this.arrivals.forgetBefore(end);
      times.forgetBefore(message.metadata.end_time);
    }
    return made;
  }

  /** @param times maps the session's times to the stream */
  translation(
    message: AddTranslation | AddPartialTranslation,
    source: SessionLanguage,
    times: TimeMap,
  ): TranscriptMessage | undefined {
    const partial = message.message === 'AddPartialTranslation';
    const told = message.results.flatMap((result) =>
      shiftResults([{ type: 'word', ...result }], times.shiftOf(result.start_time, result.end_time)),
    );
    const results = this.overlap.newTranslation(message.language, told, partial ? 'partial' : 'final');
    const delimiter = wordDelimiter(message.language);
    const payload = textOf(results, delimiter);
    if (payload === '') return undefined;
    return this.make(payload, partial, source, {
      ...(!partial && this.finals > 0 && { id: this.idOf(this.finals) }),
      start_time: results[0]?.start_time ?? 0,
      end_time: results.at(-1)?.end_time ?? 0,
      results,
      delimiter,
      language: message.language,
      speaker: commonSpeaker(results),
    });
  }

  /** The message that retracts the displayed partial, since it will not become final; undefined when none is displayed. */
  takeBack(): TranscriptMessage | undefined {
    if (!this.shown) return undefined;
    const { until, source } = this.shown;
    this.shown = undefined;
    return this.make('', true, source, { start_time: until, end_time: until, results: [], language: source.language });
  }

  /** A message without text retracts the displayed partial, unless it is a final that ends before it. */
  private void(partial: boolean, end: number): TranscriptMessage | undefined {
    return !partial && this.standsBeyond(end) ? undefined : this.takeBack();
  }

  /** Whether the displayed partial has words that a final up to `end` does not cover; the times of partials shift a little. */
  private standsBeyond(end: number): boolean {
    return this.shown !== undefined && this.shown.until > end;
  }

  private idOf(final: number): string {
    return `${this.stream}-${final}`;
  }

  private make(payload: string, partial: boolean, source: SessionLanguage, parts: Parts): TranscriptMessage {
    const now = this.clock.now();
    const latency = (now - (this.arrivals.at(parts.end_time) ?? now)) / 1000;
    const age = now - (this.arrivals.at(parts.start_time) ?? now);
    const transcript: TranscriptMessage['transcript'] = {
      id: this.idOf(this.finals + 1),
      stream: this.stream,
      session: source.session,
      start_time: parts.start_time,
      end_time: parts.end_time,
      results: parts.results,
      time: Math.round(this.clock.date() - age),
      latency: Math.max(0, Math.round(latency * 1000) / 1000),
    };
    addKnown(transcript, parts);
    return { payload, partial, transcript };
  }
}

/** Adds the known details of a text; fields without a value are omitted. */
function addKnown(transcript: TranscriptMessage['transcript'], parts: Parts): void {
  const { id, delimiter, direction, language, channel, speaker } = parts;
  if (id !== undefined) transcript.id = id;
  if (delimiter !== undefined) transcript.delimiter = delimiter;
  if (direction !== undefined) transcript.direction = direction;
  if (language !== undefined) transcript.language = language;
  if (channel !== undefined) transcript.channel = channel;
  if (speaker !== undefined) transcript.speaker = speaker;
}

/** Returns the shift of each result to the stream's clock, seconds. A mark is shifted with the word that it belongs to. */
function shiftsOf(times: TimeMap): (result: Pick<TranscriptResult, 'type' | 'start_time' | 'end_time'>) => number {
  let shift: number | undefined;
  return ({ type, start_time, end_time }) => {
    if (type !== 'punctuation' || shift === undefined) shift = times.shiftOf(start_time, end_time);
    return shift;
  };
}
