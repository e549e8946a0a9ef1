import type { Broker } from './mqtt-broker';
import type { NodeRed } from '../../dev/node-red';

/** What runs all examples; set before the first test. */
export interface Running {
  nodeRed: NodeRed;
  /** Where its flows write files. */
  folder: string;
  broker: Broker;
  wyomingPort: number;
}
