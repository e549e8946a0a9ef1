import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { DecoderCache } from '../../../../../nodes/lib/built-in/recogniser/moonshine/decoder-cache';
import { ExpectedFinder } from '../../../../../nodes/lib/built-in/recogniser/moonshine/expected-finder';
import type { EncodedAudio } from '../../../../../nodes/lib/built-in/recogniser/moonshine/model';
import { SessionVocabulary } from '../../../../../nodes/lib/built-in/recogniser/moonshine/session-vocabulary';
import { spellingsOf } from '../../../../../nodes/lib/built-in/recogniser/moonshine/spellings';
import { TokenKinds } from '../../../../../nodes/lib/built-in/recogniser/moonshine/token-kinds';
import { TokenReader } from '../../../../../nodes/lib/built-in/recogniser/moonshine/token-reader';

const PIECES = ['<unk>', '<s>', '</s>', '▁', '.', '▁There', '▁are', '▁Fer', 'rari', '▁we', '▁on', '▁On', '▁Turn'];
PIECES.push('▁turn', '▁the', '▁kitchen', '▁light', '▁chicken', '▁like', '▁Hello', '▁lite', '▁Light');
const FRAMES = 100;

/** The tokens of a text whose words, in pieces, are known. */
function encode(text: string): number[] {
  const words = text.replaceAll('Ferrari', 'Fer+rari').split(' ');
  const pieces = words.flatMap((word) => `▁${word}`.split('+'));
  return pieces.map((piece) => {
    const token = PIECES.indexOf(piece);
    assert.notEqual(token, -1, piece);
    return token;
  });
}

/** A reader of a model that finds some tokens less likely than all others. */
async function readerOf(tokens: readonly number[], unlikely: readonly number[], loss: number): Promise<TokenReader> {
  const cache = { copies: () => cache, truncate: () => undefined } as unknown as DecoderCache;
  const scores = Float32Array.from(PIECES, (_, token) => (unlikely.includes(token) ? -loss : 0));
  const step = { scores: () => scores, attention: () => [] };
  const model = {
    newCache: () => cache,
    step: () => Promise.resolve(step),
    stepAll: (_: unknown, rows: readonly unknown[]) => Promise.resolve(rows.map(() => step)),
  };
  const reader = new TokenReader(model, { frames: FRAMES } as EncodedAudio, 0);
  await reader.after(tokens);
  return reader;
}

interface Situation {
  /** How sure the model is of each token. */
  probability?: number;
  /** By how much the first token of the entry is less likely, in nats. */
  loss?: number;
  /** The same in noise. */
  noiseLoss?: number;
  /** Text of utterances before, or of this one, that is settled. */
  forced?: string;
  /** How many of its tokens are of utterances before. */
  context?: number;
}

/** What of one or more entries is found in a text that ends in a pause. */
async function find(text: string, entry: string | string[], situation: Situation = {}): Promise<string | undefined> {
  const { probability = 0.1, loss = 0, noiseLoss = 15, forced = '', context = 0 } = situation;
  const settled = forced === '' ? [] : encode(forced);
  const tokens = [...settled, ...encode(text)];
  const spellings = spellingsOf(
    [entry].flat().map((content) => ({ content, soundsLike: [] })),
    encode,
  );
  const vocabulary = new SessionVocabulary(spellings);
  vocabulary.begin({ start: 0, endsInPause: true, context });
  const unlikely = spellings.flatMap(({ within, atStart }) => [within.tokens[0]!, atStart.tokens[0]!]);
  const finder = new ExpectedFinder(PIECES, new TokenKinds(PIECES), () => readerOf([], unlikely, noiseLoss));
  const heard = {
    tokens,
    probabilities: tokens.map(() => probability),
    attention: [...tokens, 0].map(() => []),
    spelt: [],
    frames: FRAMES,
    forced: settled,
    limit: 100,
  };
  const found = await finder.find(heard, await readerOf(tokens, unlikely, loss), vocabulary, settled.length);
  const which = Array.isArray(entry) ? ` ${found?.expected.tokens.map((token) => PIECES[token]).join('')}` : '';
  return found && `${found.start - settled.length}: ${found.isAll ? 'all' : 'among'}${which}`;
}

describe('built-in/recogniser/moonshine/expected-finder', () => {
  it('puts an entry in place of what sounds like it, but not twice in a row', async () => {
    assert.equal(await find('There are we', 'Ferrari', { forced: 'Hello' }), '0: among');
    assert.equal(await find('There are we', 'Ferrari', { forced: 'Hello Ferrari' }), undefined);
    assert.equal(await find('There are we', 'Ferrari', { forced: 'Ferrari Hello' }), '0: among');
  });

  it('leaves what was heard for certain', async () => {
    const hear = (probability: number): Promise<string | undefined> =>
      find('There are we', 'Ferrari', { forced: 'Hello', probability });
    assert.equal(await hear(0.9), undefined);
    assert.equal(await hear(0.6), '0: among');
    // What sounds the same may be spelt otherwise, however certain the model is.
    assert.equal(await find('There are the lite we', 'light', { probability: 0.9 }), '3: among');
  });

  it('puts no entry in place of something else that is hardly likelier than in noise', async () => {
    const hear = (loss: number, noiseLoss: number): Promise<string | undefined> =>
      find('There are we', 'Ferrari', { forced: 'Hello', loss, noiseLoss });
    assert.equal(await hear(3, 18), '0: among');
    assert.equal(await hear(3, 3), undefined);
    assert.equal(await hear(15, 18), undefined);
  });

  it('takes a command for all that was said, after other utterances as well', async () => {
    const command = 'turn on the kitchen light';
    assert.equal(await find('turn on the chicken like', command), '0: all');
    assert.equal(await find('turn on the chicken like', command, { forced: 'Hello we are', context: 3 }), '0: all');
    assert.notEqual(await find('turn on the chicken like', command, { forced: 'Hello we are' }), '0: all');
  });

  it('takes a command for all that was said where what was heard sounds like nothing of it, if that is unclear', async () => {
    const command = 'turn on the kitchen light';
    assert.equal(await find('Hello', command, { probability: 0.1 }), '0: all');
    assert.equal(await find('Hello', command, { probability: 0.9 }), undefined);
    assert.equal(await find('Hello', command, { probability: 0.1, loss: 12 }), undefined);
  });

  it('finds the same in whatever order the entries are', () => {
    const entries = ['Ferrari', 'There Ferrari', 'turn on the kitchen light', 'on the kitchen light', 'on the kitchen'];
    const texts = fc.constantFrom('There are we on the chicken like', 'turn on the chicken like');
    const orders = fc.shuffledSubarray(entries, { minLength: entries.length });
    return fc.assert(
      fc.asyncProperty(texts, orders, async (text, order) => {
        const found = await find(text, entries, { forced: 'Hello' });
        assert.ok(found);
        assert.equal(await find(text, order, { forced: 'Hello' }), found);
      }),
    );
  });
});
