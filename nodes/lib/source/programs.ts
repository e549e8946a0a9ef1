import { accessSync, constants, existsSync, realpathSync, statSync } from 'node:fs';
import { basename, delimiter, isAbsolute, join } from 'node:path';
import type { Machine } from './origin';

/** Variables that programs need to open microphones. */
export const SOUND_ENVIRONMENT = [
  'HOME',
  'XDG_RUNTIME_DIR',
  'PULSE_SERVER',
  'PULSE_COOKIE',
  'ALSA_CONFIG_PATH',
  'ALSA_CONFIG_DIR',
];

/** Finds installed programs. */
export interface Programs extends Machine {
  /** The path of a program; undefined if it is not there. */
  find(name: string): string | undefined;
}

/** Searches this machine with each call, since programs may be installed at any time. */
export const installedPrograms: Programs = {
  platform: process.platform,
  get hasPulse() {
    const { PULSE_SERVER, XDG_RUNTIME_DIR } = process.env;
    return PULSE_SERVER !== undefined || existsSync(join(XDG_RUNTIME_DIR ?? '/run/user/0', 'pulse', 'native'));
  },
  find(name) {
    const endings = process.platform === 'win32' ? ['.exe', ''] : [''];
    if (isAbsolute(name)) return endings.map((ending) => name + ending).find(isExecutable);
    if (basename(name) !== name) return undefined;
    const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
    return folders.flatMap((folder) => endings.map((ending) => join(folder, name + ending))).find(isExecutable);
  },
};

/**
 * Wraps a command so that it ends with this process, even if that is killed; needs Linux with util-linux. Elsewhere a program
 * ends when it next writes to its broken pipe.
 */
export function endingWithUs(command: string, list: readonly string[], programs: Programs): [string, string[]] {
  const guard = programs.platform === 'linux' ? programs.find('setpriv') : undefined;
  // BusyBox's version lacks the option.
  if (!guard || basename(realpathSync(guard)) !== 'setpriv') return [command, [...list]];
  return [guard, ['--pdeathsig', 'KILL', '--', command, ...list]];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
