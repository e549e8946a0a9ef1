import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../dev/root';
import { errorCodes } from '../support/error-codes';

describe('docs/troubleshooting.md', () => {
  const page = readFileSync(join(ROOT, 'docs/troubleshooting.md'), 'utf8');
  const sections = new Map(
    page
      .split(/^### /m)
      .slice(1)
      .map((section) => [/^`(\w+)`/.exec(section)![1]!, section] as const),
  );

  it('has a section for every code that can reach a Catch node', () => {
    const codes = errorCodes();
    assert.ok(codes.has('recogniser_missing') && codes.has('device_busy') && codes.has('not_samples'));
    assert.deepEqual(
      [...codes].filter((code) => !sections.has(code)),
      [],
    );
  });

  it('has no section for a code that does not exist', () => {
    const sources = readdirSync(join(ROOT, 'nodes'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(ROOT, 'nodes', file), 'utf8'))
      .join('\n');
    assert.deepEqual(
      [...sections.keys()].filter((code) => !new RegExp(`\\b${code}\\b`).test(sources)),
      [],
    );
  });

  it('says cause and cure of each', () => {
    for (const [code, section] of sections) assert.match(section, /^`\w+`\n\n\S.{15,}[^]*\*\*Cure:\*\* \S/, code);
  });
});
