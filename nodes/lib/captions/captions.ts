import type { FlowMessage } from '../message/flow-message';
import type { Clock } from '../time/clock';
import { Timeout } from '../time/timeout';
import { readFilterMessage, type FilterInput } from '../transcript/filter/filter-input';
import type { Writing } from './captioner';
import { LiveCaptions } from './live-captions';
import type { CaptionSettings } from './settings';
import { StreamCaptions, type CaptionOutput } from './stream-captions';

/** The most streams; beyond it, the one that was silent longest is ended. */
export const MAX_STREAMS = 100;
/** Milliseconds of silence after which a stream is ended, as its end must have been lost. */
export const SILENCE = 6 * 3_600_000;
/** Seconds within which a partial would have shown further words. */
const PARTIALS_LATE = 1.5;

interface Entry {
  captions: StreamCaptions;
  settle: Timeout;
  silence: Timeout;
}

/** Turns the transcripts of any number of streams into cues and documents. */
export class Captions {
  /** Least recently used first. */
  private readonly entries = new Map<string, Entry>();
  private readonly live: LiveCaptions | undefined;

  /**
   * @param clock its date is used in file names
   * @param send called with messages, from within `take` or later
   */
  constructor(
    private readonly settings: CaptionSettings,
    private readonly clock: Clock,
    private readonly send: (output: CaptionOutput) => void,
  ) {
    if (settings.send !== 'cues') {
      this.live = new LiveCaptions(settings, clock, (cues) => this.send({ cues, documents: [] }));
    }
  }

  /**
   * Takes one message.
   *
   * @throws FilterError `not_a_transcript`, `text_too_long`
   * @throws CaptionError `no_times`
   */
  take(message: FlowMessage): void {
    const input = readFilterMessage(message, this.clock.now());
    this.live?.take(message);
    switch (input.kind) {
      case 'text':
        this.tell(input, writingOf(message));
        break;
      case 'end_of_transcript':
        this.end(input.stream);
        break;
      case 'reset':
        for (const stream of input.stream === undefined ? [...this.entries.keys()] : [input.stream])
          this.forget(stream);
        break;
      case 'end_of_utterance':
      case 'reconnecting':
      case 'resumed':
      case 'ignored':
        break;
    }
  }

  /** Forgets all streams, and sends nothing more. */
  close(): void {
    for (const stream of [...this.entries.keys()]) this.forget(stream);
    this.live?.close();
  }

  private tell({ stream, text }: Extract<FilterInput, { kind: 'text' }>, writing: Writing): void {
    const entry = this.entries.get(stream);
    // Only words that are final open a document.
    if (entry === undefined && (text.kind === 'partial' || text.tokens.length === 0)) return;
    const { captions, settle, silence } = entry ?? this.open(stream, writing);
    const output = captions.take(text, writing);
    this.entries.delete(stream);
    this.entries.set(stream, { captions, settle, silence });
    silence.set(SILENCE, () => this.end(stream));
    settle.clear();
    const isOpen = text.kind === 'partial' && text.tokens.length > 0;
    if (captions.waits && !isOpen) settle.set(this.patience(), () => this.pass(captions.settle()));
    this.pass(output);
    const [oldest] = this.entries.keys();
    if (oldest !== undefined && this.entries.size > MAX_STREAMS) this.end(oldest);
  }

  /** Milliseconds without words after which a further one would no longer change the cue. */
  private patience(): number {
    return 1000 * Math.max(this.settings.lookAhead, this.settings.rules.linger + PARTIALS_LATE);
  }

  private open(stream: string, { language }: Writing): Entry {
    return {
      captions: new StreamCaptions(this.settings, stream, this.clock.date(), language),
      settle: new Timeout(this.clock),
      silence: new Timeout(this.clock),
    };
  }

  private end(stream: string): void {
    const entry = this.entries.get(stream);
    if (entry === undefined) return;
    this.forget(stream);
    this.pass(entry.captions.finish());
  }

  private forget(stream: string): void {
    const entry = this.entries.get(stream);
    entry?.settle.clear();
    entry?.silence.clear();
    this.entries.delete(stream);
  }

  private pass({ cues, documents }: CaptionOutput): void {
    const wanted = this.settings.send === 'live' ? [] : cues;
    if (wanted.length > 0 || documents.length > 0) this.send({ cues: wanted, documents });
  }
}

function writingOf({ transcript }: FlowMessage): Writing {
  const { language, direction } = Object(transcript) as { language?: unknown; direction?: unknown };
  return {
    ...(typeof language === 'string' && { language }),
    ...((direction === 'ltr' || direction === 'rtl') && { direction }),
  };
}
