import type { Endpoint } from '../speech-api/endpoint';
import type { ApplianceLease, ApplianceProvider } from './appliance';
import { StreamError } from './stream-error';

const VARIABLE = /^\$\{(.+)\}$/;

/** An appliance, container or cloud service at an address. It runs by itself: a lease only carries the address. */
export class RemoteAppliance implements ApplianceProvider {
  /** @param settings as stored; environment variables that are not set still read `${NAME}` */
  constructor(private readonly settings: Endpoint) {}

  use(): ApplianceLease {
    return { endpoint: () => this.endpoint(), release: () => {} };
  }

  /** @throws StreamError `unset_variable`, `invalid_url` */
  private endpoint(): Promise<Endpoint> {
    const { url, token, headers = {} } = this.settings;
    for (const value of [url, token, ...Object.values(headers)]) {
      const name = VARIABLE.exec(value ?? '')?.[1];
      if (name !== undefined) {
        const reason = `The environment variable ${name} of the appliance is not set.`;
        return Promise.reject(new StreamError('unset_variable', reason));
      }
    }
    if (url.trim() === '') {
      const reason = 'The appliance has no address. Give one, for example wss://appliance.local:9000/v2.';
      return Promise.reject(new StreamError('invalid_url', reason));
    }
    return Promise.resolve({ ...this.settings, url: url.trim() });
  }
}
