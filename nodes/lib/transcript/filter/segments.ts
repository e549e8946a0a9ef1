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
  let voice = NOBODY;
  let length = 0;
  for (const token of tokens) {
    if (part.length > 0 && !goesWithPrevious(token) && isCut(part, voice, token, length, rules, language)) {
      parts.push(part);
      part = [];
      voice = NOBODY;
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

/** Speaker and channel, if known. */
interface Voice {
  speaker?: string;
  channel?: string;
}

const NOBODY: Voice = {};

/** The label of an unidentified speaker, who may be the one before. */
const UNKNOWN_SPEAKER = 'UU';

/** The speaker of a word, if known; marks are not always labelled. */
function speakerOf({ kind, speaker }: Token): string | undefined {
  return kind === 'mark' || speaker === UNKNOWN_SPEAKER ? undefined : speaker;
}

function channelOf({ kind, origin }: Token): string | undefined {
  return kind === 'mark' ? undefined : origin?.channel;
}

/** The voice of a token; what is unknown of it is taken from the one before. */
function withVoiceOf(token: Token, before: Voice = NOBODY): Voice {
  const [speaker, channel] = [speakerOf(token), channelOf(token)];
  if (speaker === undefined && channel === undefined) return before;
  return { speaker: speaker ?? before.speaker, channel: channel ?? before.channel };
}

/** Whether the speaker or channel changes, if both are known. */
export function changesVoice(before: readonly Token[], after: readonly Token[]): boolean {
  const last = {
    speaker: before.findLast((token) => speakerOf(token) !== undefined)?.speaker,
    channel: before.findLast((token) => channelOf(token) !== undefined)?.origin?.channel,
  };
  const next = {
    speaker: after.find((token) => speakerOf(token) !== undefined)?.speaker,
    channel: after.find((token) => channelOf(token) !== undefined)?.origin?.channel,
  };
  return isOtherVoice(last, next);
}

function isOtherVoice(one: Voice, other: Voice): boolean {
  return differ(one.speaker, other.speaker) || differ(one.channel, other.channel);
}

/** The words of a partial up to a change of speaker or channel. */
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
