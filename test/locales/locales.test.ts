import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fields, listFields } from '../../nodes/editor/transcribe/fields';
import { healthCodes } from '../../nodes/lib/health/health-error';
import { KINDS } from '../../nodes/lib/source/source-settings';
import { NAMED_CODES as SOURCE_CODES, STATUS_STATES } from '../../nodes/lib/source/status';
import { NAMED_CODES, stateStatus } from '../../nodes/lib/transcriber/status';
import { ROOT } from '../../dev/root';
import { errorCodes } from '../support/error-codes';

const NODES = join(ROOT, 'nodes');
const LOCALES = join(NODES, 'locales');
const FIRST = 'en-US';
const nodes = readdirSync(NODES)
  .filter((file) => file.endsWith('.html'))
  .map((file) => file.replace('.html', ''));
const others = readdirSync(LOCALES).filter((language) => language !== FIRST);

/** What dialogs test, try and install, and what of it only messages or a command line reach. */
const IN_DIALOGS =
  /^((appliance|audio-source)[.]ts|lib[/](appliance|errors|settings|source|speech-api|built-in[/](installation|process|recogniser))[/])/;
const NOT_IN_DIALOGS = /source[/](source-request|source-life|audio-source)[.]ts|appliance-options[.]ts/;

type Catalogue = { [key: string]: string | Catalogue };

const read = (language: string, node: string): Catalogue =>
  JSON.parse(readFileSync(join(LOCALES, language, `${node}.json`), 'utf8')) as Catalogue;

/** Every key of a catalogue, with its text. */
function texts(catalogue: Catalogue, path = ''): Map<string, string> {
  const entries = Object.entries(catalogue).flatMap(([name, value]): [string, string][] =>
    typeof value === 'string' ? [[path + name, value]] : [...texts(value, `${path}${name}.`)],
  );
  return new Map(entries);
}

const inserted = (text: string): string[] => (text.match(/__\w+__/g) ?? []).sort();
/** Elements of HTML, and what is code: languages differ in neither. */
const marks = (html: string): string[] => html.match(/<\/?(h3|dl|dt|dd|ol|ul|li|pre|p)\b/g) ?? [];
const code = (html: string): string[] => [...html.matchAll(/<code>([^<]*)<\/code>/g)].map(([, text]) => text!).sort();

describe('the catalogues', () => {
  it('exist for every node, in English', () => {
    for (const node of nodes) {
      for (const kind of ['json', 'html']) assert.ok(existsSync(join(LOCALES, FIRST, `${node}.${kind}`)), node);
    }
  });

  for (const node of nodes) {
    it(`have every text that ${node}.html and its script name`, () => {
      const known = texts(read(FIRST, node));
      const sources = [`${node}.html`, `editor/${node}.ts`].filter((file) => existsSync(join(NODES, file)));
      const folder = join(NODES, 'editor', node);
      if (existsSync(folder)) sources.push(...readdirSync(folder).map((file) => `editor/${node}/${file}`));
      const source = sources.map((file) => readFileSync(join(NODES, file), 'utf8')).join('\n');
      const named = [...source.matchAll(/data-i18n="([^"]*)"/g), ...source.matchAll(/_\('([^']+[^.'])'[,)]/g)].flatMap(
        ([, keys]) => keys!.split(';').map((key) => key.replace(/^\[[\w-]+\]/, '')),
      );
      const missing = named.filter((key) => !key.includes(':') && !key.endsWith('.') && !known.has(key));
      assert.deepEqual(missing, []);
    });
  }

  it('have a label for every field of the transcribe dialog, and a text for every choice', () => {
    const known = texts(read(FIRST, 'transcribe'));
    const needed = [
      ...Object.values(fields).flatMap((all) =>
        all.flatMap(({ name, servers, choices = [] }) => [
          `label.${name}`,
          `servers.${servers}`,
          ...choices.map((choice) => `${name}.${choice}`),
          ...(choices.length > 0 ? [`${name}.default`] : []),
        ]),
      ),
      ...Object.keys(listFields).flatMap((name) => [
        `label.${name}`,
        `placeholder.${name}-first`,
        `placeholder.${name}-second`,
      ]),
    ];
    assert.deepEqual(
      needed.filter((key) => !known.has(`transcribe.${key}`)),
      [],
    );
  });

  it('have a text for every status of the transcribe node', () => {
    const known = texts(read(FIRST, 'transcribe'));
    const states = [
      'installing',
      'loading',
      'starting',
      'ready',
      'waiting',
      'opening',
      'running',
      'draining',
      'ended',
    ] as const;
    for (const state of states) assert.equal(stateStatus(state).state, state);
    const missing = [...states, 'error', ...NAMED_CODES].filter((key) => !known.has(`status.${key}`));
    assert.deepEqual(missing, []);
  });

  it('have a text for every status of the health node', () => {
    const known = texts(read(FIRST, 'health'));
    const missing = ['ready', 'full', 'unhealthy', 'error', ...healthCodes].filter(
      (key) => !known.has(`status.${key}`),
    );
    assert.deepEqual(missing, []);
  });

  it('have a text for every status of the audio source, and for every kind of source', () => {
    const known = texts(read(FIRST, 'audio-source'));
    const statuses = [...STATUS_STATES, 'silent', 'faint', 'good', 'clipping', 'error', ...SOURCE_CODES];
    const choices = KINDS.flatMap((kind) => [`audio-source.kind.${kind}`, `audio-source.explanation.${kind}`]);
    const missing = [...statuses.map((key) => `status.${key}`), ...choices].filter((key) => !known.has(key));
    assert.deepEqual(missing, []);
  });

  for (const language of [FIRST, ...others]) {
    it(`have cause and cure of every error that a dialog can show, in ${language}`, () => {
      const known = texts(read(language, 'appliance'));
      const codes = [...errorCodes((file) => IN_DIALOGS.test(file) && !NOT_IN_DIALOGS.test(file))];
      assert.ok(codes.includes('token_needed') && codes.includes('device_busy') && codes.includes('install_failed'));
      const needed = codes
        .filter((code) => code !== 'completed')
        .flatMap((code) => [`appliance.fault.${code}.cause`, `appliance.fault.${code}.cure`]);
      assert.deepEqual(
        needed.filter((key) => !known.has(key)),
        [],
      );
      const shown = [...known.keys()].filter((key) => /^appliance[.]fault[.].*[.]/.test(key));
      assert.deepEqual(
        shown.filter((key) => !needed.includes(key)),
        [],
      );
    });
  }

  for (const language of others) {
    describe(`in ${language}`, () => {
      for (const node of nodes) {
        it(`have the same texts for ${node} as in English`, () => {
          const [first, other] = [texts(read(FIRST, node)), texts(read(language, node))];
          assert.deepEqual([...other.keys()].sort(), [...first.keys()].sort());
          for (const [key, text] of other) {
            assert.notEqual(text.trim(), '', key);
            assert.deepEqual(inserted(text), inserted(first.get(key)!), key);
          }
        });

        it(`have the same help for ${node} as in English`, () => {
          const [first, other] = [FIRST, language].map((which) =>
            readFileSync(join(LOCALES, which, `${node}.html`), 'utf8'),
          );
          assert.deepEqual(marks(other!), marks(first!));
          const there = code(other!);
          assert.deepEqual(
            code(first!).filter((text) => !there.includes(text)),
            [],
          );
        });
      }
    });
  }
});
