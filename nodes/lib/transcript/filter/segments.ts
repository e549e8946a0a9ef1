import { endsSentence } from './sentence-end';
import { gapBefore, goesWithPrevious, type Token } from './token';
import { DEFAULT_RULES, type TextInput, type UtteranceRules } from './utterance-input';

/**
 * Splits a final into texts: after sentences, where the speaker or channel changes, and at the limit of a text's length. All
 * but the last part end a text.
 */
export function segmentsOf(input: TextInput, rules: UtteranceRules): TextInput[] {
  const parts = cut(input.tokens, rules, input.language);
  if (parts.length === 1) return [input];
  return parts.map((each, index) =>
    index === parts.length - 1 ? { ...input, tokens: each, start: startOf(each) ?? input.start } : ended(input, each),
  );
}

/** Splits a text by speaker and channel. */
export function voicesIn(tokens: readonly Token[]): (readonly Token[])[] {
  return cut(tokens, { ...DEFAULT_RULES, sentences: false });
}

function cut(tokens: readonly Token[], rules: UtteranceRules, language?: string): (readonly Token[])[] {
  const parts: Token[][] = [];
  let part: Token[] = [];
  let length = 0;
  for (const token of tokens) {
    if (part.length > 0 && !goesWithPrevious(token) && isCut(part, token, length, rules, language)) {
      parts.push(part);
      part = [];
      length = 0;
    }
    length += gapBefore(token, part.at(-1)).length + token.content.length;
    part.push(token);
  }
  return [...parts, part];
}

function isCut(
  part: readonly Token[],
  next: Token,
  length: number,
  rules: UtteranceRules,
  language: string | undefined,
): boolean {
  if (rules.sentences && endsSentence(part, next, language)) return true;
  if (rules.voices && changesVoice(part, [next])) return true;
  return length + gapBefore(next, part.at(-1)).length + next.content.length > rules.longestText;
}

function ended(input: TextInput, tokens: readonly Token[]): TextInput {
  const end = tokens.findLast((token) => token.end !== undefined)?.end;
  return { ...input, tokens, start: startOf(tokens) ?? input.start, end, endsText: true };
}

function startOf(tokens: readonly Token[]): number | undefined {
  return tokens.find(({ kind, start }) => kind !== 'mark' && start !== undefined)?.start;
}

/** Whether the speaker or channel changes, if both are known. */
export function changesVoice(before: readonly Token[], after: readonly Token[]): boolean {
  const last = before.findLast(({ kind }) => kind !== 'mark');
  const next = after.find(({ kind }) => kind !== 'mark');
  return last !== undefined && next !== undefined && isOtherVoice(last, next);
}

function isOtherVoice(one: Token, other: Token): boolean {
  return differ(one.speaker, other.speaker) || differ(one.origin?.channel, other.origin?.channel);
}

/** The words of a partial up to a change of speaker or channel. */
export function firstVoice(tokens: readonly Token[]): readonly Token[] {
  let last: Token | undefined;
  const change = tokens.findIndex((token) => {
    if (token.kind === 'mark') return false;
    const isChange = last !== undefined && isOtherVoice(last, token);
    last = token;
    return isChange;
  });
  return change === -1 ? tokens : tokens.slice(0, change);
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
