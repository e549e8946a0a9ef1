import type { VocabularyEntry } from '../recogniser';
import { isWrittenAsRead } from './words';

/** Where the pieces of some spelling end, and what may follow. */
export interface TreeNode {
  /** By their first piece. */
  readonly next: Map<number, TreeNode>;
  /** What is written for the pieces up to here, if a spelling ends here. */
  ending?: Spelling;
  /** The most that a spelling through here may cost. */
  allowance: Allowance;
}

/** By how much a spelling may be less likely than what the model would hear without it, in nats. */
export interface Allowance {
  /** Among other words. */
  among: number;
  /** Where it is all that was said. */
  alone: number;
}

/** One way to spell an entry. */
export interface Spelling {
  /** Written instead of the pieces; left out: they are what is written. */
  content?: string;
  allowance: Allowance;
  /** Letters and digits of what is said. */
  letters: number;
}

/** Nats for each letter and digit: what is long is hardly heard where it was not said, and a short word often. */
const PER_LETTER = 1.5;
/** Letters from which on more of them mean less: a phrase is of words that the model knows. */
const LONG = 7;
const PER_FURTHER_LETTER = 0.4;
const MAX_ALLOWANCE = 16;
/** The most for a word that the model has a piece for: it is too common to need help. */
const MAX_KNOWN = 1;
/** Times as much for a phrase that is all that was said: a command, which loud noise may leave little of. */
const PHRASE_ALONE = 2.2;

/** All entries of a vocabulary as a tree of the pieces that spell them, so that common beginnings are looked at once. */
export class VocabularyTree {
  readonly root: TreeNode = newNode();

  /** @param encode gives the pieces of a text that begins a word */
  constructor(entries: readonly VocabularyEntry[], encode: (text: string) => readonly number[]) {
    for (const { content, soundsLike } of entries) {
      const written = content.trim().replace(/\s+/g, ' ');
      for (const variant of variants(written)) {
        const tokens = encode(variant);
        const spelling = tokens.length === 1 ? known(weighed(written)) : weighed(written);
        this.add(tokens, { ...(!isWrittenAsRead(variant) && { content: variant }), ...spelling });
      }
      for (const sound of soundsLike) {
        const spoken = sound.trim().replace(/\s+/g, ' ');
        const spelling = { content: written, ...weighed(spoken) };
        for (const variant of variants(spoken)) this.add(encode(variant), spelling);
      }
    }
  }

  /** Where in the tree one is after tokens of which the last ones begin a spelling. */
  within(tokens: readonly number[], beginsWord: (token: number) => boolean): TreeNode[] {
    return tokens.flatMap((token, start) => {
      if (!beginsWord(token)) return [];
      let node: TreeNode | undefined = this.root;
      for (let index = start; node && index < tokens.length; index++) node = node.next.get(tokens[index]!);
      return node && node.next.size > 0 ? [node] : [];
    });
  }

  private add(tokens: readonly number[], spelling: Spelling): void {
    if (tokens.length === 0) return;
    let node = this.root;
    for (const token of tokens) {
      const next: TreeNode = node.next.get(token) ?? newNode();
      node.next.set(token, next);
      next.allowance = {
        among: Math.max(next.allowance.among, spelling.allowance.among),
        alone: Math.max(next.allowance.alone, spelling.allowance.alone),
      };
      node = next;
    }
    node.ending ??= spelling;
  }
}

function newNode(): TreeNode {
  return { next: new Map(), allowance: { among: 0, alone: 0 } };
}

/** As it stands within a sentence and at its start. */
function variants(text: string): string[] {
  return text === '' ? [] : [...new Set([text, text.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase())])];
}

function weighed(text: string): Spelling {
  const letters = text.replace(/[^\p{L}\p{N}]/gu, '').length;
  const further = Math.max(0, letters - LONG);
  const among = Math.min(MAX_ALLOWANCE, (letters - further) * PER_LETTER + further * PER_FURTHER_LETTER);
  return { allowance: { among, alone: text.includes(' ') ? PHRASE_ALONE * among : among }, letters };
}

function known({ letters }: Spelling): Spelling {
  return { allowance: { among: MAX_KNOWN, alone: MAX_KNOWN }, letters };
}
