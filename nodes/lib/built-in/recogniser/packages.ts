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
 * The npm packages of the recogniser with their supported versions: later versions of the model package contain a model that
 * is not free, and they and those of the native engine download more during installation.
 *
 * @param native whether to include the native engine
 */
export function packagesFor(native: boolean): Readonly<Record<string, string>> {
  return {
    // First: the others depend on it, and would install a later version.
    [ENGINE_PACKAGES.wasm]: '1.22.0',
    ...(native && { [ENGINE_PACKAGES.native]: '1.17.0' }),
    [MODEL_PACKAGE]: '0.1.7',
    [TOKENIZER_PACKAGE]: '1.2.2',
    [VOICE_PACKAGE]: '0.0.31',
  };
}

/** The packages for this machine. */
export const recogniserPackages = packagesFor(nativeTarget() !== undefined);

/** Version of the models, shown to users as that of the recogniser. */
export const recogniserVersion = recogniserPackages[MODEL_PACKAGE]!;

/** Size on disk with dependencies, megabytes. */
export const recogniserMegabytes = nativeTarget() === undefined ? 220 : 320;

/** The command that installs packages in the Node-RED user directory. */
export function commandFor(packages: Readonly<Record<string, string>>): string {
  const wanted = Object.entries(packages).map(([name, version]) => `${name}@${version}`);
  return ['npm install --save-exact', ...wanted].join(' ');
}

/** The command that installs the recogniser on this machine. */
export const installCommand = commandFor(recogniserPackages);

/**
 * The packages for a node's `dynamicModuleList`, from which Node-RED installs them into its user directory. They are ranges
 * of one version: for a plain version npm would save `^1.22.0`, and install a later one some day.
 */
export const recogniserModules = Object.entries(recogniserPackages).map(([name, version]) => ({
  module: `${name}@${version} - ${version}`,
}));

/** The folders of the recogniser's packages. */
export interface RecogniserPaths {
  /** Folder of the package with the speech recognition models. */
  models: string;
  /** Folder of the package with the voice activity model. */
  voice: string;
  /** Folders of the engines' packages; `native` only if it is installed and supports this machine. */
  engines: { wasm: string; native?: string };
  /** Folder of the tokenizer's package, which has the models' vocabulary. */
  tokenizer: string;
}

/** The recogniser's packages can't be used. `code` is stable; the message names the cause and the command that fixes it. */
export class RecogniserPackagesError extends RecogniserLoadError {}

/**
 * Finds the recogniser's packages by Node.js's resolution and checks their versions, without reading the models.
 *
 * @param searchFrom folders to start from, in order
 * @throws RecogniserPackagesError `recogniser_missing`, `recogniser_wrong_version`
 */
export function locateRecogniser(searchFrom: string[] = [__dirname]): RecogniserPaths {
  const found = new Map(Object.keys(recogniserPackages).map((name) => [name, findPackage(name, searchFrom)]));
  // Without the native engine, or with another version of it, the recogniser is only slower.
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
 * Checks whether the recogniser is installed.
 *
 * @param folders where it may be installed, besides this module's parent folders
 * @throws RecogniserPackagesError as {@link locateRecogniser}
 */
export function checkPackages(folders: string[] = []): RecogniserPaths {
  return locateRecogniser([__dirname, ...folders]);
}

/**
 * The error of a package that differs from the published one. Its folder has to be deleted first, since npm assumes that a
 * package with the right version is intact.
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

/** The first copy with the right version that Node.js's resolution finds from the folders, otherwise the first copy. */
export function findPackage(name: string, searchFrom: string[]): { folder?: string; version?: string } {
  const copies = searchFrom
    .flatMap((start) => createRequire(join(start, 'here.js')).resolve.paths(name) ?? [])
    .map((modules) => join(modules, name))
    // The model package can't be resolved, since it exports nothing to CommonJS.
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
