import { wordsOf } from './hypotheses';
import type { ModeInput } from './mode';
import { withoutRepeated } from './repeated';
import { saysTheSame, spokenForm } from './spoken-form';
import { spell } from './token';
import type { TextInput } from './utterance-input';

/** The last final of a stream. */
export interface LastFinal {
  text: TextInput;
  /** The latest partial after it. */
  behind?: TextInput;
  /** Its arrival, milliseconds on the filter's clock. */
  at: number;
}

/** Milliseconds within which a server repeats a turn, with capitals and marks, or in a partial. */
const SOON = 2000;
/** Seconds by which the times of a repeated final differ. */
const NEARLY = 0.05;

/** Marks finals that repeat the last one, and removes it from partials. `now` in milliseconds on the filter's clock. */
export function noteFinal(
  last: LastFinal | undefined,
  input: ModeInput,
  now: number,
): { last?: LastFinal; input: ModeInput } {
  if (input.kind === 'partial') {
    if (last === undefined) return { input };
    return {
      last: { ...last, behind: input.tokens.length > 0 ? input : last.behind },
      input: now - last.at <= SOON ? withoutRepeated(input, last.text.tokens) : input,
    };
  }
  if (input.kind !== 'final' || input.tokens.length === 0) return { last, input };
  const isAgain = last !== undefined && tellsAgain(last, input, now);
  return { last: { text: input, at: now }, input: isAgain ? { ...input, isAgain } : input };
}

function tellsAgain({ text, behind, at }: LastFinal, input: TextInput, now: number): boolean {
  const [before, after] = [turnOf(text), turnOf(input)];
  if (before !== undefined && after !== undefined) return before === after;
  if (channelOf(text) !== channelOf(input)) return false;
  const isTimed = text.end !== undefined && input.end !== undefined;
  // Speakers repeat themselves too, but then the spelling is the same, and a partial comes first.
  const mayBe = isTimed
    ? areNear(text.start, input.start) && areNear(text.end, input.end)
    : now - at <= SOON && !(behind && announces(behind, input)) && isPlain(text) && !isPlain(input);
  return mayBe && saysTheSame(spokenForm(text.tokens, text.language), spokenForm(input.tokens, input.language));
}

/** Whether a partial is a prefix of a final, or the other way round. */
function announces({ tokens }: TextInput, final: TextInput): boolean {
  const [heard, said] = [tokens, final.tokens].map((all) => wordsOf(all).map(({ folded }) => folded));
  return heard!.every((word, index) => word === (said![index] ?? word));
}

/** The number of the turn, if the server sends it. */
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
