import assert from 'node:assert/strict';
import { ArrivalTimes } from '../../../../nodes/lib/stream/audio/arrival-times';

describe('stream/audio/arrival-times', () => {
  it('knows nothing before there is audio', () => {
    assert.equal(new ArrivalTimes().at(0), undefined);
  });

  it('tells when the audio at a time came in; beyond the end it is the latest', () => {
    const arrivals = new ArrivalTimes();
    arrivals.note(1, 5000);
    arrivals.note(2, 6000);
    assert.deepEqual(
      [0, 0.5, 1, 1.001, 2, 9].map((time) => arrivals.at(time)),
      [5000, 5000, 5000, 6000, 6000, 6000],
    );
  });

  it('forgets what lies before a time, but not the stretch in which the time lies', () => {
    const arrivals = new ArrivalTimes();
    for (let second = 1; second <= 5; second += 1) arrivals.note(second, second * 1000);
    arrivals.forgetBefore(3.5);
    assert.equal(arrivals.at(0), 4000);
    assert.equal(arrivals.at(3.2), 4000);
    assert.equal(arrivals.at(4.5), 5000);
    arrivals.forgetBefore(99);
    assert.equal(arrivals.at(4.5), 5000);
  });

  it('keeps the latest arrival of audio without a length', () => {
    const arrivals = new ArrivalTimes();
    arrivals.note(0, 5000);
    arrivals.note(0, 6000);
    assert.equal(arrivals.at(0), 6000);
    assert.equal(arrivals.at(3), 6000);
  });

  it('is quick for many pieces that came at once, and for years without a final', () => {
    const arrivals = new ArrivalTimes();
    for (let piece = 1; piece <= 200_000; piece += 1) arrivals.note(piece / 10, 1);
    assert.equal(arrivals.at(19_999), 1);
    for (let piece = 1; piece <= 50_000; piece += 1) arrivals.note(20_000 + piece, piece);
    assert.equal(arrivals.at(70_000), 50_000);
    assert.equal(arrivals.at(0), 50_000 - 36_000 + 1);
  });
});
