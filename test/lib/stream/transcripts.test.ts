import assert from 'node:assert/strict';
import type { AddPartialTranscript, AddTranscript } from '../../../nodes/lib/speech-api/messages';
import { ArrivalTimes } from '../../../nodes/lib/stream/audio/arrival-times';
import { TimeMap } from '../../../nodes/lib/stream/replay/time-map';
import { Transcripts, type TranscriptMessage } from '../../../nodes/lib/stream/transcripts';
import { final } from '../../support/behaviours';

const NOW = 1_000_000;
/** The machine's clock was set by three days while the stream ran. */
const DATE = NOW + 3 * 24 * 3_600_000;
const CLOCK = { now: () => NOW, date: () => DATE };
const source = { session: 'session', language: 'en' };

function partial(text: string, start: number, end: number): AddPartialTranscript {
  return { ...final(text, start, end), message: 'AddPartialTranscript' };
}

function empty(message: 'AddTranscript' | 'AddPartialTranscript', start_time: number, end_time: number) {
  return { message, metadata: { start_time, end_time, transcript: '' }, results: [] } as
    AddTranscript | AddPartialTranscript;
}

/** Ten seconds of audio in messages of one second, the last of which came now. */
function setUp(times = new TimeMap()) {
  const arrivals = new ArrivalTimes();
  for (let second = 1; second <= 10; second += 1) arrivals.note(second, NOW - (10 - second) * 1000);
  const transcripts = new Transcripts('stream', arrivals, CLOCK);
  const hear = (message: AddTranscript | AddPartialTranscript) => transcripts.transcript(message, source, times);
  return { transcripts, hear, arrivals };
}

const number = (message: TranscriptMessage | undefined) => message?.transcript.id;

describe('stream/transcripts', () => {
  it('places the first word behind a gap there, though its server places it a little before, and a mark with its word', () => {
    const times = new TimeMap();
    times.note(0, 5);
    times.note(30, 5);
    const message = final('before behind', 4.5, 5.5);
    const [before, behind] = message.results;
    const results = [
      { ...before!, start_time: 4.5, end_time: 5.02 },
      {
        ...before!,
        type: 'punctuation' as const,
        start_time: 5.02,
        end_time: 5.02,
        alternatives: [{ content: '.', confidence: 1 }],
      },
      { ...behind!, start_time: 4.98, end_time: 5.4 },
    ];
    const made = setUp(times).hear({ ...message, results });
    assert.deepEqual(
      made?.transcript.results.map(({ start_time }) => start_time),
      [4.5, 5.02, 29.98],
    );
  });

  it('makes a message of a final, with all there is to know', () => {
    const { transcripts } = setUp();
    const times = new TimeMap();
    times.note(2, 60);
    const word = (content: string, start_time: number, end_time: number, speaker: string) => ({
      type: 'word' as const,
      start_time,
      end_time,
      alternatives: [{ content, confidence: 0.9, speaker }],
    });
    const message: AddTranscript = {
      message: 'AddTranscript',
      format: '2.9',
      metadata: { start_time: 0.1, end_time: 3, transcript: 'one two.' },
      channel: 'left',
      results: [
        word('one', 0.5, 1, 'S1'),
        word('two', 1.2, 2.2, 'S1'),
        {
          type: 'punctuation',
          start_time: 2.2,
          end_time: 2.2,
          is_eos: true,
          alternatives: [{ content: '.', confidence: 1 }],
        },
      ],
    };
    const pack = { word_delimiter: ' ', writing_direction: 'left-to-right' as const };
    assert.deepEqual(transcripts.transcript(message, { ...source, pack }, times), {
      payload: 'one two.',
      partial: false,
      transcript: {
        id: 'stream-1',
        stream: 'stream',
        session: 'session',
        start_time: 2.5,
        end_time: 4.2,
        time: DATE - 7000,
        results: [
          { type: 'word', content: 'one', confidence: 0.9, speaker: 'S1', start_time: 2.5, end_time: 3 },
          { type: 'word', content: 'two', confidence: 0.9, speaker: 'S1', start_time: 3.2, end_time: 4.2 },
          { type: 'punctuation', content: '.', confidence: 1, is_eos: true, start_time: 4.2, end_time: 4.2 },
        ],
        delimiter: ' ',
        direction: 'left-to-right',
        language: 'en',
        channel: 'left',
        speaker: 'S1',
        latency: 5,
      },
    });
  });

  it('leaves out what is not known', () => {
    const { hear } = setUp();
    const made = hear(final('hello', 0, 1));
    assert.deepEqual(Object.keys(made?.transcript ?? {}).sort(), [
      'delimiter',
      'end_time',
      'id',
      'language',
      'latency',
      'results',
      'session',
      'start_time',
      'stream',
      'time',
    ]);
  });

  it('gives a partial the id of the final that it becomes, and its words beyond it the next', () => {
    const { hear } = setUp();
    const ids = [
      hear(partial('a', 0, 1)),
      hear(partial('a b c', 0, 3)),
      hear(final('a b', 0, 2)),
      hear(partial('c', 2, 3)),
      hear(final('c', 2, 3)),
      hear(partial('d', 3, 4)),
    ].map(number);
    assert.deepEqual(ids, ['stream-1', 'stream-1', 'stream-1', 'stream-2', 'stream-2', 'stream-3']);
  });

  it('sends no empty final, and does not count it', () => {
    const { hear } = setUp();
    assert.equal(hear(empty('AddTranscript', 0, 1)), undefined);
    assert.equal(hear(empty('AddPartialTranscript', 0, 1)), undefined);
    assert.equal(number(hear(final('a', 1, 2))), 'stream-1');
  });

  it('takes a partial back that became void by silence, once', () => {
    const { hear } = setUp();
    hear(partial('a', 0, 1));
    const back = hear(empty('AddPartialTranscript', 0, 2));
    assert.deepEqual([back?.payload, back?.partial, number(back)], ['', true, 'stream-1']);
    assert.deepEqual(back?.transcript.results, []);
    assert.equal(back?.transcript.session, 'session');
    assert.equal(hear(empty('AddPartialTranscript', 0, 3)), undefined);

    hear(partial('a', 3, 4));
    assert.equal(hear(empty('AddTranscript', 0, 5))?.payload, '');
    assert.equal(hear(empty('AddTranscript', 5, 6)), undefined);
  });

  it('does not take back words that a final leaves standing', () => {
    const { transcripts, hear } = setUp();
    hear(partial('a b', 0, 2));
    assert.equal(hear(empty('AddTranscript', 0, 0.5)), undefined);
    assert.equal(hear(final('a', 0, 1))?.payload, 'a');
    assert.equal(transcripts.takeBack()?.payload, '');
    assert.equal(transcripts.takeBack(), undefined);
  });

  it('has nothing to take back once a final has come for all that was shown', () => {
    const { transcripts, hear } = setUp();
    hear(partial('a b', 0, 2.1));
    hear(final('a b', 0, 2));
    assert.equal(transcripts.takeBack(), undefined);
  });

  it('places each word by its own time when audio was dropped in between', () => {
    const times = new TimeMap();
    times.note(0, 1);
    times.note(5, 1);
    const made = setUp(times).hear(final('a b', 0, 2));
    assert.deepEqual(
      made?.transcript.results.map(({ start_time, end_time }) => [start_time, end_time]),
      [
        [0, 1],
        [5, 6],
      ],
    );
    assert.deepEqual([made?.transcript.start_time, made?.transcript.end_time], [0, 6]);
  });

  it('tells the latency from the arrival of the last word, and never less than nothing', () => {
    const { hear } = setUp();
    assert.equal(hear(final('a', 2, 3))?.transcript.latency, 7);
    assert.equal(hear(final('a', 9, 99))?.transcript.latency, 0);
    const early = new Transcripts('stream', new ArrivalTimes(), CLOCK);
    const { latency, time } = early.transcript(final('a', 0, 1), source, new TimeMap())!.transcript;
    assert.deepEqual([latency, time], [0, DATE]);
  });

  it('knows up to where it heard, empty finals included', () => {
    const { transcripts, hear } = setUp();
    assert.equal(transcripts.heardUntil, 0);
    hear(empty('AddTranscript', 0, 4));
    hear(partial('a', 4, 5));
    hear(final('a', 4, 4.5));
    assert.equal(transcripts.heardUntil, 5);
  });

  it('makes messages of translations, with the id of the final before them', () => {
    const { transcripts, hear } = setUp();
    hear(final('hello', 0, 1));
    const times = new TimeMap();
    times.note(1, 60);
    const translation = {
      message: 'AddTranslation' as const,
      language: 'de',
      results: [{ content: 'Hallo.', start_time: 0, end_time: 1, speaker: 'S1' }],
    };
    const made = transcripts.translation(translation, source, times);
    const { id, start_time, end_time, language, speaker } = made!.transcript;
    assert.deepEqual(
      { payload: made!.payload, partial: made!.partial, id, start_time, end_time, language, speaker },
      { payload: 'Hallo.', partial: false, id: 'stream-1', start_time: 1, end_time: 2, language: 'de', speaker: 'S1' },
    );
    const next = transcripts.translation({ ...translation, message: 'AddPartialTranslation' }, source, times);
    assert.deepEqual([next?.partial, number(next)], [true, 'stream-2']);
    assert.equal(transcripts.translation({ ...translation, results: [] }, source, times), undefined);
  });
});
