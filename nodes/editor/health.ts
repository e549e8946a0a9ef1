import { choose, explain, type ApplianceUser } from './appliance-choice.js';
import { declareNone, type WithCredentials } from './credentials.js';
import type { EditorNode, Validity } from './node-red.js';

const dialog = {
  choose,

  prepare(node: ApplianceUser & WithCredentials): void {
    explain(node);
    declareNone(node, { user: 'text', password: 'password' });
  },

  /** Of a health service: an origin, since the paths are those of the kinds of servers. */
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
