import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { requireProgram } from '../../dev/programs';
import { readPcm, recordingNamed } from '../../dev/recordings';
import { wavFile } from '../../dev/wav-file';
import { wordErrorRate } from '../../dev/word-error-rate';
import type { Running } from './running';

const RECORDING = recordingNamed('austen-0930');

/** Uses the appliance of another example: one model is enough for both. */
export function browserMicrophoneChanges(appliance: string): Record<string, object> {
  return { 'speechmatics-browser-transcribe': { appliance } };
}

/** The example "Browser microphone", in a browser whose microphone plays a recording. */
export function browserMicrophone(running: Running): void {
  describe('Browser microphone', () => {
    let browser: BrowserContext;
    let page: Page;
    const faults: string[] = [];

    before(async function () {
      const executablePath = requireProgram(this, 'chromium');
      const heard = join(running.folder, 'microphone.wav');
      // The browser plays it from the moment at which the page begins to listen.
      writeFileSync(heard, wavFile(Buffer.concat([readPcm(RECORDING), Buffer.alloc(96_000)])));
      browser = await chromium.launchPersistentContext(join(running.folder, 'chromium'), {
        executablePath,
        viewport: { width: 320, height: 640 },
        args: [
          ...['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
          ...['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'],
          `--use-file-for-fake-audio-capture=${heard}%noloop`,
        ],
      });
      page = await browser.newPage();
      page.on('pageerror', ({ message }) => faults.push(message));
      await page.goto(`${running.nodeRed.url}/speech`);
    });
    after(() => browser?.close());

    it('shows what the microphone hears, as it is said', async () => {
      const captions = page.getByRole('log', { name: 'Captions' });
      await page.getByRole('button', { name: 'Listen' }).click();
      await page.waitForFunction(() => document.querySelector('#partial')?.textContent !== '');
      assert.equal(await page.getByRole('button', { name: 'Listen', pressed: true }).count(), 1);
      assert.equal(await page.getByRole('status').textContent(), 'Listening');
      await captions.getByText(/himself/).waitFor();
      await page.waitForFunction(() => document.querySelector('#partial')?.textContent === '');
      const text = (await captions.locator('p').allTextContents()).join(' ');
      assert.ok(wordErrorRate(RECORDING.text, text) <= 0.25, text);
      assert.deepEqual(faults, []);
    });

    it('tells a screen reader the finals only', async () => {
      const seen = await page.locator('main').ariaSnapshot();
      assert.match(seen, /- log "Captions":\s+- paragraph:/);
      await page.evaluate(() => (document.querySelector('#partial')!.textContent = 'not yet'));
      assert.doesNotMatch(await page.locator('main').ariaSnapshot(), /not yet/);
    });

    it('fits a narrow screen', async () => {
      const width = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(width <= 320, String(width));
    });

    it('stops when the button is pressed again', async () => {
      await page.getByRole('button', { name: 'Listen' }).click();
      assert.equal(await page.getByRole('status').textContent(), 'Off');
      await running.nodeRed.waitForStatus('speechmatics-browser-transcribe', /ended/);
    });
  });
}
