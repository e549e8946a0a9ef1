import type { Broker } from './mqtt-broker';
import type { NodeRed } from '../../dev/node-red';

/** What runs all examples; set before the first test. */
export interface Running {
  nodeRed: NodeRed;
  /** Where its flows write files. */
  folder: string;
  broker: Broker;
  /** What is told of the health of an appliance when the flows start. */
  health: Promise<unknown>;
  /** Ports of 127.0.0.1 on which examples listen. */
  ports: { wyoming: number; asterisk: number };
}
