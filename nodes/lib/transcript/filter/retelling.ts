import type { ModeInput } from './mode';
import { saysTheSame, spokenForm } from './spoken-form';
import { spell } from './token';
import type { TextInput } from './utterance-input';

/** The last final of a stream, while nothing but finals followed, or its turn has a number. */
export interface LastFinal {
  text: TextInput;
  /** When it came, milliseconds on the filter's clock. */
  at: number;
}

/** Milliseconds within which a server tells a turn again, with capitals and marks. */
const SOON = 2000;
/** Seconds by which the times of a final differ when it is told again. */
const NEARLY = 0.05;

/** Marks a final that tells the last one again, and remembers finals. `now` in milliseconds on the filter's clock. */
export function noteFinal(
  last: LastFinal | undefined,
  input: ModeInput,
  now: number,
): { last?: LastFinal; input: ModeInput } {
  if (input.kind === 'partial') {
    const isKnown = input.tokens.length === 0 || (last !== undefined && turnOf(last.text) !== undefined);
    return { last: isKnown ? last : undefined, input };
  }
  if (input.kind !== 'final' || input.tokens.length === 0) return { last, input };
  const isAgain = last !== undefined && tellsAgain(last, input, now);
  return { last: { text: input, at: now }, input: isAgain ? { ...input, isAgain } : input };
}

function tellsAgain({ text, at }: LastFinal, input: TextInput, now: number): boolean {
  const [before, after] = [turnOf(text), turnOf(input)];
  if (before !== undefined && after !== undefined) return before === after;
  const isSame = saysTheSame(spokenForm(text.tokens, text.language), spokenForm(input.tokens, input.language));
  if (!isSame || channelOf(text) !== channelOf(input)) return false;
  if (text.end !== undefined && input.end !== undefined)
    return areNear(text.start, input.start) && areNear(text.end, input.end);
  // People say the same twice, too: but then it is written in the same way.
  return now - at <= SOON && isPlain(text) && !isPlain(input);
}

/** The number of a turn, where the server tells it. */
function turnOf({ source }: TextInput): unknown {
  return source.turn_order;
}

function channelOf({ source }: TextInput): unknown {
  const { transcript } = source;
  return typeof transcript === 'object' && transcript !== null && 'channel' in transcript
    ? transcript.channel
    : undefined;
}

function areNear(one: number | undefined, other: number | undefined): boolean {
  return one === other || (one !== undefined && other !== undefined && Math.abs(one - other) <= NEARLY);
}

/** Whether a text has neither capitals nor marks. */
function isPlain({ tokens }: TextInput): boolean {
  return !/[\p{Lu}\p{Terminal_Punctuation}]/u.test(spell(tokens));
}
