import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  checkPackages,
  installCommand,
  locateRecogniser,
  readModel,
  recogniserPackages,
  RecogniserPackagesError,
} from '../../../nodes/lib/built-in/packages';
import { temporaryFolder } from '../../support/temporary-folder';

describe('built-in/packages', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => {
    folder.remove();
  });

  function install(name: string, version: string, under = folder.path): string {
    const path = join(under, 'node_modules', name);
    mkdirSync(path, { recursive: true });
    writeFileSync(join(path, 'package.json'), JSON.stringify({ name, version }));
    return path;
  }

  function installAll(): void {
    for (const [name, version] of Object.entries(recogniserPackages)) install(name, version);
  }

  function refusal(code: string, ...texts: string[]): (error: unknown) => boolean {
    return (error) => {
      assert.ok(error instanceof RecogniserPackagesError);
      assert.equal(error.code, code);
      for (const text of [...texts, installCommand]) assert.ok(error.message.includes(text), error.message);
      return true;
    };
  }

  it('pins exact versions in one command', () => {
    assert.match(installCommand, /^npm install --save-exact( @?[\w/.-]+@\d+\.\d+\.\d+){4}$/);
  });

  it('finds the packages from a folder below them', () => {
    installAll();
    const below = join(folder.path, 'node_modules', 'some-node', 'dist');
    mkdirSync(below, { recursive: true });
    const paths = locateRecogniser([below]);
    assert.equal(paths.models, join(folder.path, 'node_modules', '@usefulsensors/moonshine-js'));
    assert.ok(paths.runtime.startsWith(join(folder.path, 'node_modules', 'onnxruntime-web')));
    assert.ok(paths.tokenizer.startsWith(join(folder.path, 'node_modules', 'llama-tokenizer-js')));
  });

  it('finds those of this repository', () => {
    checkPackages();
  });

  it('names what is missing', () => {
    install('onnxruntime-web', '1.22.0');
    assert.throws(
      () => locateRecogniser([folder.path]),
      refusal('recogniser_missing', '@usefulsensors/moonshine-js', 'llama-tokenizer-js'),
    );
  });

  it('names what has the wrong version', () => {
    installAll();
    install('onnxruntime-web', '1.20.1');
    assert.throws(
      () => locateRecogniser([folder.path]),
      refusal('recogniser_wrong_version', 'onnxruntime-web is 1.20.1, not 1.22.0'),
    );
  });

  it('takes a right version that is behind a wrong one', () => {
    installAll();
    const inner = join(folder.path, 'inner');
    install('onnxruntime-web', '1.20.1', inner);
    assert.ok(locateRecogniser([inner]).runtime.startsWith(join(folder.path, 'node_modules')));
  });

  it('takes a package.json that cannot be read for a wrong version', () => {
    installAll();
    writeFileSync(join(install('onnxruntime-web', '1.22.0'), 'package.json'), '{');
    assert.throws(() => locateRecogniser([folder.path]), refusal('recogniser_wrong_version', 'unreadable'));
  });

  it('names a model file that is missing or changed, and the folder that is to go', async () => {
    installAll();
    const paths = locateRecogniser([folder.path]);
    await assert.rejects(
      readModel(paths, 'tiny'),
      refusal('recogniser_damaged', 'encoder_model.onnx', 'ENOENT', `Remove the folder ${paths.models}`),
    );
    const models = join(paths.models, 'dist/model/tiny/quantized');
    mkdirSync(models, { recursive: true });
    writeFileSync(join(models, 'encoder_model.onnx'), 'something else');
    await assert.rejects(readModel(paths, 'tiny'), refusal('recogniser_damaged', 'not the file that was published'));
  });
});
