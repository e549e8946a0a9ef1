import assert from 'node:assert/strict';
import fc from 'fast-check';
import { SettingsError } from '../../../nodes/lib/settings/settings-error';
import { readHeaders, readServer, readTls } from '../../../nodes/lib/appliance/appliance-settings';
import { readText } from '../../../nodes/lib/settings/read-setting';
import { CodedError } from '../../../nodes/lib/errors/coded-error';
import { storedValue } from '../../support/hostile-messages';

describe('appliance/appliance-settings', () => {
  it('know two servers, and take the built-in one where nothing is stored', () => {
    for (const stored of [undefined, '', 'built-in']) assert.equal(readServer(stored), 'built-in');
    assert.equal(readServer('url'), 'url');
    for (const stored of ['URL', 'remote', 1, {}, '__proto__']) {
      assert.throws(() => readServer(stored), { code: 'invalid_setting', message: /server/ });
    }
    assert.throws(() => readServer('${SERVER}'), { code: 'unset_variable' });
  });

  it('take a number for the text that it is', () => {
    assert.equal(readText(9000, 'url'), '9000');
    assert.equal(readText(undefined, 'url'), '');
    assert.throws(() => readText({}, 'url'), { code: 'invalid_setting', message: /url/ });
  });

  it('have headers that are an object of texts', () => {
    assert.deepEqual(readHeaders('{"a": "b"}'), { a: 'b' });
    for (const stored of [1, true, ['a'], 'a', '[1]', 'null', { a: 1 }, { a: ['b'] }, { a: null }]) {
      assert.throws(() => readHeaders(stored), { code: 'invalid_setting', message: /headers/ });
    }
  });

  it('name a TLS configuration, and nothing else', () => {
    const nodes: Record<string, object> = {
      tls: { type: 'tls-config', addTLSOptions: (options: object) => ({ ...options, ca: 'pem' }) },
      other: { type: 'mqtt-broker', addTLSOptions: () => ({ ca: 'other' }) },
    };
    const find = (id: string): unknown => nodes[id];
    assert.deepEqual(readTls('tls', find), { ca: 'pem' });
    assert.equal(readTls('', find), undefined);
    assert.throws(() => readTls('other', find), { code: 'invalid_setting', message: /another type/ });
    for (const id of ['gone', '__proto__', 'constructor', 'toString']) {
      assert.throws(() => readTls(id, find), { code: 'tls_missing' });
    }
    assert.throws(() => readTls({}, find), { code: 'invalid_setting' });
  });

  it('are anything that may be stored, or say what is wrong with it', () => {
    const readers = [
      readServer,
      readHeaders,
      (stored: unknown) => readText(stored, 'url'),
      (stored: unknown) => readTls(stored, (id) => ({})[id]),
    ];
    fc.assert(
      fc.property(storedValue, fc.constantFrom(...readers), (stored, read) => {
        try {
          read(stored);
        } catch (error) {
          assert.ok(error instanceof SettingsError || error instanceof CodedError, String(error));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
