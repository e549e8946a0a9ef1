import { isSameWord, type HeardWord, type Word } from './hypotheses';

/** Of the words that were new in a partial, with another one behind them: how many there were, and how many went again. */
export interface Steadiness {
  seen: number;
  wrong: number;
}

/** Before the first partial. */
export const UNKNOWN_STEADINESS: Steadiness = { seen: 0, wrong: 0 };

/** Words after which a stream is judged, and after which those before count half. */
const ENOUGH = 20;
const REMEMBERED = 200;
/** New words of a partial that are looked at, the latest ones: they are compared with each word of the next text. */
const MOST = 20;
/** Share of words that went again. */
const MOST_WRONG = 0.03;

/** The words of a hypothesis that are new in it and have another one behind them. */
export function newWords(heard: readonly HeardWord[]): HeardWord[] {
  return heard
    .slice(0, -1)
    .filter(({ agreed }) => agreed === 1)
    .slice(-MOST);
}

/** Takes down which of some new words the text that came next has too. */
export function noteNext({ seen, wrong }: Steadiness, words: readonly Word[], next: readonly Word[]): Steadiness {
  const lost = words.filter((word) => !next.some((other) => isSameWord(word, other))).length;
  const weight = seen >= REMEMBERED ? 0.5 : 1;
  return { seen: seen * weight + words.length, wrong: wrong * weight + lost };
}

/** Whether such words hardly ever go again. */
export function isSteady({ seen, wrong }: Steadiness): boolean {
  return seen >= ENOUGH && wrong <= seen * MOST_WRONG;
}
