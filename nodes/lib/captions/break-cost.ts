import { opensPhrase, startsClause } from './function-words';
import type { Word } from './word';

/** Costs of a break between two words, from 0 at the end of a sentence to {@link JOINED}. */
const CLAUSE = 30;
const CLAUSE_START = 100;
const PLAIN = 180;
const NAME = 420;
const OPENER = 460;
const JOINED = 800;

/** Seconds of a pause that is as good a place for a break as the end of a clause. */
const PAUSE = 0.6;

/** The cost of a break between two words that follow each other. @param language code, where it was told */
export function breakCost(before: Word, after: Word, language = 'en'): number {
  if (before.ends === 'sentence' || changesSpeaker(before, after)) return 0;
  const cost = grammarCost(before, after, language);
  const pause = Math.min(1, Math.max(0, after.start - before.end) / PAUSE);
  return cost <= CLAUSE ? cost * (1 - pause / 2) : cost - (cost - CLAUSE) * pause;
}

/** Whether another speaker begins. */
export function changesSpeaker(before: Word, after: Word): boolean {
  return before.speaker !== after.speaker && before.speaker !== undefined && after.speaker !== undefined;
}

function grammarCost(before: Word, after: Word, language: string): number {
  if (after.joined) return JOINED;
  if (before.ends === 'clause') return CLAUSE;
  const [left, right] = [bare(before.text), bare(after.text)];
  if (opensPhrase(left, language)) return OPENER;
  if (isName(before, after) || /^\d/.test(left)) return NAME;
  return startsClause(right, language) ? CLAUSE_START : PLAIN;
}

function bare(word: string): string {
  return word.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
}

/** Two words in a row that begin with a capital. In German every noun does, but two in a row are a name there too. */
function isName(before: Word, after: Word): boolean {
  return [before, after].every(({ text }) => /^\p{Lu}[\p{L}\p{M}.'’-]+/u.test(text));
}
