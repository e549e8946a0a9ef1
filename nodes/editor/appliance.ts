import * as headers from './appliance/headers.js';
import type { EditorNode, Validity } from './node-red.js';

/** The settings of an appliance node, as `design` and flows name them. */
interface ApplianceNode extends EditorNode {
  server: string;
  sessions: number | string;
  headers: unknown;
  modules?: object[];
}

const field = <T extends HTMLElement = HTMLInputElement>(name: string): JQuery<T> => $(`#node-config-input-${name}`);

/** Environment variables stay text; the runtime reads the number behind them. */
function numberOrText(value: string): number | string {
  return value === '' || isNaN(Number(value)) ? value : Number(value);
}

const dialog = {
  prepare(node: ApplianceNode): void {
    const show = (): void => {
      const byUrl = field('server').val() === 'url';
      $('.speechmatics-url-row').toggle(byUrl);
      $('.speechmatics-built-in-row').toggle(!byUrl);
    };
    field('server').on('change', show);
    show();
    field('speechmatics-install').prop('checked', (node.modules ?? []).length > 0);
    headers.prepare(field('speechmatics-headers'), node.headers, dialog.validHeaders.bind(null, node));
  },

  save(node: ApplianceNode): void {
    const install = field('server').val() !== 'url' && field('speechmatics-install').is(':checked');
    node.modules = install ? structuredClone(currentModules()) : [];
    node.sessions = numberOrText(String(field('sessions').val()).trim());
    node.headers = headers.read(field('speechmatics-headers'));
  },

  validUrl(node: ApplianceNode, url: string): Validity {
    const server = field<HTMLSelectElement>('server').val() || node.server;
    return server !== 'url' || /^wss?:\/\/[^\s/]+/.test(url) || node._('appliance.invalid-url');
  },

  validHeaders(node: ApplianceNode, value: unknown): Validity {
    return headers.areValid(value) || node._('appliance.invalid-headers');
  },

  validSessions(node: ApplianceNode, sessions: unknown): Validity {
    const count = Number(sessions ?? 1);
    return (Number.isInteger(count) && count >= 1 && count <= 1000) || node._('appliance.invalid-sessions');
  },

  validModules(node: ApplianceNode, modules: object[] | undefined): Validity {
    const outdated = modules && modules.length > 0 && JSON.stringify(modules) !== JSON.stringify(currentModules());
    return !outdated || node._('appliance.outdated-modules');
  },
};

/** What Node-RED would install for the built-in appliance. */
function currentModules(): object[] {
  return RED.settings.speechmaticsApplianceModules as object[];
}

declare global {
  interface Window {
    speechmaticsAppliance: typeof dialog;
  }
}
window.speechmaticsAppliance = dialog;
