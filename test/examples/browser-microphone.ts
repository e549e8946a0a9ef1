import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { wordErrorRate } from '../../dev/word-error-rate';
import { HEARD, type OpenPage } from './in-browser';
import type { Running } from './running';

/** The example "Browser microphone". */
export function browserMicrophone(running: Running, browser: OpenPage): void {
  describe('Browser microphone', () => {
    let page: Page;

    before(async () => {
      page = await browser.open('/speech');
    });
    after(() => page.close());

    it('shows what the microphone hears, as it is said', async () => {
      const captions = page.getByRole('log', { name: 'Captions' });
      await page.getByRole('button', { name: 'Listen' }).click();
      await page.waitForFunction(() => document.querySelector('#partial')?.textContent !== '');
      assert.equal(await page.getByRole('button', { name: 'Listen', pressed: true }).count(), 1);
      assert.equal(await page.getByRole('status').textContent(), 'Listening');
      await captions.getByText(/himself/).waitFor();
      await page.waitForFunction(() => document.querySelector('#partial')?.textContent === '');
      const text = (await captions.locator('p').allTextContents()).join(' ');
      assert.ok(wordErrorRate(HEARD.text, text) <= 0.25, text);
      assert.deepEqual(browser.faults, []);
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
