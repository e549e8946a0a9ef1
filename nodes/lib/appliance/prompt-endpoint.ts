import { CodedError } from '../errors/coded-error';
import type { Endpoint } from '../speech-api/endpoint';
import type { ApplianceHold } from './appliance';

/**
 * The endpoint of an appliance, for questions: streams wait while its recogniser is being installed, questions don't.
 *
 * @throws CodedError `recogniser_missing` as soon as an installation goes on; whatever `endpoint` throws
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
