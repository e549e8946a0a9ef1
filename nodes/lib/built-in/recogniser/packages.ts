import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { EngineName } from './engine/inference-engine';
import { nativeTarget } from './engine/native-target';
import { RecogniserLoadError } from './recogniser-failure';

/** The size of a Moonshine model. */
export type ModelSize = 'tiny' | 'base';

const MODEL_PACKAGE = '@usefulsensors/moonshine-js';
const ENGINE_PACKAGES: Readonly<Record<EngineName, string>> = { wasm: 'onnxruntime-web', native: 'onnxruntime-node' };
const TOKENIZER_PACKAGE = 'llama-tokenizer-js';
const VOICE_PACKAGE = '@ricky0123/vad-web';

/**
 * The npm packages that the recogniser is made of, and their only good versions: later versions of the model package
 * bring a model that is not free, and like those of the native engine download more at installation.
 *
 * @param native whether the machine is one for the native engine
 */
export function packagesFor(native: boolean): Readonly<Record<string, string>> {
  return {
    // First, as the others need it too: installed one by one, they would bring a later version that has to go again.
    [ENGINE_PACKAGES.wasm]: '1.22.0',
    ...(native && { [ENGINE_PACKAGES.native]: '1.17.0' }),
    [MODEL_PACKAGE]: '0.1.7',
    [TOKENIZER_PACKAGE]: '1.2.2',
    [VOICE_PACKAGE]: '0.0.31',
  };
}

/** Those for this machine. */
export const recogniserPackages = packagesFor(nativeTarget() !== undefined);

/** Of the models: the version of the recogniser that is told to users. */
export const recogniserVersion = recogniserPackages[MODEL_PACKAGE]!;

/** Megabytes that they take on disk, with what they bring. */
export const recogniserMegabytes = nativeTarget() === undefined ? 220 : 320;

/** The command that installs packages when it is run in the Node-RED user directory. */
export function commandFor(packages: Readonly<Record<string, string>>): string {
  const wanted = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  return ['npm install --save-exact', ...wanted].join(' ');
}

/** Installs the recogniser on this machine. */
export const installCommand = commandFor(recogniserPackages);

/**
 * The packages as Node-RED takes them from a node's `dynamicModuleList`, to install them into its user directory. A range
 * that holds one version: of a plain version npm would note `^1.22.0`, and bring a later one some day.
 */
export const recogniserModules = Object.entries(recogniserPackages).map(([name, version]) => ({
  module: `${name}@${version} - ${version}`,
}));

/** Where the parts of the recogniser are. */
export interface RecogniserPaths {
  /** The folder of the package that holds the speech recognition models. */
  models: string;
  /** The folder of the package that holds the model of voice activity. */
  voice: string;
  /** The folders of the engines' packages; `native` where it is installed, and meant for this machine. */
  engines: { wasm: string; native?: string };
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
  const found = new Map(Object.keys(recogniserPackages).map((name) => [name, findPackage(name, searchFrom)]));
  // Without the native engine, or with another version that somebody else needs, the recogniser is only slower.
  const native = found.get(ENGINE_PACKAGES.native);
  const hasNative = native?.version === recogniserPackages[ENGINE_PACKAGES.native] && native?.folder !== undefined;
  const needed = [...found].filter(([name]) => name !== ENGINE_PACKAGES.native);
  const missing = needed.filter(([, { version }]) => version === undefined).map(([name]) => name);
  if (missing.length > 0) {
    throw new RecogniserPackagesError(
      'recogniser_missing',
      `The built-in recogniser is not installed (missing: ${missing.join(', ')}). Press "Install the recogniser" in the ` +
        `dialog of this node or its appliance, or do it by hand. ${cure()}`,
    );
  }
  const wrong = needed.filter(([name, { version }]) => version !== recogniserPackages[name]);
  if (wrong.length > 0) {
    const versions = wrong.map(([name, { version }]) => `${name} is ${version}, not ${recogniserPackages[name]}`);
    throw new RecogniserPackagesError(
      'recogniser_wrong_version',
      `The built-in recogniser has the wrong version (${versions.join('; ')}). ${cure()}`,
    );
  }
  const folderOf = (name: string): string => found.get(name)!.folder!;
  return {
    models: folderOf(MODEL_PACKAGE),
    voice: folderOf(VOICE_PACKAGE),
    engines: { wasm: folderOf(ENGINE_PACKAGES.wasm), ...(hasNative && { native: native.folder }) },
    tokenizer: folderOf(TOKENIZER_PACKAGE),
  };
}

/**
 * Says whether the recogniser is there at all; for a node that is deployed.
 *
 * @param folders where it may be installed besides this module's surroundings
 * @throws RecogniserPackagesError as {@link locateRecogniser}
 */
export function checkPackages(folders: string[] = []): RecogniserPaths {
  return locateRecogniser([__dirname, ...folders]);
}

/**
 * The error of a package that is not what was published. A folder in the way has to go first: npm takes a package whose
 * version is right to be intact.
 */
export function damaged(folder: string, what: string): RecogniserPackagesError {
  return new RecogniserPackagesError(
    'recogniser_damaged',
    `The built-in recogniser is damaged: ${what}. Remove the folder ${folder}. ${cure()}`,
  );
}

function cure(): string {
  return `Run this in the Node-RED user directory, then deploy the flow again: ${installCommand}`;
}

/** The first copy of the right version on Node's way up from the folders, else the first copy. */
export function findPackage(name: string, searchFrom: string[]): { folder?: string; version?: string } {
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
