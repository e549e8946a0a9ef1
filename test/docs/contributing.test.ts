import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../dev/root';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

describe('CONTRIBUTING.md', () => {
  const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
  // npm runs these by itself, before the script or the package that they are named after.
  const names = Object.keys(scripts).filter(
    (name) => name !== 'prepack' && !(scripts[name.replace(/^pre/, '')] && name.startsWith('pre')),
  );

  it('lists every script', () => {
    const lines = read('CONTRIBUTING.md').split('\n');
    const listed = (name: string): boolean =>
      lines.some((line) => new RegExp(`^npm (run )?${name}( .*)? # `).test(line));
    assert.deepEqual(
      names.filter((name) => !listed(name)),
      [],
    );
  });
});
