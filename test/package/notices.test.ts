import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recogniserPackages } from '../../nodes/lib/built-in/recogniser/packages';

interface LockedPackage {
  version: string;
  license?: string;
  dev?: boolean;
  dependencies?: Record<string, string>;
}

const ROOT = join(__dirname, '../..');
const notices = readFileSync(join(ROOT, 'THIRD-PARTY-NOTICES.md'), 'utf8');
const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, LockedPackage>;
};

/** Names of the packages and of all that they need. */
function withDependencies(names: string[], found = new Set<string>()): Set<string> {
  for (const name of names) {
    if (found.has(name)) continue;
    found.add(name);
    withDependencies(Object.keys(packages[`node_modules/${name}`]?.dependencies ?? {}), found);
  }
  return found;
}

/** The lines of tables that name the package, or its scope. */
function linesOf(name: string): string[] {
  const names = [`\`${name}\``, `\`${name.split('/')[0]}/*\``];
  return notices.split('\n').filter((line) => line.startsWith('|') && names.some((text) => line.includes(text)));
}

function check(name: string): void {
  // What npm installs for TypeScript only holds no code.
  if (name.startsWith('@types/') || name === 'undici-types') return;
  const lines = linesOf(name);
  assert.equal(lines.length, 1, `${name} has ${lines.length} lines in THIRD-PARTY-NOTICES.md`);
  const { license } = packages[`node_modules/${name}`]!;
  assert.ok(lines[0]!.includes(license!.replace(/^\(|\)$/g, '')), `${name} has the licence ${license}: ${lines[0]}`);
}

describe('THIRD-PARTY-NOTICES.md', () => {
  it('names every run-time dependency, and what it needs in turn, with its licence', () => {
    const names = Object.entries(packages)
      .filter(([path, { dev }]) => path !== '' && !dev)
      .map(([path]) => path.split('node_modules/').at(-1)!);
    assert.ok(names.length > 5);
    names.forEach(check);
  });

  it('names every package of the recogniser, and what it needs in turn, with its licence', () => {
    for (const name of withDependencies(Object.keys(recogniserPackages))) check(name);
    for (const [name, version] of Object.entries(recogniserPackages)) {
      assert.ok(linesOf(name)[0]!.includes(`\`${name}\` ${version}`), name);
    }
  });
});
