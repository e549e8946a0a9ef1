/**
 * `npm run screenshots`: pictures for the documents, from a running editor: each example, the one that plays a recording while
 * it does, and captions that grow while somebody speaks. `-- partials` makes one of them: examples, flow, partials.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { launchBrowser } from '../../dev/browser';
import { demo, demoFlow } from '../../dev/demo';
import { NodeRed } from '../../dev/node-red';
import { findProgram, type Program } from '../../dev/programs';
import { ROOT } from '../../dev/root';
import { temporaryFolder } from '../../dev/temporary-folder';
import { examplesPage, pageOf, pictured, picturesFolder } from './screenshots/examples-page';
import { Photographer } from './screenshots/photographer';
import { writeMovingPicture, writePicture, type Frame } from './screenshots/pictures';

const DOCUMENTS = join(ROOT, 'docs');
/** Pixels. */
const WHOLE_FLOW = { width: 1600, height: 1000 };
const FLOW_AND_SIDEBAR = { width: 1100, height: 475 };
const WITH_CAPTIONS = { width: 1100, height: 590 };
const CAPTIONS_HEIGHT = 155;
/** Milliseconds between two frames of the moving picture. */
const PACE = 400;
/** Nodes of the example Live captions that make and show them. */
const LIVE = { captions: 'speechmatics-captions-node', page: 'speechmatics-captions-out' };

type Flow = ReturnType<typeof demoFlow>;

/** The flow that plays the recording, with the page of another example where it has a filter and a debug node. */
function captionsInTheDemo(played: Flow, live: Flow): Flow {
  const take = (id: string, place: string, changes: object): Flow[number] => {
    const { x, y, z } = played.find((node) => node.id === place)!;
    return { ...live.find((node) => node.id === id)!, id: place, x, y, z, ...changes };
  };
  const moved = [
    take(LIVE.captions, demo.live, { send: 'live', wires: [[demo.caption], []] }),
    take(LIVE.page, demo.caption, { name: 'captions page' }),
  ];
  return [...played.map((node) => moved.find(({ id }) => id === node.id) ?? node), ...live];
}

/** Plays the recording, and calls again and again while it is heard, and once more when all is written down. */
async function play(nodeRed: NodeRed, whileHeard: () => Promise<void>): Promise<void> {
  nodeRed.forgetNews();
  await nodeRed.inject(demo.play);
  await nodeRed.waitForStatus(demo.transcribe, /running/);
  let ended = false;
  const end = nodeRed.waitForStatus(demo.transcribe, /ended/).then(() => (ended = true));
  while (!ended) await Promise.all([whileHeard(), setTimeout(PACE)]);
  await end;
  await whileHeard();
}

function required(program: Program): string {
  const path = findProgram(program);
  if (path === undefined) throw new Error(`${program} is not installed`);
  return path;
}

async function photographExamples(page: Page, nodeRed: NodeRed, ffmpeg: string): Promise<void> {
  const examples = pictured();
  await nodeRed.deploy(examples.flatMap(({ nodes }) => nodes));
  await page.setViewportSize(WHOLE_FLOW);
  const photographer = await Photographer.open(page, nodeRed.url, demo.shown);
  await photographer.invoke('core:toggle-sidebar');
  mkdirSync(picturesFolder, { recursive: true });
  for (const { tab, picture } of examples) {
    writePicture(ffmpeg, join(picturesFolder, picture), await photographer.flow(tab));
  }
  writeFileSync(examplesPage, pageOf(examples));
  await photographer.invoke('core:toggle-sidebar');
}

async function photographDemo(page: Page, nodeRed: NodeRed, ffmpeg: string): Promise<void> {
  await nodeRed.deploy(demoFlow());
  await page.setViewportSize(FLOW_AND_SIDEBAR);
  const photographer = await Photographer.open(page, nodeRed.url, demo.shown);
  await photographer.showSidebar('debug');
  let last: Buffer;
  await play(nodeRed, async () => {
    last = await photographer.window();
  });
  writePicture(ffmpeg, join(DOCUMENTS, 'flow.png'), last!);
}

async function photographCaptions(page: Page, nodeRed: NodeRed, ffmpeg: string, folder: string): Promise<void> {
  const live = pictured().find(({ nodes }) => nodes.some(({ id }) => id === LIVE.page))!;
  await nodeRed.deploy(captionsInTheDemo(demoFlow(), live.nodes));
  await page.setViewportSize(WITH_CAPTIONS);
  const photographer = await Photographer.open(page, nodeRed.url, demo.shown);
  await photographer.showSidebar('debug');
  await photographer.addBelow(`${nodeRed.url}/captions`, CAPTIONS_HEIGHT);
  const frames: Frame[] = [];
  await play(nodeRed, async () => {
    frames.push({ at: Date.now(), picture: await photographer.window() });
  });
  writeMovingPicture(ffmpeg, join(DOCUMENTS, 'partials.gif'), frames, folder);
}

const PICTURES = { examples: photographExamples, flow: photographDemo, partials: photographCaptions };

async function main(wanted: readonly string[]): Promise<void> {
  const ffmpeg = required('ffmpeg');
  const executablePath = required('chromium');
  const folder = temporaryFolder();
  const nodeRed = await NodeRed.start(folder.path, [], { nodesDir: ROOT, fileWorkingDirectory: folder.path });
  let browser: Browser | undefined;
  try {
    browser = await launchBrowser(executablePath);
    const page = await browser.newPage({ colorScheme: 'light', locale: 'en-US' });
    for (const [name, photograph] of Object.entries(PICTURES)) {
      if (wanted.length === 0 || wanted.includes(name)) await photograph(page, nodeRed, ffmpeg, folder.path);
    }
  } finally {
    await browser?.close();
    await nodeRed.stop();
    folder.remove();
  }
}

main(process.argv.slice(2)).catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
