import assert from 'node:assert/strict';
import { readTestRequest, tokenFor } from '../../../nodes/lib/stream/test-request';

describe('stream/test-request', () => {
  describe('readTestRequest', () => {
    it('takes what is text for what it is, and the rest for nothing', () => {
      const body = { id: 'a', server: 'url', url: ' wss://h/v2 ', tls: 1, headers: { a: 'b' }, language: null };
      assert.deepEqual(readTestRequest(body), {
        id: 'a',
        server: 'url',
        url: 'wss://h/v2',
        tls: '',
        headers: { a: 'b' },
        token: undefined,
        language: '',
      });
      assert.equal(readTestRequest({ token: '' }).token, '');
      assert.equal(readTestRequest({ server: 'anything' }).server, 'built-in');
    });

    it('refuses what is no object', () => {
      for (const body of [undefined, null, 'text', ['url']]) {
        assert.throws(() => readTestRequest(body), { code: 'invalid_request' });
      }
    });
  });

  describe('tokenFor', () => {
    const stored = { url: 'wss://stored/v2', token: 'secret' };

    it('is the one that was typed, even if it is none', () => {
      assert.equal(tokenFor('wss://other/v2', 'typed', stored), 'typed');
      assert.equal(tokenFor('wss://stored/v2', '', stored), undefined);
    });

    it('is the stored one for the stored address', () => {
      assert.equal(tokenFor(' wss://stored/v2', undefined, stored), 'secret');
    });

    it('is never the stored one for another address', () => {
      for (const url of ['wss://other/v2', 'ws://stored/v2', 'wss://stored:9000/v2', 'wss://stored/v2/en', '']) {
        assert.throws(() => tokenFor(url, undefined, stored), { code: 'token_needed' });
      }
    });

    it('is none where none is stored', () => {
      assert.equal(tokenFor('wss://other/v2', undefined, { ...stored, token: undefined }), undefined);
      assert.equal(tokenFor('wss://other/v2', undefined, undefined), undefined);
    });
  });
});
