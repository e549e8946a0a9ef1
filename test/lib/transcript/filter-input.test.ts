import assert from 'node:assert/strict';
import { FilterError } from '../../../nodes/lib/transcript/filter-error';
import { readFilterMessage, type FilterMessage } from '../../../nodes/lib/transcript/filter-input';

const word = (content: string, start_time: number, end_time: number): FilterMessage => ({
  type: 'word',
  content,
  start_time,
  end_time,
});

function readText(message: FilterMessage) {
  const input = readFilterMessage(message);
  assert.equal(input.kind, 'text');
  return input.text;
}

describe('transcript/filter-input', () => {
  it('tells partials from finals', () => {
    assert.equal(readText({ payload: 'a', partial: true }).kind, 'partial');
    assert.equal(readText({ payload: 'a', partial: false }).kind, 'final');
    assert.equal(readText({ payload: 'a', final: true }).kind, 'final');
    assert.equal(readText({ payload: 'a', final: false }).kind, 'partial');
    assert.equal(readText({ payload: 'a' }).kind, 'final');
  });

  it('names the stream by the transcript, else by the topic', () => {
    const streamOf = (message: FilterMessage): unknown => (readFilterMessage(message) as { stream?: string }).stream;
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
    const { start, end, passage } = readText({ payload: 'a b', partial: false, transcript });
    assert.deepEqual({ start, end }, { start: 1, end: 3 });
    assert.equal(passage.results?.length, 2);
    const bare = readText({ payload: 'a b', partial: false, transcript: { start_time: 0, end_time: 9 } });
    assert.deepEqual([bare.start, bare.end], [0, 9]);
    const other = readText({ payload: 'a b', partial: false, transcript: { results: [{ text: 'a' }], end_time: '9' } });
    assert.deepEqual([other.start, other.end, other.passage.results], [undefined, undefined, undefined]);
  });

  it('does not trust results that spell another text', () => {
    const transcript = { results: [word('Damn', 1, 2)] };
    assert.equal(readText({ payload: 'D***', partial: true, transcript }).passage.results, undefined);
  });

  it('takes the events that end something, and ignores the others', () => {
    assert.equal(readFilterMessage({ event: 'end_of_utterance', payload: {} }).kind, 'end_of_utterance');
    assert.equal(readFilterMessage({ event: 'end_of_transcript' }).kind, 'end_of_transcript');
    assert.equal(readFilterMessage({ event: 'warning', payload: 'text' }).kind, 'ignored');
    assert.equal(readText({ event: 'speech', payload: 'a', partial: true }).kind, 'partial');
  });

  it('takes reset unless it is false', () => {
    assert.equal(readFilterMessage({ reset: '' }).kind, 'reset');
    assert.equal(readFilterMessage({ reset: false, payload: 'a' }).kind, 'text');
  });

  it('refuses everything else and says what it found', () => {
    const refused = (message: FilterMessage, found: string): void =>
      assert.throws(
        () => readFilterMessage(message),
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
});
