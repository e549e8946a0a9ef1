import assert from 'node:assert/strict';
import { DroppedAudio } from '../../../../nodes/lib/stream/audio/dropped-audio';
import { VirtualTime } from '../../../support/virtual-time';

describe('stream/audio/dropped-audio', () => {
  it('tells the beginning of an outage once', () => {
    const dropped = new DroppedAudio(new VirtualTime().clock);
    assert.equal(dropped.add({ seconds: 1, bytes: 10 }), true);
    assert.equal(dropped.add({ seconds: 1, bytes: 10 }), false);
  });

  it('tells the sum once, to the millisecond', () => {
    const dropped = new DroppedAudio(new VirtualTime().clock);
    assert.equal(dropped.take(), undefined);
    for (const seconds of [0.1, 0.2]) dropped.add({ seconds, bytes: 5 });
    assert.deepEqual(dropped.take(), { seconds: 0.3, bytes: 10 });
    assert.equal(dropped.take(), undefined);
    assert.equal(dropped.add({ seconds: 1, bytes: 1 }), true);
  });

  it('takes an outage for over when nothing was dropped for 5 s', async () => {
    const time = new VirtualTime();
    const dropped = new DroppedAudio(time.clock);
    assert.equal(dropped.takeWhenCalm(), undefined);
    dropped.add({ seconds: 1, bytes: 1 });
    await time.advance(4900);
    dropped.add({ seconds: 1, bytes: 1 });
    await time.advance(4900);
    assert.equal(dropped.takeWhenCalm(), undefined);
    await time.advance(100);
    assert.deepEqual(dropped.takeWhenCalm(), { seconds: 2, bytes: 2 });
  });
});
