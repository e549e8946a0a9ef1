import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { AddTranscript } from '../../../nodes/lib/speech-api/messages';
import { placedTime, placedTranscript, placedTranslation } from '../../../nodes/lib/stream/session-times';
import { final } from '../../support/behaviours';

const spansOf = ({ results, metadata }: AddTranscript) =>
  [...results, metadata].map(({ start_time, end_time }) => [start_time, end_time]);

describe('stream/session-times', () => {
  it('leaves what is right as it is', () => {
    const message = final('one two', 0, 1);
    assert.equal(placedTranscript(message, 1), message);
    assert.equal(placedTranscript(message, 500), message);
  });

  it('covers no more than was sent, and leaves words that end a little later', () => {
    assert.deepEqual(spansOf(placedTranscript(final('one', 0, 1), 0.9)), [
      [0, 1],
      [0, 0.9],
    ]);
  });

  it('covers up to the last word where the end can not be right', () => {
    const message = final('one two', 0, 0.4);
    for (const end_time of [400, 1e300]) {
      const wrong = { ...message, metadata: { ...message.metadata, end_time } };
      assert.deepEqual(spansOf(placedTranscript(wrong, 5)).at(-1), [0, 0.4]);
      assert.deepEqual(spansOf(placedTranscript({ ...wrong, results: [] }, 5)), [[0, 0]]);
    }
  });

  it('ends a word where it begins if its end can not be right, and puts one behind the last if its place can not', () => {
    const message = final('one two', 0.2, 0.8);
    const placedWith = (spans: [number, number][]) =>
      spansOf(
        placedTranscript(
          { ...message, results: spans.map(([start_time, end_time]) => ({ type: 'word', start_time, end_time })) },
          300,
        ),
      ).slice(0, -1);
    assert.deepEqual(placedWith([[0.2, 400]]), [[0.2, 0.2]]);
    assert.deepEqual(placedWith([[0.2, 200]]), [[0.2, 0.2]], 'no word takes minutes');
    assert.deepEqual(placedWith([[0.6, 0.2]]), [[0.6, 0.6]]);
    assert.deepEqual(placedWith([[-3, -2]]), [[0, 0]]);
    assert.deepEqual(
      placedWith([
        [0.2, 0.5],
        [4000, 4001],
      ]),
      [
        [0.2, 0.5],
        [0.5, 0.5],
      ],
    );
  });

  it('does the same for translations and for single times', () => {
    const results = [{ content: 'eins', start_time: 0.2, end_time: 400 }];
    const placed = placedTranslation({ message: 'AddTranslation', language: 'de', results }, 5);
    assert.deepEqual(placed.results, [{ content: 'eins', start_time: 0.2, end_time: 0.2 }]);
    assert.deepEqual([placedTime(400, 5), placedTime(-1, 5), placedTime(3, 5)], [5, 0, 3]);
  });

  it('leaves no time outside the audio, whatever they were', () => {
    const time = fc.oneof(
      fc.double({ noNaN: true, noDefaultInfinity: true }),
      fc.double({ min: -2, max: 12, noNaN: true }),
    );
    const span = fc.record({ start_time: time, end_time: time });
    fc.assert(
      fc.property(fc.array(span), span, (spans, metadata) => {
        const message = { ...final('a', 0, 1), metadata: { ...metadata, transcript: '' } };
        const placed = placedTranscript({ ...message, results: spans.map((each) => ({ type: 'word', ...each })) }, 10);
        const [covered, ...rest] = spansOf(placed).reverse();
        for (const [start, end] of rest) assert.ok(start! >= 0 && end! >= start! && end! <= 11);
        assert.ok(covered![0]! >= 0 && covered![1]! >= covered![0]! && covered![1]! <= 10);
      }),
    );
  });
});
