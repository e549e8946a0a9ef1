import assert from 'node:assert/strict';
import { wordErrorRate } from '../../dev/word-error-rate';
import { npm, QUIETLY } from '../support/packed';
import { HEARD, type OpenPage } from './in-browser';
import type { Running } from './running';

const MICROPHONE = 'speechmatics-dashboard-microphone';
const CAPTIONS = 'speechmatics-dashboard-captions';

/** Puts the dashboard of FlowFuse, which the package does not need, into a user directory. */
export function installDashboard(userDir: string): void {
  npm(userDir, 'install', ...QUIETLY, '--save-exact', '@flowfuse/node-red-dashboard@1.31.0');
}

/** @param url of what stands in for the radio station */
export function dashboardChanges(url: string): Record<string, object> {
  return { [`${CAPTIONS}-source`]: { url } };
}

/** The examples in the folder "dashboard". */
export function dashboard(running: Running, browser: OpenPage): void {
  describe('Browser microphone on a dashboard', () => {
    it('shows what the microphone hears, to the browser that listens only', async () => {
      const [page, other] = await Promise.all([1, 2].map(() => browser.open('/dashboard/speech')));
      const listen = page!.getByRole('button', { name: 'Listen' });
      const captions = page!.getByRole('log', { name: 'Captions' });
      await other!.getByRole('button', { name: 'Listen' }).waitFor();
      await listen.click();
      await page!.locator('.partial').filter({ hasText: /\w/ }).waitFor();
      await captions.getByText(/himself/).waitFor();
      const text = (await captions.locator('p').allTextContents()).join(' ');
      assert.ok(wordErrorRate(HEARD.text, text) <= 0.25, text);
      await listen.click();
      await running.nodeRed.waitForStatus(`${MICROPHONE}-transcribe`, /ended/);
      assert.equal(await page!.getByRole('status').filter({ hasText: 'Off' }).count(), 1);
      assert.equal(await other!.getByRole('log').textContent(), '');
      assert.deepEqual(browser.faults, []);
      await Promise.all([page!.close(), other!.close()]);
    });
  });

  describe('Live captions on a dashboard', () => {
    it('shows running lines from "Start" to "Stop"', async () => {
      const page = await browser.open('/dashboard/captions');
      await page.getByRole('button', { name: 'Start' }).click();
      await page.locator('.running-lines').getByText(/lamp/).waitFor();
      await page.getByRole('button', { name: 'Stop' }).click();
      await running.nodeRed.waitForStatus(`${CAPTIONS}-transcribe`, /ended/);
      assert.deepEqual(browser.faults, []);
      await page.close();
    });
  });
}
