import { CodedError } from '../errors/coded-error';
import type { Endpoint } from '../speech-api/endpoint';
import type { ApplianceHold } from './appliance';

/**
 * The endpoint of an appliance, for requests that should not wait, as streams do, until its recogniser is installed.
 *
 * @throws CodedError `recogniser_missing` during an installation; whatever `endpoint` throws
 */
export function promptEndpoint(appliance: ApplianceHold): Promise<Endpoint> {
  return new Promise((resolve, reject) => {
    const check = (): void => {
      if (appliance.phase?.() !== 'installing') return;
      const reason = 'The recogniser is being installed. Try again when the installation has finished.';
      reject(new CodedError('recogniser_missing', reason, { retryable: true }));
    };
    appliance.watch?.(check);
    check();
    appliance.endpoint().then(resolve, reject);
  });
}
