import assert from 'node:assert/strict';
import { RepeatedErrors } from '../../../nodes/lib/transcriber/repeated-errors';
import { VirtualTime } from '../../support/virtual-time';

describe('transcriber/repeated-errors', () => {
  it('tells the same refusal once, however long it goes on, and again after a while without', async () => {
    const time = new VirtualTime();
    const refusals = new RepeatedErrors(time.clock);
    const told: boolean[] = [];
    for (const wait of [0, 100, 4000, 4000, 5000]) {
      await time.advance(wait);
      told.push(refusals.isNews('text_not_audio'));
    }
    assert.deepEqual(told, [true, false, false, false, true]);
  });

  it('tells another refusal at once, and two that take turns once each', () => {
    const refusals = new RepeatedErrors(new VirtualTime().clock);
    const told = ['not_audio', 'text_not_audio', 'text_not_audio', 'not_audio'].map((code) => refusals.isNews(code));
    assert.deepEqual(told, [true, true, false, false]);
  });

  it('tells the same refusal once during a stream, however seldom it comes', async () => {
    const time = new VirtualTime();
    const refusals = new RepeatedErrors(time.clock);
    const [one, other] = [{}, {}];
    const told: boolean[] = [];
    for (const stream of [one, one, one, other, other, undefined]) {
      await time.advance(30_000);
      told.push(refusals.isNews('text_not_audio', stream));
    }
    assert.deepEqual(told, [true, false, false, true, false, true]);
  });
});
