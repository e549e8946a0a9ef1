import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from './root';

/** The example flow that plays a recording, and what the recording says. */
export const demo = {
  path: join(ROOT, 'examples', 'Speech to text.json'),
  tab: 'speechmatics-demo',
  play: 'speechmatics-demo-play',
  transcribe: 'speechmatics-demo-transcribe',
  /** The filters: the caption as it grows, and whole sentences. */
  live: 'speechmatics-demo-live',
  sentences: 'speechmatics-demo-finals',
  /** The debug node that shows the sentences. */
  shown: 'speechmatics-demo-text',
  /** The path of the page that shows the captions. */
  page: '/speechmatics-demo',
  error: 'speechmatics-demo-error',
  text:
    'and mister john dashwood had then leisure to consider how much there might be prudently in his power to do for ' +
    'them he was not an ill disposed young man unless to be rather cold hearted and rather selfish is to be ill disposed',
  /** The share of words that may be wrong; the text is written differently, too ("Mr." for "mister"). */
  acceptedErrorRate: 0.1,
} as const;

/** The nodes of the example flow. */
export function demoFlow(path: string = demo.path): (Record<string, unknown> & { id: string; type: string })[] {
  return JSON.parse(readFileSync(path, 'utf8')) as (Record<string, unknown> & { id: string; type: string })[];
}
