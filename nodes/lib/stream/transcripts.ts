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
import type { Arrivals } from './arrivals';

/** A text of a stream, ready to become a message. Times are seconds since the stream's first sample. */
export interface TranscriptMessage {
  /** The text, ready to show or speak. Empty only when a partial that was shown became void. */
  payload: string;
  /** true: replaces the previous partial; false: final, never changes. */
  partial: boolean;
  transcript: {
    /** The final that this text is, or will become part of. */
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

/** Makes the messages of one stream out of what its sessions hear. */
export class Transcripts {
  private finals = 0;
  /** Middle of the last word of the partial that the receiver shows, seconds of the stream. */
  private shownUntil: number | undefined;

  /** @param now epoch milliseconds */
  constructor(
    private readonly stream: string,
    private readonly arrivals: Arrivals,
    private readonly now: () => number,
  ) {}

  /** @param shift seconds from the session's clock to the stream's */
  transcript(
    message: AddTranscript | AddPartialTranscript,
    source: SessionLanguage,
    shift: number,
  ): TranscriptMessage | undefined {
    const partial = message.message === 'AddPartialTranscript';
    const results = shiftResults(liftResults(message.results), shift);
    const delimiter = wordDelimiter(source.language, source.pack);
    const payload = textOf(results, delimiter);
    const end = message.metadata.end_time + shift;
    if (payload === '') return !partial && this.standsBeyond(end) ? undefined : this.takeBack(source);
    const made = this.make(payload, partial, source, {
      // The stretch that a message covers begins with the silence before its first word.
      start_time: results[0]?.start_time ?? message.metadata.start_time + shift,
      end_time: results.at(-1)?.end_time ?? end,
      results,
      delimiter,
      ...(source.pack?.writing_direction && { direction: source.pack.writing_direction }),
      channel: message.channel ?? message.results[0]?.channel,
      speaker: commonSpeaker(results),
      language: source.language,
    });
    if (partial) {
      const last = results.at(-1)!;
      this.shownUntil = (last.start_time + last.end_time) / 2;
    } else {
      this.finals++;
      if (!this.standsBeyond(end)) this.shownUntil = undefined;
      this.arrivals.forgetBefore(end);
    }
    return made;
  }

  translation(
    message: AddTranslation | AddPartialTranslation,
    source: SessionLanguage,
    shift: number,
  ): TranscriptMessage | undefined {
    const results = message.results.map((result) => ({
      ...result,
      type: 'word' as const,
      start_time: result.start_time + shift,
      end_time: result.end_time + shift,
    }));
    const delimiter = wordDelimiter(message.language);
    const payload = textOf(results, delimiter);
    if (payload === '') return undefined;
    return this.make(payload, message.message === 'AddPartialTranslation', source, {
      start_time: results[0]?.start_time ?? 0,
      end_time: results.at(-1)?.end_time ?? 0,
      results,
      delimiter,
      language: message.language,
      speaker: commonSpeaker(results),
    });
  }

  /** The message that takes back a partial which is shown and will not become a final; undefined when none is. */
  takeBack(source: SessionLanguage): TranscriptMessage | undefined {
    if (this.shownUntil === undefined) return undefined;
    const at = this.shownUntil;
    this.shownUntil = undefined;
    return this.make('', true, source, { start_time: at, end_time: at, results: [], language: source.language });
  }

  /** Whether words of the partial are left that a final up to `end` does not cover; the times of partials shift a little. */
  private standsBeyond(end: number): boolean {
    return this.shownUntil !== undefined && this.shownUntil > end;
  }

  private make(
    payload: string,
    partial: boolean,
    source: SessionLanguage,
    parts: Pick<TranscriptMessage['transcript'], 'start_time' | 'end_time' | 'results'> &
      Partial<TranscriptMessage['transcript']>,
  ): TranscriptMessage {
    const now = this.now();
    const latency = (now - (this.arrivals.at(parts.end_time) ?? now)) / 1000;
    const known = Object.fromEntries(Object.entries(parts).filter(([, value]) => value !== undefined)) as typeof parts;
    return {
      payload,
      partial,
      transcript: {
        id: `${this.stream}-${this.finals + 1}`,
        stream: this.stream,
        session: source.session,
        ...known,
        time: Math.round(this.arrivals.at(parts.start_time) ?? now),
        latency: Math.max(0, Math.round(latency * 1000) / 1000),
      },
    };
  }
}
