import assert from 'node:assert/strict';
import { nativeTarget } from '../../../../../nodes/lib/built-in/recogniser/engine/native-target';

describe('built-in/recogniser/engine/native-target', () => {
  it('names the binaries that fit a machine', () => {
    for (const platform of ['linux', 'darwin', 'win32']) {
      for (const arch of ['x64', 'arm64']) {
        assert.equal(nativeTarget({ platform, arch, hasGlibc: platform === 'linux' }), `${platform}/${arch}`);
      }
    }
  });

  it('knows none for Alpine, 32 bits and other systems', () => {
    assert.equal(nativeTarget({ platform: 'linux', arch: 'x64', hasGlibc: false }), undefined);
    assert.equal(nativeTarget({ platform: 'linux', arch: 'arm', hasGlibc: true }), undefined);
    assert.equal(nativeTarget({ platform: 'win32', arch: 'ia32', hasGlibc: false }), undefined);
    assert.equal(nativeTarget({ platform: 'freebsd', arch: 'x64', hasGlibc: false }), undefined);
  });
});
