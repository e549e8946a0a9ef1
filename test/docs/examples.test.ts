import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../dev/root';
import { examplesPage, pageOf, pictured, picturesFolder } from '../../scripts/build/screenshots/examples-page';

const RERUN = 'npm run screenshots -- examples';
/** Bytes of the largest picture of a flow, and of the one that moves. */
const LARGEST = 60_000;
const LARGEST_MOVING = 400_000;

describe('docs/examples.md', () => {
  const examples = pictured();

  it('shows every example, with what its tab says', () => {
    assert.equal(readFileSync(examplesPage, 'utf8'), pageOf(examples), RERUN);
  });

  it('has one small picture of each', () => {
    assert.deepEqual(readdirSync(picturesFolder).sort(), examples.map(({ picture }) => picture).sort(), RERUN);
    for (const { picture } of examples) assert.ok(statSync(join(picturesFolder, picture)).size < LARGEST, picture);
  });

  it('is what README links, which shows a picture that moves', () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    assert.match(readme, /\]\(docs\/examples\.md\)/);
    assert.match(readme, /!\[[^\]]+\]\(docs\/partials\.gif\)/);
    assert.ok(statSync(join(ROOT, 'docs', 'partials.gif')).size < LARGEST_MOVING);
  });
});
