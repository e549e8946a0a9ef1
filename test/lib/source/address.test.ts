import assert from 'node:assert/strict';
import fc from 'fast-check';
import { CodedError } from '../../../nodes/lib/errors/coded-error';
import { addressHider, kindOfUrl, readAddress, secretUrl } from '../../../nodes/lib/source/address';

describe('source/address', () => {
  it('takes the schemes of its kind only', () => {
    assert.equal(kindOfUrl('https://a/b'), 'url');
    assert.equal(kindOfUrl('RTSP://a/b'), 'rtsp');
    for (const other of ['file:///etc/passwd', 'concat:a|b', 'pipe:0', '/etc/passwd', 'data://x', '']) {
      assert.equal(kindOfUrl(other), undefined, other);
    }
    for (const wrong of ['file:///etc/passwd', 'rtsp://a', 'http://', 'http://a b', 'http://a\n-i', 'http://[', '']) {
      assert.throws(
        () => readAddress('url', wrong),
        (error) => error instanceof CodedError && error.code === 'invalid_url' && error.retryable === false,
        wrong,
      );
    }
  });

  it('puts name and password in for the program', () => {
    const address = readAddress('rtsp', 'rtsp://camera:554/live?key=abc', 'admin', 'p@ss/word');
    assert.equal(secretUrl(address), 'rtsp://admin:p%40ss%2Fword@camera:554/live?key=abc');
    const inside = readAddress('url', 'http://me:geheim%20es@host/x');
    assert.deepEqual([inside.user, inside.password, inside.url.href], ['me', 'geheim es', 'http://host/x']);
    assert.equal(secretUrl(readAddress('url', 'http://host/x')), 'http://host/x');
  });

  it('takes every password out of what a program says', () => {
    const secret = fc
      .string({ minLength: 4, maxLength: 20 })
      .filter((text) => text.trim() === text && !'[hidden]'.includes(text));
    fc.assert(
      fc.property(secret, fc.boolean(), (password, byUrl) => {
        const address = byUrl
          ? readAddress('rtsp', `rtsp://me:${encodeURIComponent(password)}@camera/x`)
          : readAddress('rtsp', 'rtsp://camera/x', 'me', password);
        const said = `[tcp] ${secretUrl(address)}: 401; user me, password ${password}`;
        const told = addressHider([address])(said);
        assert.ok(!told.includes(password) || said.replaceAll(password, '').includes(password), told);
        assert.ok(!told.includes(encodeURIComponent(password)), told);
      }),
    );
  });

  it('leaves ordinary words whole where a password is as short as a part of them', () => {
    const said = 'error in line 3';
    assert.equal(addressHider([readAddress('rtsp', 'rtsp://camera/x', 'me', 'ine')])(said), said);
    assert.equal(addressHider([readAddress('rtsp', 'rtsp://camera/x', 'me', 'line')])(said), 'error in [hidden] 3');
  });

  it('shows of an address that a program names its host only', () => {
    const hide = addressHider([readAddress('rtmp', 'rtmp://live.example.org/app/stream-key')]);
    assert.equal(hide('Failed rtmp://live.example.org/app/stream-key now'), 'Failed rtmp://live.example.org now');
    assert.equal(hide('redirect to http://a:b@other/path?token=x'), 'redirect to http://other');
    assert.ok(!hide('no stream-key').includes('stream-key'));
  });
});
