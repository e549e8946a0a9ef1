/**
 * `npm run screenshots`: screenshots for the documents from a running editor: each example, the one that plays a recording
 * while it plays, and captions that grow during speech. `-- partials` makes one of them: examples, flow, partials.
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
const FLOW_AND_SIDEBAR = { width: 1100, height: 740 };
const WITH_CAPTIONS = { width: 1100, height: 660 };
const CAPTIONS_HEIGHT = 230;
/** Milliseconds between two frames of the animation. */
const PACE = 400;

/** Plays the recording. Calls `whileHeard` repeatedly meanwhile, and once more when the transcript is complete. */
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
  await nodeRed.deploy(demoFlow());
  await page.setViewportSize(WITH_CAPTIONS);
  const photographer = await Photographer.open(page, nodeRed.url, demo.shown);
  await photographer.showSidebar('debug');
  await photographer.addBelow(nodeRed.url + demo.page, CAPTIONS_HEIGHT);
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
