import { without, type FlowMessage } from '../message/flow-message';
import type { TextInput } from '../transcript/filter/utterance-input';
import { CaptionError } from './caption-error';
import { Captioner, type Writing } from './captioner';
import type { Cue } from './cue';
import { openDocument, type CaptionDocument, type FilePart } from './document';
import { openFormat } from './format/formats';
import type { CaptionFormat } from './format/format';
import { cueObject } from './format/plain';
import type { CaptionSettings } from './settings';
import { wordsOf } from './words-of';
import { roundTime } from './word';

/** Messages for the two outputs. */
export interface CaptionOutput {
  cues: FlowMessage[];
  documents: FlowMessage[];
}

/** The cues and the document of one stream. */
export class StreamCaptions {
  private readonly captioner: Captioner;
  private readonly document: CaptionDocument;
  private readonly format: CaptionFormat | undefined;
  private writing: Writing = {};
  private count = 0;
  /** End of the last cue, with the offset. */
  private until = 0;
  /** Properties passed on with the messages of the stream. */
  private carried: FlowMessage = {};

  /** @param now epoch milliseconds, for the name of the file; @param language where it was told */
  constructor(
    private readonly settings: CaptionSettings,
    private readonly stream: string,
    now: number,
    language?: string,
  ) {
    this.captioner = new Captioner(settings.rules, settings.lookAhead);
    this.document = openDocument(settings, { stream, now, language });
    if (settings.format !== 'hls') this.format = openFormat(settings.format, settings.place, language);
  }

  /** Whether words wait for their cue. */
  get waits(): boolean {
    return this.captioner.waits;
  }

  /**
   * Takes a final text, or the times of a partial.
   *
   * @throws CaptionError `no_times`
   */
  take(input: TextInput, writing: Writing): CaptionOutput {
    const { kind, tokens, start, end, source } = input;
    if (kind === 'partial') return start === undefined ? this.output([]) : this.advance(start);
    if (tokens.length === 0) return this.output([]);
    if (start === undefined || end === undefined) throw new CaptionError();
    this.writing = writing;
    this.carried = without(source, ['transcript']);
    const words = wordsOf(tokens, { start, end }, this.settings.rules, this.captioner.last);
    return this.output(this.captioner.add(words, writing), end);
  }

  /** Settles what waits, since nothing came for a while. */
  settle(): CaptionOutput {
    return this.output(this.captioner.finish(this.writing));
  }

  /** Ends the stream: settles what waits, and closes the document. */
  finish(): CaptionOutput {
    const { cues, documents } = this.settle();
    return { cues, documents: [...documents, ...this.files(this.document.finish())] };
  }

  private advance(time: number): CaptionOutput {
    return this.output(this.captioner.advance(time, this.writing), time);
  }

  /** @param time seconds: no word begins before it that is not known */
  private output(settled: readonly Cue[], time?: number): CaptionOutput {
    const output: CaptionOutput = { cues: [], documents: [] };
    for (const cue of settled) {
      const shifted = this.shift(cue);
      this.count += 1;
      // Segments that end before a cue are closed first.
      const parts = [...this.document.advance(shifted.start), ...this.document.add(shifted, this.count)];
      output.documents.push(...this.files(parts));
      output.cues.push(this.messageOf(shifted));
    }
    if (time !== undefined) {
      const known = (this.captioner.waitsFrom ?? time) + this.settings.offset;
      output.documents.push(...this.files(this.document.advance(known)));
    }
    return output;
  }

  private shift(cue: Cue): Cue {
    const { offset } = this.settings;
    const start = roundTime(Math.max(cue.start + offset, this.until));
    const end = roundTime(Math.max(cue.end + offset, start + 0.001));
    this.until = end;
    return { ...cue, start, end };
  }

  private messageOf(cue: Cue): FlowMessage {
    const object = cueObject(cue, this.count);
    const piece = this.settings.format === 'objects' ? object : this.format?.cue(cue, this.count);
    return { ...this.carried, stream: this.stream, payload: piece ?? object.text, cue: object };
  }

  private files(parts: readonly FilePart[]): FlowMessage[] {
    const { format } = this.settings;
    return parts.map(({ filename, text, last }) => ({
      ...this.carried,
      stream: this.stream,
      payload: text,
      filename,
      document: { format, cues: this.count, last },
    }));
  }
}
