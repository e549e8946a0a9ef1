import type { FlowMessage } from '../../../../nodes/lib/message/flow-message';
import assert from 'node:assert/strict';
import { FilterError } from '../../../../nodes/lib/transcript/filter/filter-error';
import { MAX_CHARACTERS, readFilterMessage } from '../../../../nodes/lib/transcript/filter/filter-input';

const word = (content: string, start_time: number, end_time: number): FlowMessage => ({
  type: 'word',
  content,
  start_time,
  end_time,
});

function readText(message: FlowMessage, now = 0) {
  const input = readFilterMessage(message, now);
  assert.equal(input.kind, 'text');
  return input.text;
}

describe('transcript/filter-input', () => {
  it('tells partials from finals', () => {
    assert.equal(readText({ payload: 'a', partial: true }).kind, 'partial');
    assert.equal(readText({ payload: 'a', partial: false }).kind, 'final');
    assert.equal(readText({ payload: 'a', final: true }).kind, 'final');
    assert.equal(readText({ payload: 'a', final: false }).kind, 'partial');
    assert.equal(readText({ payload: 'a', done: false }).kind, 'partial');
    assert.equal(readText({ payload: 'a' }).kind, 'final');
  });

  it('names the stream by the transcript, else by the topic', () => {
    const streamOf = (message: FlowMessage): unknown => (readFilterMessage(message, 0) as { stream?: string }).stream;
    assert.equal(streamOf({ payload: 'a', topic: 't', transcript: { stream: 's' } }), 's');
    assert.equal(streamOf({ payload: 'a', topic: 't', transcript: { stream: '' } }), 't');
    assert.equal(streamOf({ payload: 'a', topic: 7 }), '7');
    assert.equal(streamOf({ payload: 'a' }), '');
    assert.equal(streamOf({ event: 'end_of_utterance', topic: 't', stream: 's' }), 's');
    assert.equal(streamOf({ event: 'end_of_utterance' }), '');
    assert.equal(streamOf({ reset: true, topic: 't' }), 't');
    assert.equal(streamOf({ reset: true }), undefined);
  });

  it('reads times of words, else of the transcript', () => {
    const transcript = { start_time: 0, end_time: 9, results: [word('a', 1, 2), word('b', 2, 3)] };
    const { start, end, tokens } = readText({ payload: 'a b', partial: false, transcript });
    assert.deepEqual({ start, end }, { start: 1, end: 3 });
    assert.deepEqual(
      tokens.map((token) => [token.content, token.start, token.end]),
      [
        ['a', 1, 2],
        ['b', 2, 3],
      ],
    );
    const bare = readText({ payload: 'a b', partial: false, transcript: { start_time: 0, end_time: 9 } });
    assert.deepEqual([bare.start, bare.end], [0, 9]);
    const other = readText({ payload: 'a b', partial: false, transcript: { results: [{ text: 'a' }], end_time: '9' } });
    assert.deepEqual([other.start, other.end, other.tokens[0]?.start], [undefined, undefined, undefined]);
  });

  it('does not trust results that spell another text', () => {
    const transcript = { results: [word('Damn', 1, 2)] };
    const { tokens } = readText({ payload: 'D***', partial: true, transcript });
    assert.deepEqual([tokens[0]?.content, tokens[0]?.start], ['D***', undefined]);
  });

  it('knows when the stream began by the latency', () => {
    const transcript = { end_time: 2, latency: 0.5, results: [word('a', 1, 2)] };
    assert.equal(readText({ payload: 'a', partial: true, transcript }, 10_000).beginning, 7500);
    assert.equal(readText({ payload: 'a', partial: true }, 10_000).beginning, undefined);
  });

  it('knows the speaker of the whole text where words have none', () => {
    const { tokens } = readText({ payload: 'a b', transcript: { speaker: 'S1' } });
    assert.deepEqual(
      tokens.map(({ speaker }) => speaker),
      ['S1', 'S1'],
    );
  });

  it('carries all that it does not set itself', () => {
    const message = { payload: 'a', partial: true, event: 'x', stability: {}, normalised: 'a', contradicts: 'b' };
    assert.deepEqual(readText({ ...message, topic: 't', chatId: 5, final: false }).source, {
      topic: 't',
      chatId: 5,
      final: false,
    });
  });

  it('takes the events that end something, and ignores the others', () => {
    assert.equal(readFilterMessage({ event: 'end_of_utterance', payload: {} }, 0).kind, 'end_of_utterance');
    assert.equal(readFilterMessage({ event: 'end_of_transcript' }, 0).kind, 'end_of_transcript');
    assert.equal(readFilterMessage({ event: 'warning', payload: 'text' }, 0).kind, 'ignored');
    assert.equal(readText({ event: 'speech', payload: 'a', partial: true }).kind, 'partial');
  });

  it('takes reset unless it is false', () => {
    assert.equal(readFilterMessage({ reset: '' }, 0).kind, 'reset');
    assert.equal(readFilterMessage({ reset: false, payload: 'a' }, 0).kind, 'text');
  });

  it('refuses everything else and says what it found', () => {
    const refused = (message: FlowMessage, found: string): void =>
      assert.throws(
        () => readFilterMessage(message, 0),
        (error) => error instanceof FilterError && error.code === 'not_a_transcript' && error.message.includes(found),
      );
    refused({ payload: Buffer.from('a') }, 'a Buffer');
    refused({ payload: ['a'], partial: true }, 'an array');
    refused({ payload: { text: 'a' } }, 'an object');
    refused({ payload: 5 }, 'a number');
    refused({ payload: true }, 'true or false');
    refused({ payload: null }, 'empty');
    refused({}, 'empty');
  });

  it('refuses results whose fields were changed to another type, and takes null for nothing', () => {
    const fields = ['content', 'confidence', 'speaker', 'tags', 'attaches_to', 'is_eos'];
    for (const name of fields) {
      for (const wrong of [{}, [1], NaN, Symbol('a')]) {
        const results = [word('a', 1, 2), { ...word('b', 2, 3), [name]: wrong }];
        assert.throws(
          () => readFilterMessage({ payload: 'a b', transcript: { results } }, 0),
          (error) =>
            error instanceof FilterError &&
            error.code === 'not_a_transcript' &&
            error.message.includes(`msg.transcript.results[1].${name} is not`),
        );
      }
      const nothing = { results: [{ ...word('a', 1, 2), [name]: null }] };
      assert.equal(readText({ payload: 'a', transcript: nothing }).tokens.length, 1);
    }
    assert.throws(() => readFilterMessage({ payload: 'a', transcript: { results: [word('a', NaN, 2)] } }, 0), {
      code: 'not_a_transcript',
      message: /start_time is not a finite number/,
    });
  });

  it('refuses a text that is too long, and says how long it may be', () => {
    assert.equal(readText({ payload: 'a'.repeat(MAX_CHARACTERS) }).tokens.length, 1);
    assert.throws(() => readFilterMessage({ payload: 'a'.repeat(MAX_CHARACTERS + 1) }, 0), {
      code: 'text_too_long',
      message: /200001 characters/,
    });
  });
});
