import assert from 'node:assert/strict';
import { redacted, redactor } from '../../../nodes/lib/speech-api/redact';

describe('speech-api/redact', () => {
  it('hides token, password, and the values of headers and of the query', () => {
    const hide = redactor({
      url: 'wss://ann:pass%20word@host/v2?key=query-secret',
      token: 'abcd',
      headers: { 'X-Key': 'header-secret' },
    });
    assert.equal(
      hide('abcd, pass%20word, pass word, query-secret, header-secret'),
      '[hidden], [hidden], [hidden], [hidden], [hidden]',
    );
  });

  it('leaves the words of the protocol alone that are the value of a header or of the query, too', () => {
    const message = { message: 'AudioEventStarted', type: 'word', event: { reason: 'en' } };
    const headers = { a: 'word', b: 'event', c: 'reason', d: 'en' };
    const hide = redactor({ url: 'wss://host/v2?mode=type', headers });
    assert.deepEqual(redacted(message, hide), message);
  });
});
