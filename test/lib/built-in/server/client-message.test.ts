import assert from 'node:assert/strict';
import { readClientMessage } from '../../../../nodes/lib/built-in/server/client-message';

describe('built-in/server/client-message', () => {
  it('refuses what is nested too deep before it is read', () => {
    const deep = (levels: number): string =>
      `{"message":"StartRecognition","a":${'['.repeat(levels)}${']'.repeat(levels)}}`;
    assert.equal(readClientMessage(deep(20)).message, 'StartRecognition');
    assert.throws(() => readClientMessage(deep(1_000_000)), { type: 'invalid_message', message: /64 levels/ });
  });
});
