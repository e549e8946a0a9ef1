import assert from 'node:assert/strict';
import { readRequest } from '../../../nodes/lib/source/source-request';
import { readPlace } from '../../../nodes/lib/source/source-settings';

const microphone = readPlace({ source: 'microphone' });

describe('a request to an audio source', () => {
  it('is read in any case, from the action or, without one, from the payload', () => {
    const spellings: [spelled: string, action: string][] = [
      ['start', 'start'],
      ['Stop', 'stop'],
      ['PAUSE', 'pause'],
      [' resume ', 'start'],
    ];
    for (const [spelled, action] of spellings) {
      for (const message of [{ action: spelled }, { payload: spelled }, { payload: { action: spelled } }]) {
        assert.deepEqual(readRequest(message, microphone), { action }, JSON.stringify(message));
      }
    }
    assert.deepEqual(readRequest({ action: 'pause', payload: 'stop' }, microphone), { action: 'pause' });
  });

  it('follows a switch, and is a start for any other payload', () => {
    assert.deepEqual(readRequest({ payload: false }, microphone), { action: 'stop' });
    for (const payload of [true, 1790000000000, '', 'any', null, undefined, {}, [], Buffer.from('stop')]) {
      assert.deepEqual(readRequest({ payload }, microphone), { action: 'start' });
    }
    assert.throws(() => readRequest({ action: 'stop it', payload: true }, microphone), { code: 'unknown_action' });
    assert.throws(() => readRequest({ payload: { action: 7 } }, microphone), { code: 'unknown_action' });
  });
});
