import { resolve } from 'node:path';
import type { RequestHandler } from 'express';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { DEFAULT_SESSIONS, MAX_SESSIONS } from './lib/built-in/process/appliance-options';
import { askHealth } from './lib/health/ask-health';
import type { HealthReport } from './lib/health/report';
import { BuiltInAppliance } from './lib/built-in/process/built-in-appliance';
import { type InstallationHooks, RecogniserInstallation } from './lib/built-in/installation/recogniser-installation';
import { recogniserModules } from './lib/built-in/recogniser/packages';
import { coerce } from './lib/settings/coercion';
import { invalidSetting } from './lib/settings/settings-error';
import { systemClock } from './lib/time/clock';
import { testHandshake, testSession } from './lib/appliance/connection-test';
import { promptEndpoint } from './lib/appliance/prompt-endpoint';
import type { Endpoint } from './lib/speech-api/endpoint';
import { proxyAgent } from './lib/speech-api/proxy';
import {
  type ApplianceHold,
  type ApplianceLease,
  type ApplianceProvider,
  type ApplianceSharing,
  nodeOfType,
} from './lib/appliance/appliance';
import { readHeaders, readServer, readTls } from './lib/appliance/appliance-settings';
import { readText } from './lib/settings/read-setting';
import { defaultAppliance } from './lib/appliance/default-appliance';
import { newSharing } from './lib/appliance/appliance-sharing';
import { RemoteAppliance } from './lib/appliance/remote-appliance';
import { RunningTests } from './lib/appliance/running-tests';
import { CodedError } from './lib/errors/coded-error';
import { helpUrl } from './lib/errors/help';
import { type Access, accessFor, type Deployed, readTestRequest } from './lib/appliance/test-request';

interface ApplianceSettings extends NodeDef {
  server: unknown;
  url: unknown;
  tls: unknown;
  headers: unknown;
  sessions: unknown;
}

interface ApplianceCredentials {
  token?: string;
  /** JSON text of an object, like that of the setting `headers`. */
  secretHeaders?: string;
}

/** What all users of an appliance node share. */
interface Shared {
  provider: { use(): ApplianceHold };
  sharing: ApplianceSharing;
}

interface ApplianceNode extends Node<ApplianceCredentials>, ApplianceProvider {
  server: unknown;
  /** What is sent to a server by address. */
  access: Access;
}

/** What the dialog is told of a test; `code` is `completed` if all is well. */
interface TestAnswer {
  code: string;
  reason: string;
  health?: HealthReport;
}

/** Milliseconds that a health service may take while somebody looks at the dialog. */
const HEALTH_TIMEOUT = 2000;

type Warn = (text: string) => void;

const TYPE = 'speechmatics-appliance';

export = (RED: NodeAPI): void => {
  // As Node-RED finds it for the modules of flows.
  const userDir = resolve(RED.settings.userDir ?? process.env.NODE_RED_HOME ?? '.');
  const installation = new RecogniserInstallation({
    folder: userDir,
    externalModules: (RED.settings as { externalModules?: unknown }).externalModules,
    hooks: RED.hooks as unknown as InstallationHooks,
    log: (text) => RED.log.info(text),
  });

  function Appliance(this: ApplianceNode, settings: ApplianceSettings): void {
    RED.nodes.createNode(this, settings);
    this.server = settings.server;
    this.access = accessOf(settings, this.credentials);
    let shared: Shared | undefined;
    this.use = (): ApplianceLease => {
      shared ??= share(settings, this.credentials, (text) => this.warn(text));
      return leaseOf(shared);
    };
  }

  defaultAppliance.provide(() => {
    const shared = sharedBuiltIn((text) => RED.log.warn(text));
    return { use: () => leaseOf(shared) };
  });

  // Made on first use: the TLS node may be built after this one.
  function share(settings: ApplianceSettings, credentials: ApplianceCredentials, warn: Warn): Shared {
    const sessions = readSessions(settings.sessions);
    if (readServer(settings.server) === 'url') {
      const provider = remoteAppliance({ ...settings, ...credentials });
      return { provider, sharing: newSharing(systemClock, sessions) };
    }
    return sharedBuiltIn(warn, sessions);
  }

  function sharedBuiltIn(warn: Warn, sessions?: number): Shared {
    return {
      provider: builtInAppliance(warn, sessions),
      sharing: newSharing(systemClock, sessions ?? DEFAULT_SESSIONS),
    };
  }

  function builtInAppliance(onNotice: Warn, sessions?: number): BuiltInAppliance {
    return new BuiltInAppliance({ sessions, onNotice, folders: [userDir], installation });
  }

  type Remote = Pick<ApplianceSettings, 'url' | 'tls' | 'headers'> & ApplianceCredentials;

  function remoteAppliance({ url, tls, token, headers, secretHeaders }: Remote): RemoteAppliance {
    const [open, secret] = [readHeaders(headers), readHeaders(secretHeaders)];
    return new RemoteAppliance({
      url: readText(url, 'url'),
      token: readText(token, 'token') || undefined,
      headers: (open || secret) && { ...open, ...secret },
      tls: readTls(tls, (id) => RED.nodes.getNode(id)),
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
      const { id, server, tls, language, ...typed } = readTestRequest(body);
      const node = nodeOfType<ApplianceNode>(RED.nodes.getNode(id), TYPE);
      if (server === 'url') lease = remoteAppliance({ tls, ...accessFor(typed, node && deployed(node)) }).use();
      else lease = node?.server === 'built-in' ? node.use() : builtInAppliance((text) => RED.log.warn(text)).use();
      const endpoint = await promptEndpoint(lease);
      // Before the session, which it would count.
      const health = await healthOf(endpoint);
      const { code, reason } = await (language ? testSession(endpoint, language) : testHandshake(endpoint));
      return { code, reason, health };
    } catch (error) {
      return failed(error);
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

  /** A node as it was deployed: what it has been given has its environment variables looked up already. */
  function deployed(node: ApplianceNode): Deployed {
    let stored = node.access;
    RED.nodes.eachNode((definition) => {
      if (definition.id !== node.id) return;
      stored = accessOf(definition as ApplianceSettings, RED.nodes.getCredentials(node.id));
    });
    return { stored, resolved: node.access };
  }

  const tests = new RunningTests();
  // A page from elsewhere can post a form to a browser's own network, but no JSON.
  const onlyJson: RequestHandler = (request, response, next) => {
    if (request.is('application/json')) return next();
    const reason = 'This takes JSON only, with the content type application/json.';
    response.status(415).json({ code: 'invalid_request', reason });
  };
  RED.httpAdmin.post(`/${TYPE}/test`, RED.auth.needsPermission(`${TYPE}.write`), onlyJson, (request, response) => {
    const { username = '' } = (request as { user?: { username?: string } }).user ?? {};
    void tests
      .run(username, () => test(request.body))
      .catch(failed)
      .then((answer) => response.json({ ...answer, help: helpUrl(answer.code) }));
  });

  const report: RequestHandler = (_request, response) => {
    void installation
      .report()
      .catch(failed)
      .then((answer) => response.json(answer));
  };
  RED.httpAdmin.get(`/${TYPE}/recogniser`, RED.auth.needsPermission(`${TYPE}.read`), report);
  // The permission that Node-RED wants for installing nodes.
  RED.httpAdmin.post(
    `/${TYPE}/recogniser`,
    RED.auth.needsPermission('nodes.write'),
    onlyJson,
    (_request, _response, next) => {
      installation.begin();
      next();
    },
    report,
  );

  const options = {
    credentials: { token: { type: 'password' }, secretHeaders: { type: 'password' } },
    // The dialog reads it as RED.settings.speechmaticsApplianceModules.
    settings: { speechmaticsApplianceModules: { value: recogniserModules, exportable: true } },
    // Node-RED installs what this property lists.
    dynamicModuleList: 'modules',
  } as const;
  RED.nodes.registerType<ApplianceNode, ApplianceSettings, object, ApplianceCredentials>(TYPE, Appliance, options);
};

function leaseOf({ provider, sharing }: Shared): ApplianceLease {
  return { ...provider.use(), ...sharing };
}

function failed(error: unknown): TestAnswer {
  const { code, message } = CodedError.from(error);
  return { code, reason: message };
}

function accessOf({ url, headers }: ApplianceSettings, credentials: ApplianceCredentials | undefined): Access {
  const { token, secretHeaders } = credentials ?? {};
  return { url: typeof url === 'string' ? url : '', headers, token, secretHeaders };
}
