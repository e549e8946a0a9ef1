import assert from 'node:assert/strict';
import { RemoteAppliance } from '../../../nodes/lib/appliance/remote-appliance';

describe('appliance/remote-appliance', () => {
  it('gives what was set, without spaces around the address', async () => {
    const settings = { url: ' wss://host:9000/v2 ', token: 'secret', headers: { 'x-a': 'b' }, tls: { ca: 'pem' } };
    const lease = new RemoteAppliance(settings).use();
    assert.deepEqual(await lease.endpoint(), { ...settings, url: 'wss://host:9000/v2' });
    lease.release();
  });

  it('refuses to be without an address', async () => {
    for (const url of ['', '  ']) {
      await assert.rejects(new RemoteAppliance({ url }).use().endpoint(), { code: 'invalid_url' });
    }
  });

  it('names a variable that is not set, wherever it stands', async () => {
    const url = 'wss://host/v2';
    for (const settings of [{ url: '${NAME}' }, { url, token: '${NAME}' }, { url, headers: { a: '${NAME}' } }]) {
      await assert.rejects(new RemoteAppliance(settings).use().endpoint(), { code: 'unset_variable', message: /NAME/ });
    }
  });
});
