import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MoonshineModel } from '../../../../nodes/lib/built-in/recogniser/moonshine/model';
import { EngineChoice } from '../../../../nodes/lib/built-in/recogniser/engine/engine-choice';
import { nativeTarget } from '../../../../nodes/lib/built-in/recogniser/engine/native-target';
import { loadWasmEngine } from '../../../../nodes/lib/built-in/recogniser/engine/wasm-engine';
import {
  checkPackages,
  commandFor,
  installCommand,
  locateRecogniser,
  packagesFor,
  recogniserPackages,
  RecogniserPackagesError,
  type RecogniserPaths,
} from '../../../../nodes/lib/built-in/recogniser/packages';
import {
  checkTokenizer,
  checkWasmEngine,
  readModel,
  readVoiceModel,
} from '../../../../nodes/lib/built-in/recogniser/published-files';
import { SileroModel } from '../../../../nodes/lib/built-in/recogniser/silero/model';
import { temporaryFolder } from '../../../../dev/temporary-folder';

describe('built-in/recogniser/packages', () => {
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
    assert.match(commandFor(packagesFor(false)), /^npm install --save-exact( @?[\w/.-]+@\d+\.\d+\.\d+){4}$/);
    assert.match(commandFor(packagesFor(true)), /^npm install --save-exact( @?[\w/.-]+@\d+\.\d+\.\d+){5}$/);
    assert.equal(installCommand, commandFor(packagesFor(nativeTarget() !== undefined)));
  });

  it('finds the packages from a folder below them', () => {
    installAll();
    const below = join(folder.path, 'node_modules', 'some-node', 'dist');
    mkdirSync(below, { recursive: true });
    const paths = locateRecogniser([below]);
    assert.equal(paths.models, join(folder.path, 'node_modules', '@usefulsensors/moonshine-js'));
    assert.ok(paths.engines.wasm.startsWith(join(folder.path, 'node_modules', 'onnxruntime-web')));
    assert.ok(paths.tokenizer.startsWith(join(folder.path, 'node_modules', 'llama-tokenizer-js')));
  });

  it('finds those of this repository', () => {
    checkPackages();
    assert.equal(locateRecogniser().engines.native !== undefined, nativeTarget() !== undefined);
  });

  it('does without a native engine that is missing, or of another version that somebody else needs', () => {
    for (const [name, version] of Object.entries(packagesFor(false))) install(name, version);
    assert.equal(locateRecogniser([folder.path]).engines.native, undefined);
    install('onnxruntime-node', '1.22.0');
    assert.equal(locateRecogniser([folder.path]).engines.native, undefined);
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
    assert.ok(locateRecogniser([inner]).engines.wasm.startsWith(join(folder.path, 'node_modules')));
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

  describe('of the engine and the tokenizer', () => {
    const published = locateRecogniser();
    const target = nativeTarget();
    const ran = globalThis as { damagedRan?: true };

    /** A copy of the packages, in which a file of one of them is another. */
    function copyWith(name: string, file: string, content = 'globalThis.damagedRan = true;'): RecogniserPaths {
      installAll();
      const modules = join(folder.path, 'node_modules');
      for (const copied of PACKAGES) {
        const from = join(dirname(published.engines.wasm), copied);
        const files = FILES.filter(([owner]) => owner === copied).flatMap(([, ...names]) => names);
        for (const path of ['package.json', ...files])
          cpSync(join(from, path), join(modules, copied, path), { recursive: true });
      }
      writeFileSync(join(modules, name, file), content);
      return locateRecogniser([folder.path]);
    }

    const PACKAGES = ['onnxruntime-web', 'onnxruntime-common', 'llama-tokenizer-js', 'onnxruntime-node'];
    const FILES = [
      [
        'onnxruntime-web',
        ...['ort.node.min.js', 'ort-wasm-simd-threaded.mjs', 'ort-wasm-simd-threaded.wasm'].map(
          (name) => `dist/${name}`,
        ),
      ],
      ['onnxruntime-common', 'dist/cjs'],
      ['llama-tokenizer-js', 'llama-tokenizer.js'],
      ['onnxruntime-node', 'dist', 'bin', 'node_modules'],
    ] as const;

    afterEach(() => {
      delete ran.damagedRan;
    });

    it('takes what was published', async () => {
      const { module, wasm } = await checkWasmEngine(published);
      assert.match(module, /ort\.node\.min\.js$/);
      assert.ok(wasm.length > 10_000_000);
      assert.match(await checkTokenizer(published), /llama-tokenizer\.js$/);
      const copy = copyWith('onnxruntime-web', 'README.md');
      await checkWasmEngine(copy);
      await checkTokenizer(copy);
    });

    for (const [name, file] of [
      ['onnxruntime-web', 'dist/ort.node.min.js'],
      ['onnxruntime-web', 'dist/ort-wasm-simd-threaded.mjs'],
      ['onnxruntime-web', 'dist/ort-wasm-simd-threaded.wasm'],
      ['onnxruntime-common', 'dist/cjs/index.js'],
      ['onnxruntime-common', 'dist/cjs/one-more.js'],
    ] as const) {
      it(`runs nothing of an engine that was changed: ${name}/${file}`, async () => {
        const paths = copyWith(name, file);
        await assert.rejects(loadWasmEngine(paths), refusal('recogniser_damaged', 'published', name));
        const engines = new EngineChoice('wasm');
        await assert.rejects(
          engines.load(paths, (engine) => SileroModel.load(paths, engine)),
          { code: 'recogniser_damaged', retryable: false },
        );
        assert.equal(ran.damagedRan, undefined);
      });
    }

    if (target) {
      const binary = `bin/napi-v3/${target}/onnxruntime_binding.node`;
      for (const file of [
        'dist/index.js',
        'dist/binding.js',
        'node_modules/onnxruntime-common/dist/cjs/index.js',
        binary,
      ]) {
        it(`runs nothing of a native engine that was changed, but goes on with WASM and says so once: ${file}`, async () => {
          const paths = copyWith('onnxruntime-node', file);
          const reasons: string[] = [];
          const engines = new EngineChoice('native', (reason) => reasons.push(reason));
          const load = (): Promise<string> => engines.load(paths, (engine) => Promise.resolve(engine.name));
          assert.deepEqual(await Promise.all([load(), load()]), ['wasm', 'wasm']);
          assert.equal(await load(), 'wasm');
          assert.equal(reasons.length, 1);
          assert.match(reasons[0]!, /not (the file that|what) was published/);
          assert.equal(ran.damagedRan, undefined);
        });
      }

      it('leaves the native engine alone after it failed in the midst of its work, and says so once', async () => {
        const reasons: string[] = [];
        const engines = new EngineChoice('native', (reason) => reasons.push(reason));
        const file = await readVoiceModel(published);
        const model = await engines.load(published, (engine) => engine.load(file));
        assert.equal(engines.current, 'native');
        for (const attempt of [1, 2]) await assert.rejects(model.run({}), `attempt ${attempt}`);
        await model.release();
        assert.equal(reasons.length, 1);
        assert.equal(engines.current, 'wasm');
        assert.equal(await engines.load(published, (engine) => Promise.resolve(engine.name)), 'wasm');
      });

      it('loads a model into WASM that the native engine refuses, and says so once', async () => {
        const reasons: string[] = [];
        const engines = new EngineChoice('native', (reason) => reasons.push(reason));
        const load = (): Promise<string> =>
          engines.load(published, ({ name }) =>
            name === 'native' ? Promise.reject(new Error('unknown operator\nat ...')) : Promise.resolve(name),
          );
        assert.deepEqual([await load(), await load()], ['wasm', 'wasm']);
        assert.deepEqual(reasons, ['unknown operator']);
        assert.equal(engines.current, 'wasm');
      });
    }

    it('runs nothing of a tokenizer that was changed', async () => {
      const paths = copyWith('llama-tokenizer-js', 'llama-tokenizer.js');
      const engine = await loadWasmEngine(published);
      await assert.rejects(
        MoonshineModel.load(paths, 'tiny', engine),
        refusal('recogniser_damaged', 'llama-tokenizer.js'),
      );
      assert.equal(ran.damagedRan, undefined);
    });
  });
});
