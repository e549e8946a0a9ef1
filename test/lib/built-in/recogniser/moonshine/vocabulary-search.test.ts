import assert from 'node:assert/strict';
import fc from 'fast-check';
import { END_TOKEN } from '../../../../../nodes/lib/built-in/recogniser/moonshine/architecture';
import { findExpected, type Reading } from '../../../../../nodes/lib/built-in/recogniser/moonshine/vocabulary-search';
import { VocabularyTree } from '../../../../../nodes/lib/built-in/recogniser/moonshine/vocabulary-tree';

/** Tokens are letters here; 0 to 2 are control tokens, and 3 begins a word that is in no vocabulary. */
const OTHER = 3;
const TOKENS = 64;
const FRAMES = 200;
const encode = (text: string): number[] => [...text].map((letter) => 4 + ((letter.codePointAt(0) ?? 0) % 60));
const ENDINGS = [END_TOKEN, OTHER];

/** A model that is sure of what it would hear, and to which each piece of one word is less likely by so much. */
function model(word: readonly number[], loss: number, { rest = 100 } = {}): { reading: Reading; steps: () => number } {
  let steps = 0;
  const after = (read: readonly number[]): Reading => {
    const onTheWay = read.every((token, index) => token === word[index]);
    const scores = new Float32Array(TOKENS).fill(-50);
    scores[OTHER] = 0;
    if (onTheWay && read.length < word.length) scores[word[read.length]!] = -loss;
    const attention = new Float32Array(FRAMES);
    attention[Math.min(FRAMES - 1, FRAMES - rest - (word.length - read.length))] = 1;
    return {
      scores,
      attention: [attention],
      after: (token) => {
        steps++;
        return Promise.resolve(after([...read, token]));
      },
    };
  };
  return { reading: after([]), steps: () => steps };
}

async function find(
  entries: string[],
  word: string,
  loss: number,
  { mayBeAll = false, frame = 0, rest = 100, budget = 100 } = {},
): Promise<{ content?: string; tokens?: readonly number[]; isAll?: boolean; steps: number }> {
  const tree = new VocabularyTree(
    entries.map((content) => ({ content, soundsLike: [] })),
    encode,
  );
  const { reading, steps } = model(encode(word), loss, { rest });
  const found = await findExpected([tree.root], reading, { best: 0, frame, mayBeAll }, ENDINGS, { left: budget });
  return { tokens: found?.tokens, isAll: found?.isAll, steps: steps() };
}

const word = fc.stringMatching(/^[a-z]{3,12}$/);

describe('built-in/recogniser/moonshine/vocabulary-search', () => {
  it('finds a word that is a little less likely than another', async () => {
    assert.deepEqual((await find(['kowalski', 'kettle'], 'kowalski', 1)).tokens, encode('kowalski'));
  });

  it('takes back a word that is much less likely, or that is not finished', async () => {
    assert.equal((await find(['kowalski'], 'kowalski', 3)).tokens, undefined);
    assert.equal((await find(['kowalski'], 'kowal', 0.5)).tokens, undefined);
  });

  it('allows more for what is long', async () => {
    assert.equal((await find(['ann'], 'ann', 2)).tokens, undefined);
    assert.notEqual((await find(['anna'], 'anna', 1)).tokens, undefined);
  });

  it('allows more for a phrase that is all that was said', async () => {
    const loss = 1.6;
    const phrase = 'call kowalski';
    assert.equal((await find([phrase], phrase, loss, { rest: 20 })).tokens, undefined);
    const { tokens, isAll } = await find([phrase], phrase, loss, { rest: 20, mayBeAll: true });
    assert.deepEqual([tokens, isAll], [encode(phrase), true]);
    assert.equal((await find([phrase], phrase, loss, { mayBeAll: true })).tokens, undefined);
    assert.equal((await find(['kowalski'], 'kowalski', loss, { rest: 20, mayBeAll: true })).tokens, undefined);
  });

  it('finds nothing where no more was said', async () => {
    assert.equal((await find(['kowalski'], 'kowalski', 0, { frame: 150 })).tokens, undefined);
  });

  it('finds a word of any vocabulary if it is as likely as another, and no other', () =>
    fc.assert(
      fc.asyncProperty(fc.uniqueArray(word, { minLength: 1, maxLength: 50 }), async (words) => {
        const [said, ...others] = words as [string, ...string[]];
        assert.deepEqual((await find(words, said, 0)).tokens, encode(said));
        const heard = await find(others, said, 0);
        if (heard.tokens) assert.deepEqual(heard.tokens, encode(said).slice(0, heard.tokens.length));
      }),
    ));

  it('reads a bounded number of tokens, and no more than it may, however large the vocabulary', () =>
    fc.assert(
      fc.asyncProperty(
        fc.array(word, { maxLength: 300 }),
        fc.double({ min: 0, max: 8, noNaN: true }),
        fc.integer({ min: 0, max: 30 }),
        async (words, loss, budget) => {
          assert.ok((await find(words, words[0] ?? 'kettle', loss)).steps <= 20);
          assert.ok((await find(words, words[0] ?? 'kettle', loss, { budget })).steps <= budget);
        },
      ),
    ));
});

describe('built-in/recogniser/moonshine/vocabulary-tree', () => {
  const endings = (tree: VocabularyTree, text: string): string | undefined => {
    let node = tree.root;
    for (const token of encode(text)) {
      const next = node.next.get(token);
      if (!next) return undefined;
      node = next;
    }
    return node.ending && (node.ending.content ?? text);
  };

  it('spells entries as they are written, and with a capital as at the start of a sentence', () => {
    const tree = new VocabularyTree([{ content: ' turn  off ', soundsLike: [] }], encode);
    assert.equal(endings(tree, 'turn off'), 'turn off');
    assert.equal(endings(tree, 'Turn off'), 'Turn off');
    assert.equal(endings(tree, 'TURN OFF'), undefined);
  });

  it('writes the entry for what sounds like it', () => {
    const tree = new VocabularyTree([{ content: 'Niamh', soundsLike: ['neev', ''] }], encode);
    assert.equal(endings(tree, 'neev'), 'Niamh');
    assert.equal(endings(tree, 'Neev'), 'Niamh');
    assert.equal(endings(tree, 'Niamh'), 'Niamh');
  });

  it('writes what is read otherwise as it is in the list', () => {
    const asIt = (content: string, said = content): string | undefined => {
      let node = new VocabularyTree([{ content, soundsLike: [] }], encode).root;
      for (const token of encode(said)) node = node.next.get(token)!;
      return node.ending?.content;
    };
    for (const content of [
      'Yahoo!',
      'U.S.',
      '(x)',
      "'N Sync",
      'St. Pancras',
      'Jay-Z (live)',
      '\u201cOK\u201d',
      '?',
      '-x',
    ]) {
      assert.equal(asIt(content), content);
    }
    assert.equal(asIt('e.on!', 'E.on!'), 'E.on!');
    for (const content of ['Node.js', "O'Neill", 'ill-disposed', '3.5', 'what time is it?', 'AT&T', '\u4f60\u597d']) {
      assert.equal(asIt(content), undefined);
    }
  });

  it('knows the phrases that the last tokens begin', () => {
    const tree = new VocabularyTree([{ content: 'ab', soundsLike: [] }], encode);
    const [a, b] = encode('ab');
    assert.deepEqual(
      tree.within([b!, a!], () => true),
      [tree.root.next.get(a!)],
    );
    assert.deepEqual(
      tree.within([a!, b!], () => true),
      [],
    );
    assert.deepEqual(
      tree.within([a!], () => false),
      [],
    );
  });
});
