import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../dev/root';
import { fields, listFields } from '../../nodes/editor/transcribe/fields';

const read = (...path: string[]): string => readFileSync(join(ROOT, ...path), 'utf8');
const names = readdirSync(join(ROOT, 'nodes'))
  .filter((file) => file.endsWith('.html'))
  .map((file) => file.replace('.html', ''));

/** Texts in code style, without what is in front of a dot. */
function codesOf(markdown: string): Set<string> {
  return new Set([...markdown.matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!.replace(/^.*\./, '')));
}

/** The values that a new node has, without quotation marks. */
function defaultsOf(html: string): Record<string, string> {
  const defaults = /defaults: \{\n([\s\S]*?)\n {4}\},/.exec(html)![1]!;
  const values = [...defaults.matchAll(/^ {6}(\w+): \{[^{}]*?value: (\{|[^,}\n]*)/gm)];
  return Object.fromEntries(values.map(([, key, value]) => [key!, value!.trim().replaceAll("'", '')]));
}

describe('docs/nodes', () => {
  for (const name of names) {
    const page = (): string => read('docs', 'nodes', `${name}.md`);

    it(`${name}: every setting`, () => {
      const defaults = /defaults: \{\n([\s\S]*?)\n {4}\},/.exec(read('nodes', `${name}.html`))![1]!;
      const settings = [...defaults.matchAll(/^ {6}(\w+):/gm)].map(([, key]) => key!);
      assert.ok(settings.includes('name'));
      const codes = codesOf(page());
      assert.deepEqual(
        settings.filter((setting) => !codes.has(setting)),
        [],
      );
    });

    it(`${name}: defaults as they are`, () => {
      const defaults = defaultsOf(read('nodes', `${name}.html`));
      const told = [...page().matchAll(/^\|[^|\n]*\| `(\w+)` *\| ([^|]*)\|/gm)].flatMap(([, setting, said]) =>
        setting! in defaults ? [[setting!, defaults[setting!]!, said!.trim()] as const] : [],
      );
      assert.ok(told.length > 1);
      for (const [setting, value, said] of told) {
        // What a node has without a value, or with an object, is told in words.
        if (/^\w/.test(value)) assert.equal(said, `\`${value}\``, setting);
        else assert.doesNotMatch(said, /^`[^0]/, setting);
      }
    });

    it(`${name}: every property that its help names`, () => {
      const help = read('nodes', 'locales', 'en-US', `${name}.html`);
      const properties = [...help.matchAll(/<dt[^>]*>([^<]+)/g)].flatMap(([, list]) =>
        list!.split(',').map((property) => property.trim()),
      );
      const codes = codesOf(page());
      assert.deepEqual(
        properties.filter((property) => !codes.has(property)),
        [],
      );
    });

    it(`${name}: labels as they are in its dialog`, () => {
      const catalogue = read('nodes', 'locales', 'en-US', `${name}.json`).replaceAll(/<\/?code>/g, '');
      const labels = [...page().matchAll(/^\| ([^|`]+?) +\| `\w+`/gm)]
        .map(([, label]) => label!.trim())
        .filter(Boolean);
      assert.ok(labels.length > 0);
      assert.deepEqual(
        labels.filter((label) => !['label', 'Name'].includes(label) && !catalogue.includes(`"${label}`)),
        [],
      );
    });
  }

  it('transcribe: every field of the protocol that its dialog has', () => {
    const codes = codesOf(read('docs', 'nodes', 'transcribe.md'));
    const paths = [
      ...Object.values(fields).flatMap((list) => list.map(({ path }) => path)),
      ...Object.values(listFields),
    ];
    assert.deepEqual(
      paths.map((path) => path.at(-1)!).filter((field) => !codes.has(field)),
      [],
    );
  });
});
