import { resolve } from 'node:path';
import type { Node, NodeAPI, NodeDef } from 'node-red';
import { DEFAULT_SESSIONS, MAX_SESSIONS } from './lib/built-in/appliance-options';
import { BuiltInAppliance } from './lib/built-in/built-in-appliance';
import { recogniserModules } from './lib/built-in/packages';
import { coerce } from './lib/speech-api/coercion';
import { invalidSetting } from './lib/speech-api/configuration-error';
import { systemClock } from './lib/speech-api/clock';
import type { TlsOptions } from './lib/speech-api/endpoint';
import type { ApplianceHold, ApplianceLease, ApplianceProvider } from './lib/stream/appliance';
import { readHeaders, RemoteAppliance } from './lib/stream/remote-appliance';
import { SessionTurns } from './lib/stream/session-turns';
import { StreamError } from './lib/stream/stream-error';

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
  turns: SessionTurns;
}

type ApplianceNode = Node<ApplianceCredentials> & ApplianceProvider;

interface TlsNode extends Node {
  addTLSOptions(options: TlsOptions): TlsOptions;
}

export = (RED: NodeAPI): void => {
  function Appliance(this: ApplianceNode, settings: ApplianceSettings): void {
    RED.nodes.createNode(this, settings);
    let shared: Shared | undefined;
    this.use = (): ApplianceLease => {
      const { provider, turns } = (shared ??= share(settings, this.credentials.token));
      return { ...provider.use(), turns };
    };
  }

  // Made on first use: the TLS node may be built after this one.
  function share(settings: ApplianceSettings, token: string | undefined): Shared {
    const sessions = readSessions(settings.sessions);
    if (settings.server === 'url') {
      return { provider: remoteAppliance(settings, token), turns: new SessionTurns(systemClock, sessions) };
    }
    const { userDir } = RED.settings;
    const provider = new BuiltInAppliance({ sessions, folders: userDir ? [resolve(userDir)] : [] });
    return { provider, turns: new SessionTurns(systemClock, sessions ?? DEFAULT_SESSIONS) };
  }

  function remoteAppliance(settings: ApplianceSettings, token: string | undefined): RemoteAppliance {
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
