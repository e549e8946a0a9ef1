import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlowNode } from '../../dev/deployed-flow';
import { ROOT } from '../../dev/root';

/** A flow as the editor stored it with version 0.1.0, with no setting left as it was when the node was dragged in. */
export function flowOfFirstVersion(): FlowNode[] {
  return JSON.parse(readFileSync(join(ROOT, 'test', 'stored-flows', '0.1.0.json'), 'utf8')) as FlowNode[];
}
