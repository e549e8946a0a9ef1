import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { requireProgram } from '../../dev/programs';
import { readPcm, recordingNamed } from '../../dev/recordings';
import { wavFile } from '../../dev/wav-file';
import type { Running } from './running';

/** What the microphone of the browser hears, from the moment at which a page begins to listen. */
export const HEARD = recordingNamed('austen-0930');

/** A page in the browser, as small as that of a telephone. */
export interface OpenPage {
  open(path: string): Promise<Page>;
  /** Messages of what pages threw. */
  faults: string[];
}

/** Tests that share one browser, whose microphone plays a recording. */
export function inBrowser(running: Running, ...groups: ((running: Running, browser: OpenPage) => void)[]): void {
  describe('in a browser', () => {
    let context: BrowserContext;
    const faults: string[] = [];

    before(async function () {
      const executablePath = requireProgram(this, 'chromium');
      const heard = join(running.folder, 'microphone.wav');
      writeFileSync(heard, wavFile(Buffer.concat([readPcm(HEARD), Buffer.alloc(96_000)])));
      context = await chromium.launchPersistentContext(join(running.folder, 'chromium'), {
        executablePath,
        viewport: { width: 320, height: 640 },
        args: [
          ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
          ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
          `--use-file-for-fake-audio-capture=${heard}%noloop`,
        ],
      });
      context.on('weberror', (fault) => faults.push(fault.error().message));
    });
    after(() => context?.close());

    const open = async (path: string): Promise<Page> => {
      const page = await context.newPage();
      await page.goto(`${running.nodeRed.url}${path}`);
      return page;
    };
    for (const group of groups) group(running, { open, faults });
  });
}
