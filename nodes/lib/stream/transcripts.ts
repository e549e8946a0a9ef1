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
import type { TimedWord } from './replay/word-alignment';
import { timed, OverlapFilter } from './replay/overlap-filter';
import type { TimeMap } from './replay/time-map';

/** A text of a stream, ready to become a message. Times are seconds since the stream's first sample. */
export interface TranscriptMessage {
  /** The text, ready to show or speak. Empty only when a partial that was shown became void. */
  payload: string;
  /** true: replaces the previous partial; false: final, never changes. */
  partial: boolean;
  transcript: {
    /** The final that this text is, or will become part of; of a translation, the final before it. */
    id: string;
    stream: string;
    session: string;
    start_time: number;
    end_time: number;
    /** Epoch milliseconds at which the audio at `start_time` came in. */
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

/** What a session says of the language it writes. */
export interface SessionLanguage {
  session: string;
  /** Code of the configuration, for example `en`. */
  language: string;
  pack?: LanguagePackInfo;
}

/** Seconds of final words that are remembered: what the next session may say again, and a little more. */
const REMEMBERED = 5;

/** Final words that are remembered at most: more than anybody says in these seconds. */
const MOST_REMEMBERED = 100;

/** Languages of translations that are told from others; the protocol allows five. */
const MOST_LANGUAGES = 50;

/** Seconds before and behind the end of the final words in which no session's audio begins. */
const CLEAR = { before: 1, behind: 0.5 };

/** Seconds that two sessions may be apart on the end of the same utterance. */
const SAME_UTTERANCE = 0.5;

type Parts = Pick<TranscriptMessage['transcript'], 'start_time' | 'end_time' | 'results'> &
  Partial<TranscriptMessage['transcript']>;

/** Makes the messages of one stream out of what its sessions hear. */
export class Transcripts {
  private finals = 0;
  /** The partial that the receiver shows: the middle of its last word, seconds of the stream, and where it came from. */
  private shown: { until: number; source: SessionLanguage } | undefined;
  private heard = 0;
  private covered = 0;
  /** The last final words. */
  private latest: TimedWord[] = [];
  /** Where the last utterance ended. */
  private utteranceEnd = -Infinity;
  private retelling = new OverlapFilter([], -Infinity);
  /** Where the last final translation ended, for each language: up to now, and in the sessions before. */
  private readonly translated = new Map<string, number>();
  private translatedBefore: ReadonlyMap<string, number> = new Map();

  constructor(
    private readonly stream: string,
    private readonly arrivals: ArrivalTimes,
    private readonly clock: Pick<Clock, 'now' | 'date'>,
  ) {}

  /** Seconds of the stream up to which transcripts came. */
  get heardUntil(): number {
    return this.heard;
  }

  /** Seconds of the stream up to which finals came. */
  get coveredUntil(): number {
    return this.covered;
  }

  /**
   * From where the next session has to hear the stream, seconds: `leadIn` before the end of the last final. The word that its
   * beginning cuts is none that stands near the end of the final words.
   */
  neededFrom(leadIn: number): number {
    const from = this.covered - leadIn;
    const end = this.latest.at(-1)?.end ?? -Infinity;
    return from > end - CLEAR.before && from < end + CLEAR.behind ? end - CLEAR.before : from;
  }

  /** A partial is shown of which some words are not final. */
  get unsettled(): boolean {
    return this.shown !== undefined;
  }

  /** Seconds of the stream up to which the session has nothing more to say: silence at least, or finals. */
  get settledUntil(): number {
    return this.shown ? this.covered : this.heard;
  }

  /** What comes next is from a session whose audio begins at `heardFrom`, seconds of the stream. */
  beginSession(heardFrom: number): void {
    this.retelling = new OverlapFilter(this.latest, heardFrom);
    this.translatedBefore = new Map(this.translated);
  }

  /** Whether something that the session says happened at `time`, seconds of the stream, was told by the one before it. */
  wasTold(time: number): boolean {
    return this.retelling.covers(time);
  }

  /** Notes an end of utterance at `time`, seconds of the stream. Returns whether it is another one than the last. */
  endUtterance(time: number): boolean {
    const told = this.retelling.overlapping && time <= this.utteranceEnd + SAME_UTTERANCE;
    if (!told) this.utteranceEnd = time;
    return !told;
  }

  /** Notes that nothing more is to be said of the stream up to `time`, seconds. */
  cover(time: number): void {
    this.covered = Math.max(this.covered, time);
    this.heard = Math.max(this.heard, time);
  }

  /**
   * @param times places the session's times on the stream
   * @returns undefined when there is nothing new to show
   */
  transcript(
    message: AddTranscript | AddPartialTranscript,
    source: SessionLanguage,
    times: TimeMap,
  ): TranscriptMessage | undefined {
    const partial = message.message === 'AddPartialTranscript';
    const told = placeResults(liftResults(message.results), times);
    const results = this.retelling.newResults(told, !partial);
    const delimiter = wordDelimiter(source.language, source.pack);
    const payload = textOf(results, delimiter);
    const end = times.toStream(message.metadata.end_time);
    const made =
      payload === ''
        ? this.void(partial, end)
        : this.make(payload, partial, source, {
            // The stretch that a message covers begins with the silence before its first word.
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
      this.remember(results);
      if (!this.standsBeyond(end)) this.shown = undefined;
      this.arrivals.forgetBefore(end);
      times.forgetBefore(message.metadata.end_time);
    }
    return made;
  }

  /** @param times places the session's times on the stream */
  translation(
    message: AddTranslation | AddPartialTranslation,
    source: SessionLanguage,
    times: TimeMap,
  ): TranscriptMessage | undefined {
    const partial = message.message === 'AddPartialTranslation';
    const told = this.translatedBefore.get(message.language) ?? -Infinity;
    const results = message.results
      .flatMap((result) =>
        shiftResults([{ type: 'word', ...result }], times.shiftOf(result.start_time, result.end_time)),
      )
      .filter(({ start_time, end_time }) => (start_time + end_time) / 2 > told);
    const delimiter = wordDelimiter(message.language);
    const payload = textOf(results, delimiter);
    if (payload === '') return undefined;
    if (!partial) this.noteTranslated(message.language, results.at(-1)?.end_time ?? told);
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

  /** The message that takes back a partial which is shown and will not become a final; undefined when none is. */
  takeBack(): TranscriptMessage | undefined {
    if (!this.shown) return undefined;
    const { until, source } = this.shown;
    this.shown = undefined;
    return this.make('', true, source, { start_time: until, end_time: until, results: [], language: source.language });
  }

  private remember(results: readonly TranscriptResult[]): void {
    const words = [
      ...this.latest,
      ...results.filter(({ type, content }) => type !== 'punctuation' && content).map(timed),
    ].slice(-MOST_REMEMBERED);
    const since = (words.at(-1)?.end ?? 0) - REMEMBERED;
    this.latest = words.filter(({ end }) => end > since);
  }

  private noteTranslated(language: string, end: number): void {
    if (this.translated.has(language) || this.translated.size < MOST_LANGUAGES) this.translated.set(language, end);
  }

  /** A message without text makes the shown partial void, unless it is a final that ends before that. */
  private void(partial: boolean, end: number): TranscriptMessage | undefined {
    return !partial && this.standsBeyond(end) ? undefined : this.takeBack();
  }

  /** Whether words of the partial are left that a final up to `end` does not cover; the times of partials shift a little. */
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
    const known = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as Parts;
    return {
      payload,
      partial,
      transcript: {
        id: this.idOf(this.finals + 1),
        stream: this.stream,
        session: source.session,
        ...known,
        time: Math.round(this.clock.date() - age),
        latency: Math.max(0, Math.round(latency * 1000) / 1000),
      },
    };
  }
}

/** Results of a session on the stream's clock. A mark stays with the word that it belongs to. */
function placeResults(results: readonly TranscriptResult[], times: TimeMap): TranscriptResult[] {
  let shift: number | undefined;
  return results.flatMap((result) => {
    if (result.type !== 'punctuation' || shift === undefined) shift = times.shiftOf(result.start_time, result.end_time);
    return shiftResults([result], shift);
  });
}
