import { choose, explain, type ApplianceUser } from './appliance-choice.js';
import { declareNone, type WithCredentials } from './credentials.js';
import type { EditorNode, Validity } from './node-red.js';

const dialog = {
  choose,

  prepare(node: ApplianceUser & WithCredentials): void {
    explain(node);
    declareNone(node, { user: 'text', password: 'password' });
  },

  /** The address of a health service is an origin: paths depend on the kind of server. */
  validAddress(node: EditorNode, address: string): Validity {
    return !address || /^https?:\/\/[^\s/]+\/?$/.test(address) || node._('health.invalid-address');
  },
};

declare global {
  interface Window {
    speechmaticsHealth: typeof dialog;
  }
}
window.speechmaticsHealth = dialog;
