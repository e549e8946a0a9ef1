import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../../dev/root';
import { PROCESS_CODES } from '../../nodes/lib/source/process-fault';
import { endVerdicts, errorVerdicts } from '../../nodes/lib/speech-api/outcome-catalogue';

/**
 * Every code that the sources name, those of tables included.
 *
 * @param isMeant which files are looked into, by their paths in `nodes`
 */
export function errorCodes(isMeant: (file: string) => boolean = () => true): Set<string> {
  const folder = join(ROOT, 'nodes');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'));
  const codes = new Set([...Object.keys(errorVerdicts), ...Object.keys(endVerdicts), ...PROCESS_CODES]);
  for (const source of sources.filter(isMeant)) {
    const text = readFileSync(join(folder, source), 'utf8');
    for (const [, code] of text.matchAll(/new \w*Error\(\s*'([a-z]\w+)'/g)) codes.add(code!);
    for (const [, code] of text.matchAll(/\bcode: '([a-z]+_\w+)'/g)) codes.add(code!);
    // Subclasses state their own code.
    for (const [, code] of text.matchAll(/super\(\s*'([a-z]+_\w+)'/g)) codes.add(code!);
  }
  return codes;
}
