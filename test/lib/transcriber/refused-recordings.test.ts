import assert from 'node:assert/strict';
import { RefusedRecordings } from '../../../nodes/lib/transcriber/refused-recordings';
import { CodedError } from '../../../nodes/lib/errors/coded-error';
import { VirtualTime } from '../../support/virtual-time';

describe('transcriber/refused-recordings', () => {
  const reason = new CodedError('unsupported_audio', 'no');
  const part = (id: string) => ({ parts: { id, index: 3 } });

  it('refuses the parts of a recording, and no other', () => {
    const refused = new RefusedRecordings(new VirtualTime().clock);
    assert.equal(refused.reasonFor(part('a')), undefined);
    refused.add(part('a'), reason);
    assert.equal(refused.reasonFor(part('a')), reason);
    assert.equal(refused.reasonFor(part('b')), undefined);
    assert.equal(refused.reasonFor({}), undefined);
  });

  it('does not remember what is no part, or a part without a name', () => {
    const refused = new RefusedRecordings(new VirtualTime().clock);
    for (const message of [{}, { parts: null }, { parts: {} }, { parts: 'x' }]) {
      refused.add(message, reason);
      assert.equal(refused.reasonFor(message), undefined);
    }
  });

  it('takes what still comes after a minute for another stream', async () => {
    const time = new VirtualTime();
    const refused = new RefusedRecordings(time.clock);
    refused.add(part('a'), reason);
    await time.advance(59_900);
    assert.equal(refused.reasonFor(part('a')), reason);
    await time.advance(100);
    assert.equal(refused.reasonFor(part('a')), undefined);
  });
});
