import { createRequire } from 'node:module';
import { join } from 'node:path';
import { ROOT } from '../../../../dev/root';

const load = createRequire(__filename);

/** A module of the package as it is built, since that is what users run. @param path below `dist/lib` */
export function built<Module>(path: string): Module {
  return load(join(ROOT, 'dist', 'lib', path)) as Module;
}
