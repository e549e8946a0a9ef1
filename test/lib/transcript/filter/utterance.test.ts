import assert from 'node:assert/strict';
import { spell, tokensOfResults, tokensOfText } from '../../../../nodes/lib/transcript/filter/token';
import type { TranscriptResult } from '../../../../nodes/lib/transcript/results';
import { IDLE, MAX_WORDS, nextUtterance, type Utterance } from '../../../../nodes/lib/transcript/filter/utterance';
import {
  DEFAULT_RULES,
  type TextInput,
  type UtteranceInput,
} from '../../../../nodes/lib/transcript/filter/utterance-input';

const text = (kind: TextInput['kind'], payload: string, more: Partial<TextInput> = {}): UtteranceInput => ({
  kind,
  tokens: tokensOfText(payload),
  endsSentence: payload.endsWith('.'),
  source: { said: payload },
  ...more,
});
const partial = (payload: string, more?: Partial<TextInput>): UtteranceInput => text('partial', payload, more);
const final = (payload: string, more?: Partial<TextInput>): UtteranceInput => text('final', payload, more);

/** A text of words that last half a second each, the first one starting at `start`. */
function timed(kind: 'partial' | 'final', payload: string, start: number): UtteranceInput {
  const results = payload.split(' ').map((content, index): TranscriptResult => ({
    type: /\w/.test(content) ? 'word' : 'punctuation',
    content,
    start_time: start + index / 2,
    end_time: start + index / 2 + 0.5,
  }));
  const tokens = tokensOfResults(results, ' ');
  return text(kind, spell(tokens), { tokens, start: results[0]?.start_time, end: results.at(-1)?.end_time });
}

/**
 * Feeds inputs, all at once unless one is a number of milliseconds to wait, and gives the texts one after the other:
 * `text`, or `text|` when it is over.
 */
function run(...inputs: (UtteranceInput | number)[]): string[] {
  let state: Utterance = IDLE;
  let now = 0;
  const seen: string[] = [''];
  for (const input of inputs) {
    if (typeof input === 'number') {
      now += input;
      continue;
    }
    const step = nextUtterance(state, input, now);
    state = step.state;
    for (const snapshot of step.snapshots) {
      const isOver = snapshot.state === 'over' || snapshot.state === 'amended';
      const spelled = isOver ? `${spell(snapshot.committed)}|` : spell([...snapshot.committed, ...snapshot.tail]);
      if (isOver || spelled !== seen.at(-1)) seen.push(spelled);
    }
  }
  return seen.slice(1);
}

const endOfUtterance: UtteranceInput = { kind: 'end_of_utterance' };
const endOfTranscript: UtteranceInput = { kind: 'end_of_transcript' };

describe('transcript/utterance', () => {
  it('shows finals and the current partial together', () => {
    assert.deepEqual(run(partial('hel'), partial('hello wor'), final('Hello'), partial('world'), final('world.')), [
      'hel',
      'hello wor',
      'Hello wor',
      'Hello world',
      'Hello world.|',
    ]);
  });

  it('does not show the same text again', () => {
    assert.deepEqual(run(partial('hello'), partial('hello'), final('hello'), partial('')), ['hello']);
  });

  it('does not shrink between a final and the partial behind it when words have times', () => {
    assert.deepEqual(run(timed('partial', 'hello there world', 0), timed('final', 'hello', 0)), ['hello there world']);
    assert.deepEqual(
      run(
        timed('partial', 'hello there world', 0),
        timed('final', 'Hello there', 0),
        timed('partial', 'world', 1),
        timed('partial', '', 1),
      ),
      ['hello there world', 'Hello there world', 'Hello there'],
    );
  });

  it('drops the words of a partial that a final covers, although their times have shifted', () => {
    assert.deepEqual(run(timed('partial', 'hello their', 0.1), timed('final', 'Hello there', 0)), [
      'hello their',
      'Hello there',
    ]);
  });

  it('falls back to the finals when a partial is taken back', () => {
    assert.deepEqual(run(final('Hello'), partial('wor'), partial('')), ['Hello', 'Hello wor', 'Hello']);
    assert.deepEqual(run(partial('uh'), partial('')), ['uh', '']);
    assert.deepEqual(run(partial('')), []);
  });

  it('takes a final without text as the end of the partial', () => {
    assert.deepEqual(run(partial('uh'), final('')), ['uh', '']);
    assert.deepEqual(run(final('Hello'), partial('uh'), final('')), ['Hello', 'Hello uh', 'Hello']);
  });

  describe('end of an utterance', () => {
    it('is marked once by the event, although the text stays', () => {
      assert.deepEqual(run(final('Hello'), endOfUtterance, endOfUtterance, partial('')), ['Hello', 'Hello|']);
    });

    it('takes a partial that is pending out', () => {
      assert.deepEqual(run(final('Hello'), partial('wor'), endOfUtterance), ['Hello', 'Hello wor', 'Hello|']);
    });

    it('waits for finals', () => {
      assert.deepEqual(run(endOfUtterance, partial('hello'), endOfUtterance, final('hello')), ['hello']);
    });

    it('comes with a final that ends a sentence', () => {
      assert.deepEqual(run(final('One. Two'), final('three.'), final('Four')), ['One.|', 'Two', 'Two three.|', 'Four']);
    });

    it('is not brought about by a partial', () => {
      assert.deepEqual(run(partial('One.'), partial('One. Two')), ['One.', 'One. Two']);
    });

    it('lets the same words be said again', () => {
      assert.deepEqual(run(final('Yes.'), final('Yes.')), ['Yes.|', 'Yes.|']);
    });

    it('carries the source of the last final', () => {
      const first = nextUtterance(IDLE, final('One', { source: { from: 'first' } }), 0);
      const second = nextUtterance(first.state, partial('two', { source: { from: 'second' } }), 0);
      const [over] = nextUtterance(second.state, endOfUtterance, 0).snapshots;
      assert.deepEqual(over?.source, { from: 'first' });
    });

    it('leaves the words behind it to the next utterance', () => {
      const inputs = [timed('partial', 'one . two', 0), timed('final', 'One .', 0), timed('partial', 'two', 1)];
      assert.deepEqual(run({ ...inputs[0]! }, { ...inputs[1]!, endsSentence: true } as UtteranceInput, inputs[2]!), [
        'one. two',
        'One.|',
        'two',
      ]);
    });

    it('comes at the latest when an utterance gets very long', () => {
      const words = Array.from({ length: MAX_WORDS - 1 }, () => 'la').join(' ');
      assert.deepEqual(run(final(words), final('end'), final('next')), [words, `${words} end|`, 'next']);
    });

    it('follows the rules that are set', () => {
      const rules = { ...DEFAULT_RULES, pause: Infinity, sentences: false };
      const { state } = nextUtterance(IDLE, final('One.'), 0, rules);
      const { snapshots } = nextUtterance(state, final('Two.'), 99_000, rules);
      assert.deepEqual(
        snapshots.map(({ committed, state: name }) => [spell(committed), name]),
        [['One. Two.', 'going_on']],
      );
    });
  });

  describe('end of the transcript', () => {
    it('closes what has finals, takes back what has none, and forgets both', () => {
      assert.deepEqual(run(final('One'), endOfTranscript, final('Two'), endOfTranscript, endOfTranscript), [
        'One',
        'One|',
        'Two',
        'Two|',
      ]);
      assert.deepEqual(run(partial('uh'), endOfTranscript), ['uh', '']);
      assert.deepEqual(nextUtterance(IDLE, endOfTranscript, 0), { state: IDLE, snapshots: [] });
    });
  });

  describe('pause', () => {
    it('ends an utterance by the times of the transcript', () => {
      assert.deepEqual(run(timed('final', 'one', 0), 9000, timed('final', 'two', 2.5)), ['one', 'one two']);
      assert.deepEqual(run(timed('final', 'one', 0), timed('partial', 'two', 2.6), timed('final', 'two', 2.6)), [
        'one',
        'one|',
        'two',
      ]);
    });

    it('ends an utterance by the clock when there are no times', () => {
      assert.deepEqual(run(final('one'), 2000, final('two'), 2001, final('three')), [
        'one',
        'one two',
        'one two|',
        'three',
      ]);
    });

    it('is not seen in a final that comes long after its partial', () => {
      assert.deepEqual(run(final('one'), 1000, partial('two'), 5000, final('two')), ['one', 'one two']);
    });

    it('is not ended by silence', () => {
      assert.deepEqual(run(final('one'), 9000, partial(''), final('')), ['one']);
    });

    it('is also a clock that starts over', () => {
      assert.deepEqual(run(timed('final', 'one', 50), timed('final', 'two', 0)), ['one', 'one|', 'two']);
    });
  });

  describe('late marks', () => {
    it('attach to the finals before', () => {
      assert.deepEqual(run(final('Hello'), final(', world'), final('.')), ['Hello', 'Hello, world', 'Hello, world.|']);
    });

    it('attach to the finals before a pause', () => {
      assert.deepEqual(run(final('Hello'), 3000, final('. How')), ['Hello', 'Hello.|', 'How']);
    });

    it('do not wait for words to come', () => {
      assert.deepEqual(run(final('Hello'), 3000, final('.')), ['Hello', 'Hello.|']);
    });

    it('complete an utterance that is over', () => {
      assert.deepEqual(run(final('Hello'), endOfUtterance, partial('. how'), partial('.')), [
        'Hello',
        'Hello|',
        'how',
        '',
      ]);
      assert.deepEqual(run(final('Hello'), endOfUtterance, final('.'), final('How')), [
        'Hello',
        'Hello|',
        'Hello.|',
        'How',
      ]);
    });

    it('do not begin an utterance', () => {
      assert.deepEqual(run(partial('how'), final('. How')), ['how', 'How']);
      assert.deepEqual(run(final('.')), []);
    });
  });
});
