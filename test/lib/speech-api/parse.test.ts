import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseServerMessage } from '../../../nodes/lib/speech-api/parse';
import { final } from '../../support/behaviours';

const parse = (value: unknown) => parseServerMessage(JSON.stringify(value));

describe('parseServerMessage', () => {
  it('reads a message from a text frame, untouched', () => {
    const message = { ...final('hello world', 0, 1), channel: 'left', field_of_tomorrow: [1] };
    assert.deepEqual(parse(message), { kind: 'message', message });
  });

  it('reads JSON from binary frames of every shape that ws delivers', () => {
    const bytes = Buffer.from('{"message":"AudioAdded","seq_no":3}');
    const expected = { kind: 'message', message: { message: 'AudioAdded', seq_no: 3 } };
    assert.deepEqual(parseServerMessage(bytes), expected);
    assert.deepEqual(parseServerMessage([bytes.subarray(0, 9), bytes.subarray(9)]), expected);
    assert.deepEqual(parseServerMessage(new Uint8Array(bytes).buffer), expected);
  });

  it('takes messages of old servers: no language pack, results without alternatives, an unknown result type', () => {
    const results = [
      { type: 'speaker_change', start_time: 1, end_time: 1, score: 0.8 },
      { type: 'hesitation', start_time: 1, end_time: 2, alternatives: [{ content: 'er' }] },
    ];
    const metadata = { start_time: 0, end_time: 2, transcript: '\n' };
    assert.equal(parse({ message: 'RecognitionStarted', id: 'a' }).kind, 'message');
    assert.equal(parse({ message: 'AddTranscript', metadata, results }).kind, 'message');
    assert.equal(parse({ message: 'AddTranscript', metadata, results: [], channel: null }).kind, 'message');
  });

  it('passes a message that it does not know on whole', () => {
    const message = { message: 'SessionTransfer', to: 'elsewhere' };
    assert.deepEqual(parse(message), { kind: 'unknown', message });
    assert.equal(parse({ message: 'StartRecognition' }).kind, 'unknown');
    assert.equal(parse({ message: 'toString' }).kind, 'unknown');
  });

  it('takes any Error for one, however incomplete', () => {
    assert.deepEqual(parse({ message: 'Error', code: 7 }), {
      kind: 'message',
      message: { message: 'Error', type: 'unknown_error', reason: '', code: 7 },
    });
  });

  const metadata = { start_time: 0, end_time: 1, transcript: '' };
  for (const [fault, value] of Object.entries({
    'RecognitionStarted: id is no string': { message: 'RecognitionStarted' },
    'RecognitionStarted: language_pack_info.word_delimiter is no string': {
      message: 'RecognitionStarted',
      id: '',
      language_pack_info: {},
    },
    'AudioAdded: seq_no is no integer': { message: 'AudioAdded', seq_no: '1' },
    'AddTranscript: metadata is no object': { message: 'AddTranscript', results: [] },
    'AddTranscript: results is no list': { message: 'AddTranscript', metadata, results: {} },
    'AddPartialTranscript: results[0] is no object': { message: 'AddPartialTranscript', metadata, results: [null] },
    'AddTranscript: results[0].alternatives[0].content is no string': {
      message: 'AddTranscript',
      metadata,
      results: [{ type: 'word', start_time: 0, end_time: 1, alternatives: [{}] }],
    },
    'AddTranslation: language is no string': { message: 'AddTranslation', results: [] },
    'AudioEventStarted: event is no object': { message: 'AudioEventStarted' },
    'SpeakersResult: speakers is no list': { message: 'SpeakersResult' },
    'Warning: reason is no string': { message: 'Warning', type: 'x' },
  })) {
    it(`finds malformed: ${fault}`, () => {
      assert.deepEqual(parse(value), { kind: 'malformed', reason: fault });
    });
  }

  it('finds malformed what is no JSON object with a message', () => {
    for (const frame of ['', 'hello', '{', '[]', '1', 'null', '{}', '{"message":1}', '[{"message":"Info"}]']) {
      assert.equal(parseServerMessage(frame).kind, 'malformed', frame);
    }
    assert.equal(parseServerMessage(Buffer.from([0xff, 0x00, 0x80])).kind, 'malformed');
  });

  it('never throws', () => {
    const names = fc.constantFrom('AddTranscript', 'AudioAdded', 'Error', 'EndOfUtterance', 'x', '__proto__');
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array(), fc.tuple(names, fc.object())), (input) => {
        const frame = Array.isArray(input) ? JSON.stringify({ ...input[1], message: input[0] }) : Buffer.from(input);
        assert.match(parseServerMessage(frame).kind, /^(message|unknown|malformed)$/);
      }),
    );
  });
});
