import type { Node, NodeAPI, NodeDef } from 'node-red';
import { BuiltInAppliance } from './lib/built-in/built-in-appliance';
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
}

interface ApplianceCredentials {
  token?: string;
}

type ApplianceNode = Node<ApplianceCredentials> & ApplianceProvider;

interface TlsNode extends Node {
  addTLSOptions(options: TlsOptions): TlsOptions;
}

export = (RED: NodeAPI): void => {
  function Appliance(this: ApplianceNode, settings: ApplianceSettings): void {
    RED.nodes.createNode(this, settings);
    const turns = new SessionTurns(systemClock);
    let provider: { use(): ApplianceHold } | undefined;
    this.use = (): ApplianceLease => ({
      ...(provider ??= providerOf(settings, this.credentials.token)).use(),
      turns,
    });
  }

  // Made on first use: the TLS node may be built after this one.
  function providerOf(settings: ApplianceSettings, token: string | undefined): { use(): ApplianceHold } {
    if (settings.server !== 'url') return new BuiltInAppliance();
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

  RED.nodes.registerType<ApplianceNode, ApplianceSettings, object, ApplianceCredentials>(
    'speechmatics-appliance',
    Appliance,
    { credentials: { token: { type: 'password' } } },
  );
};
