import { CodedError } from '../errors/coded-error';
import { type ApplianceProvider, nodeOfType } from './appliance';
import { defaultAppliance } from './default-appliance';

/**
 * The appliance that a node refers to by its id; without an id, the default one.
 *
 * @param find returns Node-RED's node by its id
 * @throws CodedError `no_appliance`
 */
export function chosenAppliance(id: unknown, find: (id: string) => unknown): ApplianceProvider {
  if (id === undefined || id === null || id === '') return defaultAppliance;
  const node = nodeOfType<ApplianceProvider>(typeof id === 'string' ? find(id) : undefined, 'speechmatics-appliance');
  if (node) return node;
  const reason =
    'The appliance of this node is missing or disabled. Open the node and choose another, or none for the built-in one.';
  throw new CodedError('no_appliance', reason);
}
