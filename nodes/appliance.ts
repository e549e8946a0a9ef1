import { resolve } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { DEFAULT_SESSIONS, MAX_SESSIONS } from './lib/built-in/appliance-options';
import { askHealth } from './lib/health/ask-health';
import type { HealthReport } from './lib/health/report';
import { BuiltInAppliance } from './lib/built-in/built-in-appliance';
import { recogniserModules } from './lib/built-in/packages';
import { coerce } from './lib/speech-api/coercion';
import { invalidSetting } from './lib/speech-api/configuration-error';
import { systemClock } from './lib/speech-api/clock';
import { testHandshake, testSession } from './lib/speech-api/connection-test';
import type { Endpoint, TlsOptions } from './lib/speech-api/endpoint';
import { proxyAgent } from './lib/speech-api/proxy';
import type { ApplianceHold, ApplianceLease, ApplianceProvider, ApplianceSharing } from './lib/stream/appliance';
import { newSharing } from './lib/stream/appliance-sharing';
import { readHeaders, RemoteAppliance } from './lib/stream/remote-appliance';
import { StreamError } from './lib/stream/stream-error';
import { readTestRequest, type StoredAccess, tokenFor } from './lib/stream/test-request';

interface ApplianceSettings extends NodeDef {
  server: 'built-in' | 'url';
  url: string;
  tls: string;
  headers: unknown;
  sessions: unknown;
}

interface ApplianceCredentials {
  token?: string;
}

/** What all users of an appliance node share. */
interface Shared {
  provider: { use(): ApplianceHold };
  sharing: ApplianceSharing;
}

interface ApplianceNode extends Node<ApplianceCredentials>, ApplianceProvider {
  server: ApplianceSettings['server'];
  /** Where a server by address is, and what it lets in. */
  stored: StoredAccess;
}

/** What the dialog is told of a test; `code` is `completed` if all is well. */
interface TestAnswer {
  code: string;
  reason: string;
  health?: HealthReport;
}

/** Milliseconds that a health service may take while somebody looks at the dialog. */
const HEALTH_TIMEOUT = 2000;

interface TlsNode extends Node {
  addTLSOptions(options: TlsOptions): TlsOptions;
}

export = (RED: NodeAPI): void => {
  function Appliance(this: ApplianceNode, settings: ApplianceSettings): void {
    RED.nodes.createNode(this, settings);
    this.server = settings.server;
    this.stored = { url: settings.url ?? '', token: this.credentials.token };
    let shared: Shared | undefined;
    this.use = (): ApplianceLease => {
      const { provider, sharing } = (shared ??= share(settings, this.credentials.token));
      return { ...provider.use(), ...sharing };
    };
  }

  // Made on first use: the TLS node may be built after this one.
  function share(settings: ApplianceSettings, token: string | undefined): Shared {
    const sessions = readSessions(settings.sessions);
    if (settings.server === 'url') {
      return { provider: remoteAppliance(settings, token), sharing: newSharing(systemClock, sessions) };
    }
    return { provider: builtInAppliance(sessions), sharing: newSharing(systemClock, sessions ?? DEFAULT_SESSIONS) };
  }

  function builtInAppliance(sessions?: number): BuiltInAppliance {
    const { userDir } = RED.settings;
    return new BuiltInAppliance({ sessions, folders: userDir ? [resolve(userDir)] : [] });
  }

  type Remote = Pick<ApplianceSettings, 'url' | 'tls' | 'headers'>;

  function remoteAppliance(settings: Remote, token: string | undefined): RemoteAppliance {
    const tlsNode = settings.tls ? (RED.nodes.getNode(settings.tls) as TlsNode | null) : null;
    if (settings.tls && !tlsNode) {
      throw new StreamError('tls_missing', 'The TLS configuration of the appliance is missing or switched off.');
    }
    return new RemoteAppliance({
      url: settings.url ?? '',
      token: token || undefined,
      headers: readHeaders(settings.headers),
      tls: tlsNode?.addTLSOptions({}),
    });
  }

  function readSessions(stored: unknown): number | undefined {
    const sessions = coerce(stored, 'number', 'sessions') as number | undefined;
    if (sessions === undefined) return undefined;
    if (Number.isInteger(sessions) && sessions >= 1 && sessions <= MAX_SESSIONS) return sessions;
    throw invalidSetting('sessions', `a whole number from 1 to ${MAX_SESSIONS}`);
  }

  async function test(body: unknown): Promise<TestAnswer> {
    let lease: ApplianceHold | undefined;
    try {
      const { id, language, ...settings } = readTestRequest(body);
      const node = RED.nodes.getNode(id) as ApplianceNode | null;
      if (settings.server === 'url') {
        const url = fromEnvironment(settings.url, node);
        const token = tokenFor(url, settings.token, node?.stored);
        const headers = fromEnvironment(settings.headers, node);
        lease = remoteAppliance({ ...settings, url, headers }, token && fromEnvironment(token, node)).use();
      } else {
        lease = node?.server === 'built-in' ? node.use() : builtInAppliance().use();
      }
      const endpoint = await lease.endpoint();
      // Before the session, which it would count.
      const health = await healthOf(endpoint);
      const { code, reason } = await (language ? testSession(endpoint, language) : testHandshake(endpoint));
      return { code, reason, health };
    } catch (error) {
      const { code, message } = StreamError.from(error);
      return { code, reason: message };
    } finally {
      lease?.release();
    }
  }

  /** Undefined where nothing is known of it: not every server has a health service that is open to all. */
  function healthOf({ url, tls }: Endpoint): Promise<HealthReport | undefined> {
    const agent = (address: string, timeout: number): ReturnType<typeof proxyAgent> =>
      proxyAgent(address, process.env, timeout);
    const access = { tls, agent, timeout: HEALTH_TIMEOUT };
    return askHealth({ speechUrl: url, access }).catch(() => undefined);
  }

  /** What `${NAME}` stands for; it stays where there is no such variable. */
  function fromEnvironment<T>(value: T, node: ApplianceNode | null): T {
    if (typeof value !== 'string' || !/^\$\{.+\}$/.test(value)) return value;
    return (RED.util.evaluateNodeProperty(value, 'env', node as Node, {}) || value) as T;
  }

  RED.httpAdmin.post(
    '/speechmatics-appliance/test',
    RED.auth.needsPermission('speechmatics-appliance.write'),
    (request, response) => void test(request.body).then((answer) => response.json(answer)),
  );

  const options = {
    credentials: { token: { type: 'password' } },
    // The dialog reads it as RED.settings.speechmaticsApplianceModules.
    settings: { speechmaticsApplianceModules: { value: recogniserModules, exportable: true } },
    // Node-RED installs what this property lists.
    dynamicModuleList: 'modules',
  } as const;
  RED.nodes.registerType<ApplianceNode, ApplianceSettings, object, ApplianceCredentials>(
    'speechmatics-appliance',
    Appliance,
    options,
  );
};
