import * as connectionTest from './appliance/connection-test.js';
import * as headers from './appliance/headers.js';
import * as recogniser from './appliance/recogniser.js';
import { declareNone, type WithCredentials } from './credentials.js';
import type { EditorNode, Validity } from './node-red.js';

/** An appliance node, with its stored settings. */
interface ApplianceNode extends EditorNode, WithCredentials {
  server: string;
  sessions: number | string;
  headers: unknown;
  modules?: object[];
}

const field = <T extends HTMLElement = HTMLInputElement>(name: string): JQuery<T> => $(`#node-config-input-${name}`);

/** Environment variables stay text; the runtime reads their number. */
function numberOrText(value: string): number | string {
  return value === '' || isNaN(Number(value)) ? value : Number(value);
}

const dialog = {
  prepare(node: ApplianceNode): void {
    declareNone(node, { token: 'password', secretHeaders: 'password' });
    const show = (): void => {
      const byUrl = field('server').val() === 'url';
      $('.speechmatics-url-row').toggle(byUrl);
      $('.speechmatics-built-in-row').toggle(!byUrl);
    };
    field('server').on('change', show);
    show();
    recogniser.prepare(node, field('speechmatics-recogniser'));
    field('speechmatics-install').prop('checked', (node.modules ?? []).length > 0);
    const validate = (typed: string): Validity => dialog.validHeaders(node, typed);
    headers.prepare(field('speechmatics-headers'), node.headers, validate);
    const placeholders = {
      stored: node._('appliance.placeholder.secret-headers-stored'),
      none: node._('appliance.placeholder.secret-headers'),
    };
    headers.prepareSecret(field('speechmatics-secret-headers'), node.credentials ?? {}, placeholders, validate);

    const hint = (): void => showHint(node);
    for (const name of ['url', 'tls', 'token']) field(name).on('input change', hint);
    hint();

    const text = (name: string): string => String(field(name).val() ?? '').trim();
    const withSession = field('speechmatics-test-session');
    const language = field('speechmatics-test-language');
    withSession.on('change', () => void language.prop('disabled', !withSession.is(':checked'))).trigger('change');
    connectionTest.prepare(node, field('speechmatics-test'), field('speechmatics-test-result'), () => ({
      id: node.id,
      server: text('server'),
      url: text('url'),
      tls: text('tls').replace('_ADD_', ''),
      headers: headers.read(field('speechmatics-headers')),
      token: text('token'),
      secretHeaders: headers.readSecret(field('speechmatics-secret-headers'), node.credentials ?? {}),
      language: withSession.is(':checked') ? text('speechmatics-test-language') || 'en' : '',
    }));
  },

  save(node: ApplianceNode): void {
    const install = field('server').val() !== 'url' && field('speechmatics-install').is(':checked');
    if (!install) node.modules = [];
    // Modules stored by an older version stay if they are sufficient, so that opening the dialog does not change the flow.
    else if (!node.modules?.length || isOutdated(node.modules)) node.modules = structuredClone(currentModules());
    node.sessions = numberOrText(String(field('sessions').val()).trim());
    node.headers = headers.read(field('speechmatics-headers'));
    headers.saveSecret(field('speechmatics-secret-headers'), (node.credentials ??= {}));
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
    return !isOutdated(modules ?? []) || node._('appliance.outdated-modules');
  },
};

/** Whether a package has another version than this package needs. One may be missing: the native engine. */
function isOutdated(modules: readonly object[]): boolean {
  const current = new Set(currentModules().map((module) => JSON.stringify(module)));
  return modules.some((module) => !current.has(JSON.stringify(module)));
}

/** Shows a hint about the address. */
function showHint(node: ApplianceNode): void {
  const url = String(field('url').val());
  const hasTls = !['', '_ADD_', 'null', 'undefined'].includes(String(field('tls').val() ?? ''));
  const hints = [
    [/^wss:/.test(url) && !hasTls && !/\.speechmatics\.com/.test(url), 'self-signed'],
    [/^ws:/.test(url) && hasTls, 'no-tls'],
    [/^ws:/.test(url) && field('token').val() !== '', 'clear-token'],
  ] as const;
  const shown = hints.filter(([applies]) => applies).map(([, name]) => node._(`appliance.hint.${name}`));
  field('speechmatics-hint')
    .text(shown.join(' '))
    .toggle(shown.length > 0);
}

/** The packages that Node-RED installs for the built-in appliance. */
function currentModules(): object[] {
  return RED.settings.speechmaticsApplianceModules as object[];
}

declare global {
  interface Window {
    speechmaticsAppliance: typeof dialog;
  }
}
window.speechmaticsAppliance = dialog;
