import { without, type FlowMessage } from '../../message/flow-message';
import { withCommonLabels } from './labels';
import type { Token } from './token';

/** Results that a joined text carries; a longer one goes without them. */
const MOST_RESULTS = 50_000;

/** Gathers the details of a text that is joined of several messages, or is a part of one. */
export class JoinedDetails {
  private first: Token | undefined;
  private last: Token | undefined;
  private start = Infinity;
  private end = -Infinity;
  private results: unknown[] | undefined = [];
  private readonly ofWords = new LabelSet();
  private readonly ofMarks = new LabelSet();
  private readonly channels = new LabelSet();

  /** Takes what stands behind the text so far. */
  add(tokens: readonly Token[]): this {
    for (const token of tokens) {
      this.first ??= token;
      this.last = token;
      this.start = Math.min(this.start, token.start ?? token.origin?.start ?? Infinity);
      this.end = Math.max(this.end, token.end ?? token.origin?.end ?? -Infinity);
      (token.kind === 'mark' ? this.ofMarks : this.ofWords).add(token.speaker);
      this.channels.add(token.origin?.channel);
      this.results?.push(...resultsOf(token));
      if ((this.results?.length ?? 0) > MOST_RESULTS) this.results = undefined;
    }
    return this;
  }

  /**
   * `msg.transcript` of the text.
   *
   * @param transcript of the message that brought its end
   * @param beginning when the stream's first sample was spoken, milliseconds on the filter's clock; left out: unknown
   * @param now milliseconds on the filter's clock
   */
  over(transcript: FlowMessage, beginning: number | undefined, now: number): FlowMessage {
    const { first, last, start, end } = this;
    if (!first || !last) return transcript;
    const { speakers } = this;
    const common = { speaker: speakers.common, channel: this.channels.common };
    const kept = withCommonLabels(without(transcript, ['results', 'speakers']), common);
    const details: FlowMessage = {
      id: first.origin?.id,
      last_id: last.origin?.id === first.origin?.id ? undefined : last.origin?.id,
      start_time: finite(start),
      end_time: finite(end),
      time: timeOf(first),
      results: this.results?.length === 0 ? undefined : this.results,
      speaker: 'speaker' in kept ? kept.speaker : common.speaker,
      speakers: speakers.common === undefined && speakers.known.length > 0 ? speakers.known : undefined,
      channel: 'channel' in kept ? kept.channel : common.channel,
      latency: beginning !== undefined && end > -Infinity ? seconds((now - beginning) / 1000 - end) : undefined,
    };
    const joined = { ...kept };
    for (const name in details) if (details[name] !== undefined) joined[name] = details[name];
    return joined;
  }

  /** A message that has its labels itself, with those that hold for the whole text. */
  labelled(message: FlowMessage): FlowMessage {
    if (!this.first) return message;
    const { common, known } = this.speakers;
    const kept = withCommonLabels(message, { speaker: common, channel: this.channels.common });
    return kept === message || common !== undefined || known.length === 0 ? kept : { ...kept, speakers: known };
  }

  /** Marks count only where there are no words: some servers label none of them. */
  private get speakers(): LabelSet {
    return this.ofWords.count > 0 ? this.ofWords : this.ofMarks;
  }
}

/** Labels of the parts of a text. */
class LabelSet {
  private readonly labels = new Set<string | undefined>();
  count = 0;

  add(label: string | undefined): void {
    this.labels.add(label);
    this.count += 1;
  }

  /** The one that all have. */
  get common(): string | undefined {
    return this.labels.size === 1 ? [...this.labels][0] : undefined;
  }

  get known(): string[] {
    return [...this.labels].filter((label) => label !== undefined);
  }
}

/** What was told of a token, in the form in which the text has it. */
function resultsOf({ results = [], content }: Token): readonly unknown[] {
  const last = results.at(-1);
  if (typeof last !== 'object' || last === null || !('content' in last) || last.content === content) return results;
  return [...results.slice(0, -1), { ...last, content }];
}

function timeOf({ start, origin }: Token): number | undefined {
  if (origin?.time === undefined || start === undefined || origin.start === undefined) return origin?.time;
  return Math.round(origin.time + (start - origin.start) * 1000);
}

function finite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

/** To the millisecond, and never before the word. */
function seconds(value: number): number {
  return Math.max(0, Math.round(value * 1000) / 1000);
}
