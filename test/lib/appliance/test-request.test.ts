import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Access, accessFor, type Deployed, readTestRequest } from '../../../nodes/lib/appliance/test-request';
import { CodedError } from '../../../nodes/lib/errors/coded-error';
import { storedValue } from '../../support/hostile-messages';

describe('appliance/test-request', () => {
  describe('readTestRequest', () => {
    it('takes what the dialog holds, without spaces around it', () => {
      const body = { id: 'a', server: 'url', url: ' wss://h/v2 ', tls: '', headers: { a: 'b' }, language: '' };
      assert.deepEqual(readTestRequest(body), {
        id: 'a',
        server: 'url',
        url: 'wss://h/v2',
        tls: '',
        headers: { a: 'b' },
        token: undefined,
        secretHeaders: undefined,
        language: '',
      });
      assert.equal(readTestRequest({ server: 'built-in', token: '' }).token, '');
    });

    it('refuses what is missing or of another type, and names it', () => {
      const refused: [body: unknown, named: RegExp][] = [
        [undefined, /JSON/],
        [null, /JSON/],
        ['text', /JSON/],
        [['url'], /JSON/],
        [{}, /"server"/],
        [{ server: 'anything' }, /"server"/],
        [{ server: 'url' }, /"url" is missing/],
        [{ server: 'url', url: 1 }, /"url"/],
        [{ server: 'built-in', id: {} }, /"id"/],
        [{ server: 'built-in', language: null }, /"language"/],
        [{ server: 'url', url: '', tls: 1 }, /"tls"/],
        [{ server: 'url', url: '', token: ['a'] }, /"token"/],
        [{ server: 'url', url: 'w'.repeat(100_000) }, /"url".*at most/],
      ];
      for (const [body, message] of refused) {
        assert.throws(() => readTestRequest(body), { code: 'invalid_request', message });
      }
    });

    it('takes any JSON, or says what is wrong with it', () => {
      const names = ['id', 'server', 'url', 'tls', 'headers', 'token', 'secretHeaders', 'language', '__proto__'];
      const body = fc.dictionary(fc.constantFrom(...names), storedValue);
      fc.assert(
        fc.property(fc.oneof(storedValue, body), (value) => {
          try {
            readTestRequest(value);
          } catch (error) {
            assert.ok(error instanceof CodedError && error.code === 'invalid_request', String(error));
          }
        }),
      );
    });
  });

  describe('accessFor', () => {
    const nothing: Access = { url: '', headers: '', token: undefined, secretHeaders: undefined };
    const access = { url: 'wss://stored/v2', headers: '', token: 'secret', secretHeaders: '{"x": "y"}' };
    const plain: Deployed = { stored: access, resolved: access };
    const to = (url: string, more: Partial<Access> = {}): Access => ({ ...nothing, url, ...more });

    it('is what was typed, even if it is none', () => {
      const typed = to('wss://other/v2', { token: 'typed', secretHeaders: '{}' });
      assert.deepEqual(accessFor(typed, plain), typed);
      const none = to('wss://stored/v2', { token: '', secretHeaders: '' });
      assert.deepEqual(accessFor(none, plain), to('wss://stored/v2'));
    });

    it('has the stored secrets for the stored address', () => {
      const { token, secretHeaders } = accessFor(to(' wss://stored/v2'), plain);
      assert.deepEqual([token, secretHeaders], ['secret', '{"x": "y"}']);
    });

    it('never has them for another address', () => {
      for (const url of ['wss://other/v2', 'ws://stored/v2', 'wss://stored:9000/v2', 'wss://stored/v2/en', '']) {
        assert.throws(() => accessFor(to(url), plain), { code: 'token_needed' });
        assert.throws(() => accessFor(to(url, { token: 'typed' }), plain), { code: 'headers_needed' });
      }
    });

    it('has none where none is stored', () => {
      const typed = to('wss://other/v2');
      const stored = { ...access, token: undefined, secretHeaders: undefined };
      assert.deepEqual(accessFor(typed, { stored, resolved: stored }), typed);
      assert.deepEqual(accessFor(typed, undefined), typed);
    });

    describe('looks up environment variables', () => {
      const stored = { url: '${URL}', headers: { a: '${A}' }, token: '${TOKEN}', secretHeaders: '${HEADERS}' };
      const resolved = { url: 'wss://stored/v2', headers: { a: 'A' }, token: 'secret', secretHeaders: '{"x": "y"}' };
      const deployed = { stored, resolved };

      it('as they are deployed', () => {
        assert.deepEqual(accessFor({ ...stored }, deployed), resolved);
        assert.deepEqual(accessFor({ ...stored, url: resolved.url }, deployed), resolved);
      });

      it('nowhere else', () => {
        const others: Access[] = [
          { ...stored, url: '${OTHER}' },
          { ...stored, url: 'wss://other/v2' },
          { ...stored, url: 'wss://other/v2?${URL}' },
          { ...stored, headers: { b: '${A}' } },
          { ...stored, headers: ['${A}'] },
          { ...stored, headers: '${A}' },
          { ...stored, token: '${OTHER}' },
          { ...stored, secretHeaders: '{"x": "${A}"}' },
        ];
        for (const typed of others) {
          assert.throws(() => accessFor(typed, deployed), { code: 'variable_not_deployed', message: /Deploy first/ });
          assert.throws(() => accessFor(typed, undefined), { code: 'variable_not_deployed' });
        }
      });
    });
  });
});
