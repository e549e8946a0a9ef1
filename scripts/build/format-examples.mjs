// Part of `npm run format`: puts each node of an example on its own line. The editor exports everything on one line, or on so
// many that they take an eighth of the package.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../../examples', import.meta.url));
for (const file of readdirSync(folder, { recursive: true }).filter((name) => name.endsWith('.json'))) {
  const path = join(folder, file);
  const lines = JSON.parse(readFileSync(path, 'utf8')).map((node) => JSON.stringify(node));
  writeFileSync(path, `[\n${lines.join(',\n')}\n]\n`);
}
