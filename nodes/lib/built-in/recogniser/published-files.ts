import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { EngineName } from './engine/inference-engine';
import type { NativeTarget } from './engine/native-target';
import { damaged, findPackage, type ModelSize, type RecogniserPaths } from './packages';

/** A file of a package, with its hash. */
interface PackageFile {
  /** Relative to the package's folder. */
  path: string;
  sha256: string;
}

const MODEL_FILES: Record<ModelSize, { encoder: PackageFile; decoder: PackageFile }> = {
  tiny: {
    encoder: {
      path: 'dist/model/tiny/quantized/encoder_model.onnx',
      sha256: 'c6fc4b7bc5af75c0591fd157a1f3829b533d18e9769a888fd95a62e470dd4f4a',
    },
    decoder: {
      path: 'dist/model/tiny/quantized/decoder_model_merged.onnx',
      sha256: 'eed87831c3a6103534aae7d47a5d485025c659a1323901513961c39fe8a1a367',
    },
  },
  base: {
    encoder: {
      path: 'dist/model/base/quantized/encoder_model.onnx',
      sha256: '1dd9ab0a7f987113d30affcba5a068d11c8f90fa0223caa3e491ade431ad9751',
    },
    decoder: {
      path: 'dist/model/base/quantized/decoder_model_merged.onnx',
      sha256: 'cc9f3cd6698a369c6008b41aa60aa3fb3322e7f03c9bdf19d8e6b7200afca4f3',
    },
  },
};

/** Version 6 takes hardly any hum, tone or music for voice; version 5, which is in the same package, takes many. */
const VOICE_MODEL_FILE: PackageFile = {
  path: 'dist/silero_vad_v6.onnx',
  sha256: '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3',
};

/** A folder of CommonJS modules, with the hash of their names and contents in alphabetical order. */
interface PackageFolder {
  folder: string;
  sha256: string;
}

/** The WASM engine: its interface, the loader, and the WebAssembly. */
const WASM_FILES: readonly [PackageFile, PackageFile, PackageFile] = [
  {
    path: 'dist/ort.node.min.js',
    sha256: 'd80c22dd00ef886f668e14554b035b2f8831463abd325d6167d3c07d5f5f1674',
  },
  {
    path: 'dist/ort-wasm-simd-threaded.mjs',
    sha256: '30dd851d9c00622940500f71ddd2ff8820c5cb65270816080175b958705385a8',
  },
  {
    path: 'dist/ort-wasm-simd-threaded.wasm',
    sha256: '71aef04959c5c1b6de461b6538e2058e306610034a85aad2742d0c7fd4533fe4',
  },
];

/** The native engine's interface; the first is the one to load. */
const NATIVE_FILES: readonly [PackageFile, ...PackageFile[]] = [
  { path: 'dist/index.js', sha256: '019eb02133b94b1f7fdf2d89eb93b590ce1288d271f7b280647fb3978e6391fa' },
  { path: 'dist/backend.js', sha256: 'd9e7141ca5f17582418cab911dc767a3275b7a507b68dc61a004a4a7ecad4eb1' },
  { path: 'dist/binding.js', sha256: 'db8ad92079741a4943893eeaf5b577fd057bac27d043035bebd819635cf75e23' },
  { path: 'dist/version.js', sha256: 'ad06482a8bd83a1aa9559120189f64a7e413a8772ae051eb77a3912097de9eef' },
];

/** The native engine's binaries by platform. */
const NATIVE_BINARIES: Readonly<Record<NativeTarget, Readonly<Record<string, string>>>> = {
  'linux/x64': {
    'onnxruntime_binding.node': 'c7aa956161a6908619afb74864a8801e650f9fa6962e4f59fc5f9b751c9b13c7',
    'libonnxruntime.so.1.17.0': 'e734a269546870b82d7b3a4324c57f5d5123560661cc0db223d268ffb56e507d',
  },
  'linux/arm64': {
    'onnxruntime_binding.node': 'd5b686915da924237c8a3214f5d153c102c12728a9f499a17a162817acbe3167',
    'libonnxruntime.so.1.17.0': 'c84a328bac2fd363418f130f93180044b0d9679cdf92b35ed72f7b07751ac085',
  },
  'darwin/x64': {
    'onnxruntime_binding.node': '26da00ca316ec7a7fbe30c93d45a7c35729fc02db60678bd6f5813ef00aa05c6',
    'libonnxruntime.1.17.0.dylib': '93180400150868c693d9e043016ca02ef4b4a7efa01b1f302ae429527817aebe',
  },
  'darwin/arm64': {
    'onnxruntime_binding.node': 'bc948a794ac33454080739ef5b608237056657479a4118bbdf21072c4e0cc8c9',
    'libonnxruntime.1.17.0.dylib': 'ef647a84fc267f442f9af55be10b8f3abe09a8dc35d49ea388099954068220dd',
  },
  'win32/x64': {
    'onnxruntime_binding.node': 'd690368890aaa1beffd547429c69af468973e1a13e5d6d68c53bc7cf633c7ce5',
    'onnxruntime.dll': '64d8e9723e066745157291ad534c935697aca679862b41b8cdef395ac8914329',
    'onnxruntime_providers_shared.dll': '61d191b456ac624e08bf5bfa474bbdaa6a48a75d2bcf3a8eb18a0d4680cba67b',
  },
  'win32/arm64': {
    'onnxruntime_binding.node': '3c38b4447da80e262b950542debdcd4061734498d1f1cbdadab5c9d20bfcb9db',
    'onnxruntime.dll': '3ee4c7a427c485ad3a7dd34a444646ee1a6210616d41be06f235d7d4ca6f9692',
    'onnxruntime_providers_shared.dll': '073674a636d173d25af0e66936fd58ae3d21b6bcc19fb96bc1c52efcee1db4e2',
  },
};

/** Dependency of all engines of the ONNX runtime. */
const COMMON_PACKAGE = 'onnxruntime-common';
const COMMON_MODULES: Readonly<Record<EngineName, PackageFolder>> = {
  wasm: { folder: 'dist/cjs', sha256: '54a35725608d47ff1e21f33c36993b2c61f1068a98863684615a579dabb49e23' },
  native: { folder: 'dist/cjs', sha256: '38495a1c9e1d1950928d5e0f1b65f1f0bdf8709ed88a7270e1427263b1a1a09d' },
};

const TOKENIZER_FILE: PackageFile = {
  path: 'llama-tokenizer.js',
  sha256: '34a7b9f7579d40486444590c37cba6564ef40c3dd98ecdfc2f7c886ae72c898d',
};

/**
 * Reads the two files of a speech recognition model, and verifies their hashes.
 *
 * @throws RecogniserPackagesError `recogniser_damaged`
 */
export async function readModel(
  paths: RecogniserPaths,
  size: ModelSize,
): Promise<{ encoder: Buffer; decoder: Buffer }> {
  const { encoder, decoder } = MODEL_FILES[size];
  return { encoder: await readChecked(paths.models, encoder), decoder: await readChecked(paths.models, decoder) };
}

/**
 * Reads the voice activity model, and verifies its hash.
 *
 * @throws RecogniserPackagesError `recogniser_damaged`
 */
export function readVoiceModel(paths: RecogniserPaths): Promise<Buffer> {
  return readChecked(paths.voice, VOICE_MODEL_FILE);
}

/**
 * Verifies the hashes of the WASM engine's files, before any of them is run.
 *
 * @returns the CommonJS module to load, and its WebAssembly as it was checked
 * @throws RecogniserPackagesError `recogniser_damaged`
 */
export async function checkWasmEngine({ engines }: RecogniserPaths): Promise<{ module: string; wasm: Buffer }> {
  const [module, loader, wasm] = WASM_FILES;
  await readChecked(engines.wasm, module);
  await readChecked(engines.wasm, loader);
  await checkCommon(engines.wasm, COMMON_MODULES.wasm);
  return { module: join(engines.wasm, module.path), wasm: await readChecked(engines.wasm, wasm) };
}

/**
 * Verifies the hashes of the native engine's files, before any of them is run.
 *
 * @param folder of its package
 * @returns the CommonJS module to load
 * @throws RecogniserPackagesError `recogniser_damaged`
 */
export async function checkNativeEngine(folder: string, target: NativeTarget): Promise<string> {
  const binaries = Object.entries(NATIVE_BINARIES[target]).map(([name, sha256]) => ({
    path: `bin/napi-v3/${target}/${name}`,
    sha256,
  }));
  for (const file of [...NATIVE_FILES, ...binaries]) await readChecked(folder, file);
  await checkCommon(folder, COMMON_MODULES.native);
  return join(folder, NATIVE_FILES[0].path);
}

/**
 * Verifies the tokenizer's hash, before it is run.
 *
 * @returns the ES module to load
 * @throws RecogniserPackagesError `recogniser_damaged`
 */
export async function checkTokenizer(paths: RecogniserPaths): Promise<string> {
  await readChecked(paths.tokenizer, TOKENIZER_FILE);
  return join(paths.tokenizer, TOKENIZER_FILE.path);
}

/** Verifies the copy that the engine itself resolves. */
async function checkCommon(engine: string, { folder: modulesFolder, sha256 }: PackageFolder): Promise<void> {
  const { folder, version } = findPackage(COMMON_PACKAGE, [engine]);
  if (folder === undefined || version === undefined) throw damaged(engine, `${COMMON_PACKAGE} is missing`);
  const modules = join(folder, modulesFolder);
  const hash = createHash('sha256');
  try {
    for (const name of (await readdir(modules)).filter((file) => file.endsWith('.js')).sort()) {
      hash.update(name).update(await readFile(join(modules, name)));
    }
  } catch (error) {
    throw damaged(folder, `${modules} could not be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`);
  }
  if (hash.digest('hex') !== sha256) throw damaged(folder, `${modules} is not what was published`);
}

async function readChecked(folder: string, file: PackageFile): Promise<Buffer> {
  const path = join(folder, file.path);
  let bytes: Buffer;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw damaged(folder, `${path} could not be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`);
  }
  if (createHash('sha256').update(bytes).digest('hex') === file.sha256) return bytes;
  throw damaged(folder, `${path} is not the file that was published`);
}
