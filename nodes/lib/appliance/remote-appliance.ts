import type { Endpoint } from '../speech-api/endpoint';
import { proxyAgent } from '../speech-api/proxy';
import type { ApplianceHold } from './appliance';
import { CodedError } from '../errors/coded-error';
import { refuseVariable } from '../settings/environment';

/**
 * An appliance, container or cloud service at an address. A lease only contains the endpoint, with an agent if the environment
 * names a proxy.
 */
export class RemoteAppliance {
  /** @param settings as stored; unset environment variables remain `${NAME}` */
  constructor(private readonly settings: Endpoint) {}

  use(): ApplianceHold {
    return { endpoint: () => this.endpoint(), release: () => {} };
  }

  /** @throws SettingsError `unset_variable`
   * @throws CodedError `invalid_url` */
  private async endpoint(): Promise<Endpoint> {
    const { url, token, headers = {} } = this.settings;
    refuseVariable(url, 'url');
    refuseVariable(token, 'token');
    for (const value of Object.values(headers)) refuseVariable(value, 'headers');
    if (url.trim() === '') {
      const reason = 'The appliance has no address. Give one, for example wss://appliance.local:9000/v2.';
      throw new CodedError('invalid_url', reason);
    }
    const agent = await proxyAgent(url.trim(), process.env);
    return { ...this.settings, url: url.trim(), ...(agent && { agent }) };
  }
}
