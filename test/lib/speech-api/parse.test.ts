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
    'AudioAdded: seq_no is not an integer': { message: 'AudioAdded', seq_no: '1' },
    'AddTranscript: metadata is not an object': { message: 'AddTranscript', results: [] },
    'AddTranscript: results is not a list': { message: 'AddTranscript', metadata, results: {} },
    'AddPartialTranscript: results[0] is not an object': { message: 'AddPartialTranscript', metadata, results: [null] },
    'AddTranscript: results[0].alternatives[0].content is not a string': {
      message: 'AddTranscript',
      metadata,
      results: [{ type: 'word', start_time: 0, end_time: 1, alternatives: [{}] }],
    },
    'AddTranscript: results[0].alternatives is not a list': {
      message: 'AddTranscript',
      metadata,
      results: [{ type: 'word', start_time: 0, end_time: 1, alternatives: 'a' }],
    },
    'AddTranslation: language is not a string': { message: 'AddTranslation', results: [] },
    'AudioEventStarted: event is not an object': { message: 'AudioEventStarted' },
    'SpeakersResult: speakers is not a list': { message: 'SpeakersResult' },
    'Warning: reason is not a string': { message: 'Warning', type: 'x' },
  })) {
    it(`finds malformed: ${fault}`, () => {
      assert.deepEqual(parse(value), { kind: 'malformed', reason: fault });
    });
  }

  const times = { start_time: 0, end_time: 1 };

  it('leaves null out: it counts as missing', () => {
    const results = [
      { type: 'speaker_change', ...times, alternatives: null, score: null },
      { type: 'entity', ...times, spoken_form: null, written_form: [{ type: 'word', ...times, alternatives: null }] },
    ];
    assert.deepEqual(parse({ message: 'AddTranscript', metadata, results, channel: null, field_of_tomorrow: null }), {
      kind: 'message',
      message: {
        message: 'AddTranscript',
        metadata,
        results: [
          { type: 'speaker_change', ...times },
          { type: 'entity', ...times, written_form: [{ type: 'word', ...times }] },
        ],
        field_of_tomorrow: null,
      },
    });
  });

  for (const [name, wrong] of Object.entries({
    spoken_form: 'one',
    written_form: [null],
    attaches_to: 1,
    is_eos: 'yes',
    volume: [],
    channel: {},
  })) {
    it(`leaves out a ${name} that is wrong, says so, and keeps the words beside it`, () => {
      const result = { type: 'word', ...times, alternatives: [{ content: 'one' }] };
      const frame = parse({ message: 'AddTranscript', metadata, results: [{ ...result, [name]: wrong }] });
      assert.ok(frame.kind === 'message');
      assert.deepEqual(frame.message, { message: 'AddTranscript', metadata, results: [result] });
      assert.match(frame.ignored ?? '', new RegExp(`^AddTranscript: ${name}(\\[0\\])? is n`));
    });
  }

  it('leaves out of alternatives and translations what a result would be lifted or shifted by', () => {
    for (const [name, wrong] of [
      ['spoken_form', 5],
      ['alternatives', 'x'],
      ['type', null],
    ] as const) {
      const alternatives = [{ content: 'a', [name]: wrong }];
      const transcript = parse({
        message: 'AddTranscript',
        metadata,
        results: [{ type: 'word', ...times, alternatives }],
      });
      assert.deepEqual(transcript.kind === 'message' && transcript.message, {
        message: 'AddTranscript',
        metadata,
        results: [{ type: 'word', ...times, alternatives: [{ content: 'a' }] }],
      });
    }
    const results = [{ content: 'a', ...times, spoken_form: 'x', written_form: 7 }];
    const translation = parse({ message: 'AddTranslation', language: 'de', results });
    assert.deepEqual(translation.kind === 'message' && translation.message, {
      message: 'AddTranslation',
      language: 'de',
      results: [{ content: 'a', ...times }],
    });
  });

  it('needs nothing of RecognitionStarted', () => {
    for (const [given, taken] of [
      [{}, {}],
      [{ id: 7 }, {}],
      [
        { id: 'a', language_pack_info: {} },
        { id: 'a', language_pack_info: {} },
      ],
      [
        { id: 'a', language_pack_info: { word_delimiter: null, itn: true } },
        { id: 'a', language_pack_info: { itn: true } },
      ],
      [{ id: 'a', language_pack_info: 'en' }, { id: 'a' }],
    ]) {
      const frame = parse({ message: 'RecognitionStarted', ...given });
      assert.deepEqual(frame.kind === 'message' && frame.message, { message: 'RecognitionStarted', ...taken });
    }
  });

  it('finds malformed what has a time that is no finite number', () => {
    const text = JSON.stringify(final('a', 0, 1));
    for (const place of ['"metadata":{"start_time":0,"end_time":1', '"type":"word","start_time":0,"end_time":1']) {
      assert.ok(text.includes(place));
      const frame = parseServerMessage(text.replace(place, place.replace(/1$/, '1e999')));
      assert.deepEqual(frame.kind === 'malformed' && frame.reason.endsWith('end_time is not a number'), true);
    }
  });

  it('finds malformed what is nested in over 64 levels, wherever, and what is too large', () => {
    const nested = (levels: number): string => '['.repeat(levels) + ']'.repeat(levels);
    for (const name of ['Info', 'Weather', 'RecognitionStarted', 'AddTranscript']) {
      const deep = parseServerMessage(`{"message":"${name}","extra":${nested(5000)}}`);
      assert.deepEqual(deep, { kind: 'malformed', reason: 'the frame is nested in over 64 levels' });
    }
    assert.equal(parseServerMessage(`{"message":"Weather","extra":${nested(63)}}`).kind, 'unknown');
    assert.equal(parseServerMessage(`{"message":"Weather","extra":${nested(64)}}`).kind, 'malformed');
    assert.match(JSON.stringify(parseServerMessage(`{"message":"${'x'.repeat(3e6)}"}`)), /over 2097152 characters/);
  });

  it('finds malformed what is not a JSON object with a message', () => {
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
