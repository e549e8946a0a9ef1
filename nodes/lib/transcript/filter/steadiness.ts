import { isSameWord, type HeardWord, type Word } from './hypotheses';

/** Counts new words of partials that another word follows, and those of them that disappeared again. */
export interface Steadiness {
  seen: number;
  wrong: number;
}

/** The initial state. */
export const UNKNOWN_STEADINESS: Steadiness = { seen: 0, wrong: 0 };

/** Words after which a stream can be judged, and after which older words count half. */
const ENOUGH = 20;
const REMEMBERED = 200;
/** Limit of new words of a partial, the latest ones: each is compared with every word of the next text. */
const MOST = 20;
/** Share of words that disappeared again. */
const MOST_WRONG = 0.03;

/** The new words of a hypothesis that another word follows. */
export function newWords(heard: readonly HeardWord[]): HeardWord[] {
  return heard
    .slice(0, -1)
    .filter(({ agreed }) => agreed === 1)
    .slice(-MOST);
}

/** Notes which of some new words the next text contains too. */
export function noteNext({ seen, wrong }: Steadiness, words: readonly Word[], next: readonly Word[]): Steadiness {
  const lost = words.filter((word) => !next.some((other) => isSameWord(word, other))).length;
  const weight = seen >= REMEMBERED ? 0.5 : 1;
  return { seen: seen * weight + words.length, wrong: wrong * weight + lost };
}

/** Whether such words hardly ever disappear again. */
export function isSteady({ seen, wrong }: Steadiness): boolean {
  return seen >= ENOUGH && wrong <= seen * MOST_WRONG;
}
