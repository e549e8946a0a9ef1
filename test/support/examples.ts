import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlowNode } from '../../dev/deployed-flow';
import { ROOT } from '../../dev/root';

const FOLDER = join(ROOT, 'examples');

/** An example flow as it is imported. */
export interface Example {
  name: string;
  /** Bytes of its file. */
  size: number;
  nodes: FlowNode[];
}

/** All examples of a folder, in the order of their names; without those in folders of it. */
export function readExamples(subfolder = ''): Example[] {
  const folder = join(FOLDER, subfolder);
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => {
      const text = readFileSync(join(folder, file), 'utf8');
      return { name: file.replace('.json', ''), size: Buffer.byteLength(text), nodes: JSON.parse(text) as FlowNode[] };
    });
}

/** What the comments of an example say, in Markdown. */
export function infoOf(example: string): string {
  const { nodes } = readExamples().find(({ name }) => name === example)!;
  return nodes.map(({ info = '' }) => String(info)).join('\n\n');
}

/**
 * The nodes of examples as they are imported, but for settings that depend on where they run: the address of an appliance, the
 * port of a broker, a microphone.
 *
 * @param changes settings by the id of their node
 */
export function installed(examples: readonly Example[], changes: Record<string, object>): FlowNode[] {
  const nodes = examples.flatMap((example) => example.nodes);
  const unknown = Object.keys(changes).filter((id) => !nodes.some((node) => node.id === id));
  if (unknown.length > 0) throw new Error(`No example has the node ${unknown.join(', ')}`);
  return nodes.map((node) => ({ ...node, ...changes[node.id] }));
}
