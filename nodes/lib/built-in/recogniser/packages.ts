import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { RecogniserLoadError } from './recogniser-failure';

/** The size of a Moonshine model. */
export type ModelSize = 'tiny' | 'base';

/** A file of a package, with what it must hold. */
interface PackageFile {
  /** Relative to the package's folder. */
  path: string;
  sha256: string;
}

const MODEL_PACKAGE = '@usefulsensors/moonshine-js';
const RUNTIME_PACKAGE = 'onnxruntime-web';
const TOKENIZER_PACKAGE = 'llama-tokenizer-js';
const VOICE_PACKAGE = '@ricky0123/vad-web';
/** What of the runtime is common to all its engines; npm installs it with the runtime. */
const RUNTIME_COMMON_PACKAGE = 'onnxruntime-common';

/**
 * The npm packages that the recogniser is made of, and their only good versions: later versions of the model package
 * bring a model that is not free, and dependencies that download at installation.
 */
export const recogniserPackages: Readonly<Record<string, string>> = {
  // First, as the others need it too: installed one by one, they would bring a later version that has to go again.
  [RUNTIME_PACKAGE]: '1.22.0',
  [MODEL_PACKAGE]: '0.1.7',
  [TOKENIZER_PACKAGE]: '1.2.2',
  [VOICE_PACKAGE]: '0.0.31',
};

/** Installs the recogniser when it is run in the Node-RED user directory. */
export const installCommand = `npm install --save-exact ${Object.entries(recogniserPackages)
  .map(([name, version]) => `${name}@${version}`)
  .join(' ')}`;

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

/**
 * The packages as Node-RED takes them from a node's `dynamicModuleList`, to install them into its user directory. A range
 * that holds one version: of a plain version npm would note `^1.22.0`, and bring a later one some day.
 */
export const recogniserModules = Object.entries(recogniserPackages).map(([name, version]) => ({
  module: `${name}@${version} - ${version}`,
}));

/** Version 6 hears voice in hardly any hum, tone or music; version 5, which is beside it, does in many. */
const VOICE_MODEL_FILE: PackageFile = {
  path: 'dist/silero_vad_v6.onnx',
  sha256: '1a153a22f4509e292a94e67d6f9b85e8deb25b4988682b7e174c65279d8788e3',
};

/** The engine: its interface, what loads WebAssembly, and the WebAssembly. */
const RUNTIME_FILES: PackageFile[] = [
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
/** All CommonJS modules of the common part, as one: their names and contents in alphabetical order. */
const RUNTIME_COMMON = {
  folder: 'dist/cjs',
  sha256: '54a35725608d47ff1e21f33c36993b2c61f1068a98863684615a579dabb49e23',
};

const TOKENIZER_FILE: PackageFile = {
  path: 'llama-tokenizer.js',
  sha256: '34a7b9f7579d40486444590c37cba6564ef40c3dd98ecdfc2f7c886ae72c898d',
};

/** Where the parts of the recogniser are. */
export interface RecogniserPaths {
  /** The folder of the package that holds the speech recognition models. */
  models: string;
  /** The folder of the package that holds the model of voice activity. */
  voice: string;
  /** The folder of the package of the ONNX runtime. */
  runtime: string;
  /** The folder of the package of the tokenizer, whose vocabulary is the models' own. */
  tokenizer: string;
}

/** The recogniser's packages can't be used. `code` is stable; the message names the cause and the command that cures it. */
export class RecogniserPackagesError extends RecogniserLoadError {}

/**
 * Finds the recogniser's packages by Node's resolution and checks their versions. Quick: no file of a model is read.
 *
 * @param searchFrom folders to start from, in order
 * @throws RecogniserPackagesError `recogniser_missing`, `recogniser_wrong_version`
 */
export function locateRecogniser(searchFrom: string[] = [__dirname]): RecogniserPaths {
  const found = Object.keys(recogniserPackages).map((name) => ({ name, ...findPackage(name, searchFrom) }));
  const missing = found.filter(({ version }) => version === undefined).map(({ name }) => name);
  if (missing.length > 0) {
    throw new RecogniserPackagesError(
      'recogniser_missing',
      `The built-in recogniser is not installed (missing: ${missing.join(', ')}). Tick "Let Node-RED install the ` +
        `recogniser" in the appliance's dialog, or do it by hand. ${cure()}`,
    );
  }
  const wrong = found.filter(({ name, version }) => version !== recogniserPackages[name]);
  if (wrong.length > 0) {
    const versions = wrong.map(({ name, version }) => `${name} is ${version}, not ${recogniserPackages[name]}`);
    throw new RecogniserPackagesError(
      'recogniser_wrong_version',
      `The built-in recogniser has the wrong version (${versions.join('; ')}). ${cure()}`,
    );
  }
  const folderOf = (name: string): string => found.find((entry) => entry.name === name)!.folder!;
  return {
    models: folderOf(MODEL_PACKAGE),
    voice: folderOf(VOICE_PACKAGE),
    runtime: folderOf(RUNTIME_PACKAGE),
    tokenizer: folderOf(TOKENIZER_PACKAGE),
  };
}

/**
 * Says whether the recogniser is there at all; for a node that is deployed.
 *
 * @param folders where it may be installed besides this module's surroundings
 * @throws RecogniserPackagesError as {@link locateRecogniser}
 */
export function checkPackages(folders: string[] = []): void {
  locateRecogniser([__dirname, ...folders]);
}

/**
 * Reads the two files of a speech recognition model, and checks that they are what was published.
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
 * Reads the model of voice activity, and checks that it is what was published.
 *
 * @throws RecogniserPackagesError `recogniser_damaged`
 */
export function readVoiceModel(paths: RecogniserPaths): Promise<Buffer> {
  return readChecked(paths.voice, VOICE_MODEL_FILE);
}

/**
 * Checks that the files of the ONNX runtime are what was published, before any of them is run.
 *
 * @returns the CommonJS module to load, and its WebAssembly as it was checked
 * @throws RecogniserPackagesError `recogniser_damaged`
 */
export async function checkRuntime(paths: RecogniserPaths): Promise<{ module: string; wasm: Buffer }> {
  const [module, loader, wasm] = RUNTIME_FILES as [PackageFile, PackageFile, PackageFile];
  await readChecked(paths.runtime, module);
  await readChecked(paths.runtime, loader);
  await checkRuntimeCommon(paths.runtime);
  return { module: join(paths.runtime, module.path), wasm: await readChecked(paths.runtime, wasm) };
}

/**
 * Checks that the tokenizer is what was published, before it is run.
 *
 * @returns the ES module to load
 * @throws RecogniserPackagesError `recogniser_damaged`
 */
export async function checkTokenizer(paths: RecogniserPaths): Promise<string> {
  await readChecked(paths.tokenizer, TOKENIZER_FILE);
  return join(paths.tokenizer, TOKENIZER_FILE.path);
}

/** The runtime's own way to the common part decides which copy is checked. */
async function checkRuntimeCommon(runtime: string): Promise<void> {
  const { folder, version } = findPackage(RUNTIME_COMMON_PACKAGE, [runtime]);
  if (folder === undefined || version === undefined) throw damaged(runtime, `${RUNTIME_COMMON_PACKAGE} is missing`);
  const modules = join(folder, RUNTIME_COMMON.folder);
  const hash = createHash('sha256');
  try {
    for (const name of (await readdir(modules)).filter((file) => file.endsWith('.js')).sort()) {
      hash.update(name).update(await readFile(join(modules, name)));
    }
  } catch (error) {
    throw damaged(folder, `${modules} could not be read: ${(error as NodeJS.ErrnoException).code ?? 'unknown error'}`);
  }
  if (hash.digest('hex') !== RUNTIME_COMMON.sha256) throw damaged(folder, `${modules} is not what was published`);
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

/** A folder in the way has to go first: npm takes a package whose version is right to be intact. */
function damaged(folder: string, what: string): RecogniserPackagesError {
  return new RecogniserPackagesError(
    'recogniser_damaged',
    `The built-in recogniser is damaged: ${what}. Remove the folder ${folder}. ${cure()}`,
  );
}

function cure(): string {
  return `Run this in the Node-RED user directory, then deploy the flow again: ${installCommand}`;
}

/** The first copy of the right version on Node's way up from the folders, else the first copy. */
function findPackage(name: string, searchFrom: string[]): { folder?: string; version?: string } {
  const copies = searchFrom
    .flatMap((start) => createRequire(join(start, 'here.js')).resolve.paths(name) ?? [])
    .map((modules) => join(modules, name))
    // The model package can't be resolved itself: it exports nothing to CommonJS.
    .filter((folder) => existsSync(join(folder, 'package.json')))
    .map((folder) => ({ folder, version: readVersion(folder) }));
  return copies.find(({ version }) => version === recogniserPackages[name]) ?? copies[0] ?? {};
}

function readVersion(folder: string): string {
  try {
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { version?: unknown };
    return typeof version === 'string' ? version : 'unknown';
  } catch {
    return 'unreadable';
  }
}
