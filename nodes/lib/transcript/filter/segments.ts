import { endsSentence } from './sentence-end';
import { gapBefore, goesWithPrevious, type Token } from './token';
import { DEFAULT_RULES, type TextInput, type UtteranceRules } from './utterance-input';

/**
 * The parts of a final that are texts of their own: it is cut behind sentences that end in it, where the speaker or the channel
 * changes, and where it is longer than a text may be. All but the last part end a text.
 */
export function segmentsOf(input: TextInput, rules: UtteranceRules): TextInput[] {
  const parts = cut(input.tokens, rules, input.language);
  if (parts.length === 1) return [input];
  return parts.map((each, index) =>
    index === parts.length - 1 ? { ...input, tokens: each, start: startOf(each) ?? input.start } : ended(input, each),
  );
}

/** The parts of a text in which the voice stays the same. */
export function voicesIn(tokens: readonly Token[]): (readonly Token[])[] {
  return cut(tokens, { ...DEFAULT_RULES, sentences: false });
}

function cut(tokens: readonly Token[], rules: UtteranceRules, language?: string): (readonly Token[])[] {
  const parts: Token[][] = [];
  let part: Token[] = [];
  let voice: Voice = {};
  let length = 0;
  for (const token of tokens) {
    if (part.length > 0 && !goesWithPrevious(token) && isCut(part, voice, token, length, rules, language)) {
      parts.push(part);
      part = [];
      voice = {};
      length = 0;
    }
    voice = withVoiceOf(token, voice);
    length += gapBefore(token, part.at(-1)).length + token.content.length;
    part.push(token);
  }
  return [...parts, part];
}

function isCut(
  part: readonly Token[],
  voice: Voice,
  next: Token,
  length: number,
  rules: UtteranceRules,
  language: string | undefined,
): boolean {
  if (rules.sentences && endsSentence(part, next, language)) return true;
  if (rules.voices && isOtherVoice(voice, withVoiceOf(next))) return true;
  return length + gapBefore(next, part.at(-1)).length + next.content.length > rules.longestText;
}

function ended(input: TextInput, tokens: readonly Token[]): TextInput {
  const end = tokens.findLast((token) => token.end !== undefined)?.end;
  return { ...input, tokens, start: startOf(tokens) ?? input.start, end, endsText: true };
}

function startOf(tokens: readonly Token[]): number | undefined {
  return tokens.find(({ kind, start }) => kind !== 'mark' && start !== undefined)?.start;
}

/** Who speaks, as far as it is known. */
interface Voice {
  speaker?: string;
  channel?: string;
}

/** What servers call a speaker whom they do not know: it may be the one before. */
const UNKNOWN_SPEAKER = 'UU';

/** The voice of a word, and what is known of the one before where it is not told. Marks are not always labelled. */
function withVoiceOf({ kind, speaker, origin }: Token, before: Voice = {}): Voice {
  if (kind === 'mark') return before;
  return {
    speaker: speaker === UNKNOWN_SPEAKER ? before.speaker : (speaker ?? before.speaker),
    channel: origin?.channel ?? before.channel,
  };
}

/** Whether what follows is of another speaker or another channel, as far as both are known. */
export function changesVoice(before: readonly Token[], after: readonly Token[]): boolean {
  const last = before.reduce((voice, token) => withVoiceOf(token, voice), NOBODY);
  const next = after.reduceRight((voice, token) => withVoiceOf(token, voice), NOBODY);
  return isOtherVoice(last, next);
}

const NOBODY: Voice = {};

function isOtherVoice(one: Voice, other: Voice): boolean {
  return differ(one.speaker, other.speaker) || differ(one.channel, other.channel);
}

/** The words of a partial up to where the voice changes. */
export function firstVoice(tokens: readonly Token[]): readonly Token[] {
  let voice = NOBODY;
  const change = tokens.findIndex((token) => {
    const isChange = isOtherVoice(voice, withVoiceOf(token));
    voice = withVoiceOf(token, voice);
    return isChange;
  });
  return change === -1 ? tokens : tokens.slice(0, change);
}

function differ(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && other !== undefined && one !== other;
}
