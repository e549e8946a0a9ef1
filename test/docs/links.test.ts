import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { ROOT } from '../../dev/root';
import { documents } from './commands';

const read = (file: string): string => readFileSync(join(ROOT, file), 'utf8');
const withoutCode = (text: string): string => text.replaceAll(/^```[\s\S]*?^```/gm, '');

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
});
