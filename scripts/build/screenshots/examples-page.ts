import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ROOT } from '../../../dev/root';

const EXAMPLES = join(ROOT, 'examples');

/** Documents and pictures of the examples. */
export const examplesPage = join(ROOT, 'docs', 'examples.md');
export const picturesFolder = join(ROOT, 'docs', 'examples');

type StoredNode = Record<string, unknown> & { id: string; type: string };

/** An example in the import menu. */
export interface Example {
  name: string;
  /** Its tab, and the tab's description. */
  tab: string;
  about: string;
  nodes: StoredNode[];
  /** Name of the file of its picture. */
  picture: string;
}

/** Returns the examples by name. */
export function pictured(): Example[] {
  return readdirSync(EXAMPLES)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const name = basename(file, '.json');
      const nodes = JSON.parse(readFileSync(join(EXAMPLES, file), 'utf8')) as StoredNode[];
      const tab = nodes.find(({ type }) => type === 'tab')!;
      const picture = `${name.toLowerCase().replaceAll(' ', '-')}.png`;
      return { name, tab: tab.id, about: String(tab.info), nodes, picture };
    });
}

/** Writes the page that shows all examples, as Markdown. */
export function pageOf(examples: readonly Example[]): string {
  const sections = examples.map(
    ({ name, about, picture }) => `## ${name}\n\n${about}\n\n![The flow ${name}](examples/${picture})\n`,
  );
  return [HEAD, ...sections].join('\n');
}

const HEAD = `# Examples

Every flow here is in the menu _Import_, _Examples_, under the name of this package. Import it (it comes as a tab of its own),
deploy, and do what its top line says; the description of that comment says what else it needs. All of them use the built-in
appliance: install its recogniser once, in the dialog of transcribe. This page and its pictures are made by
\`npm run screenshots\`.

Two folders in that menu hold more. _dashboard_ has _Browser microphone_ and _Live captions_ as pages of the FlowFuse dashboard:
install the package \`@flowfuse/node-red-dashboard\` first. _scale-out_ is for more than one machine: [scaling](scaling.md).

![The example Speech to text in the editor](flow.png)
`;
