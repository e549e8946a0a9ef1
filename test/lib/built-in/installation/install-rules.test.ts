import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import fc from 'fast-check';
import { refusalOf } from '../../../../nodes/lib/built-in/installation/install-rules';

/** How Node-RED itself reads its lists. */
const nodeRed = createRequire(require.resolve('node-red'))('@node-red/registry/lib/util.js') as {
  parseModuleList(list: string[] | undefined): object[];
  checkModuleAllowed(name: string, version: string, allowed: object[], denied: object[]): boolean;
};

describe('the rules of Node-RED for installing', () => {
  for (const settings of [undefined, {}, { modules: {} }, { modules: { allowInstall: true } }, 7, { modules: 7 }]) {
    it(`allow it if nothing is said: ${JSON.stringify(settings)}`, () => {
      assert.equal(refusalOf('onnxruntime-web', '1.22.0', settings), undefined);
    });
  }

  it('name the setting that forbids it', () => {
    const refusal = (modules: object): string => String(refusalOf('onnxruntime-web', '1.22.0', { modules }));
    assert.match(refusal({ allowInstall: false }), /modules\.allowInstall is false/);
    assert.match(refusal({ denyList: ['*'] }), /denyList forbids onnxruntime-web/);
    assert.match(refusal({ allowList: ['other'] }), /allowList lacks onnxruntime-web/);
    assert.equal(refusalOf('a', '1.0.0', { palette: { allowInstall: false } }), undefined);
  });

  it('are those of Node-RED for any lists', () => {
    const names = ['onnxruntime-web', '@usefulsensors/moonshine-js', 'a.b', 'axb'];
    const version = '1.22.0';
    const pattern = fc.constantFrom('*', 'onnx*', '*-web', '@usefulsensors/*', '@*', 'a.b', 'onnxruntime-web', 'x');
    const rule = fc.oneof(
      pattern,
      pattern.map((name) => `${name}@1.22.0`),
      pattern.map((name) => `${name}@1.0.0`),
    );
    const list = fc.option(fc.array(rule, { maxLength: 4 }), { nil: undefined });
    fc.assert(
      fc.property(list, list, fc.constantFrom(...names), (allowList, denyList, name) => {
        const isListed = allowList !== undefined || denyList !== undefined;
        const [allowed, denied] = [allowList, denyList].map((each) => nodeRed.parseModuleList(each));
        const expected = !isListed || nodeRed.checkModuleAllowed(name, version, allowed!, denied!);
        assert.equal(refusalOf(name, version, { modules: { allowList, denyList } }) === undefined, expected);
      }),
    );
  });
});
