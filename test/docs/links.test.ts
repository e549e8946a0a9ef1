import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ROOT } from '../../dev/root';

const documents = [
  ...readdirSync(ROOT).filter((file) => file.endsWith('.md')),
  ...readdirSync(join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => join('docs', file)),
];

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '');

/** Fenced blocks and inline code. */
function codeOf(text: string): string[] {
  const fences = [...text.matchAll(/^```[\s\S]*?^```/gm)].map(([fence]) => fence);
  return [...fences, ...[...withoutCode(text).matchAll(/`[^`\n]+`/g)].map(([code]) => code)];
}

/** The anchors that GitHub gives the headings of a document, and those that it sets itself. */
function anchorsOf(file: string): Set<string> {
  const text = withoutCode(read(file));
  const headings = [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
  return new Set([...headings, ...[...text.matchAll(/<a id="([^"]+)"/g)].map(([, id]) => id!)]);
}

describe('documents', () => {
  for (const file of documents) {
    it(`${file} links to what exists`, () => {
      const broken = [...withoutCode(read(file)).matchAll(/\]\(([^)\s]+)\)/g)]
        .map(([, link]) => link!)
        .filter((link) => !/^(https?|mailto):/.test(link))
        .filter((link) => {
          const [path = '', anchor] = link.split('#');
          const target = path === '' ? file : relative(ROOT, resolve(ROOT, dirname(file), path));
          if (!existsSync(join(ROOT, target))) return true;
          return anchor !== undefined && !anchorsOf(target).has(anchor);
        });
      assert.deepEqual(broken, []);
    });
  }

  it('name only commands that exist', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const named = documents.flatMap((file) =>
      codeOf(read(file)).flatMap((code) =>
        [...code.matchAll(/\bnpm (?:run )?([a-z][\w:-]*)/g)].map(([, name]) => ({ file, name: name! })),
      ),
    );
    const ofNpm = ['install', 'ci', 'pack', 'publish', 'view', 'runs'];
    assert.deepEqual(
      named.filter(({ name }) => !(name in scripts) && !ofNpm.includes(name)),
      [],
    );
  });
});
