import assert from 'node:assert/strict';
import type { ApplianceHold, AppliancePhase } from '../../../nodes/lib/appliance/appliance';
import { promptEndpoint } from '../../../nodes/lib/appliance/prompt-endpoint';

const ENDPOINT = { url: 'ws://127.0.0.1:1/v2' };

/** An appliance whose phase a test sets, and that has an endpoint while it runs. */
class PhasedAppliance implements ApplianceHold {
  private watcher = (): void => {};
  private give: () => void = () => {};

  constructor(private current: AppliancePhase) {}

  enter(phase: AppliancePhase): void {
    this.current = phase;
    if (phase === 'running') this.give();
    this.watcher();
  }

  phase(): AppliancePhase {
    return this.current;
  }

  watch(onPhase: () => void): void {
    this.watcher = onPhase;
  }

  endpoint(): Promise<typeof ENDPOINT> {
    if (this.current === 'running') return Promise.resolve(ENDPOINT);
    return new Promise((resolve) => (this.give = () => resolve(ENDPOINT)));
  }

  release(): void {}
}

describe('appliance/prompt-endpoint', () => {
  it('waits for an appliance that starts', async () => {
    const appliance = new PhasedAppliance('starting');
    const endpoint = promptEndpoint(appliance);
    appliance.enter('running');
    assert.equal(await endpoint, ENDPOINT);
  });

  it('waits for no installation, whether it goes on already or begins later', async () => {
    await assert.rejects(promptEndpoint(new PhasedAppliance('installing')), { code: 'recogniser_missing' });
    const appliance = new PhasedAppliance('starting');
    const endpoint = promptEndpoint(appliance);
    appliance.enter('installing');
    await assert.rejects(endpoint, { code: 'recogniser_missing', message: /Try again when the installation/ });
  });

  it('asks an appliance elsewhere', async () => {
    const remote = { endpoint: () => Promise.resolve(ENDPOINT), release: () => {} };
    assert.equal(await promptEndpoint(remote), ENDPOINT);
    const missing = { endpoint: () => Promise.reject(new Error('none')), release: () => {} };
    await assert.rejects(promptEndpoint(missing), /none/);
  });
});
