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

  describe('on this machine', () => {
    const own = Object.getOwnPropertyDescriptor(process, 'report')!;
    const expected = process.platform === 'linux' ? undefined : nativeTarget();
    afterEach(() => Object.defineProperty(process, 'report', own));

    for (const [what, report] of [
      ['there is no report', undefined],
      ['it tells of no C library of GNU', { getReport: () => ({ header: {} }) }],
      ['it tells nothing', { getReport: () => ({}) }],
      [
        'it fails',
        {
          getReport: () => {
            throw new Error('not permitted');
          },
        },
      ],
    ] as const) {
      it(`knows none where Node.js cannot say that the C library is the right one: ${what}`, () => {
        Object.defineProperty(process, 'report', { configurable: true, value: report });
        assert.equal(nativeTarget(), expected);
      });
    }

    it('leaves the settings of reports as they were', () => {
      for (const excludeNetwork of [true, false]) {
        const report = { excludeNetwork, getReport: () => ({}) };
        Object.defineProperty(process, 'report', { configurable: true, value: report });
        nativeTarget();
        assert.equal(report.excludeNetwork, excludeNetwork);
      }
    });
  });
});
