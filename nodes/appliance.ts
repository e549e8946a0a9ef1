import type { Node, NodeAPI, NodeDef } from 'node-red';
import { BuiltInAppliance } from './lib/built-in/built-in-appliance';
import type { TlsOptions } from './lib/speech-api/endpoint';
import type { ApplianceLease, ApplianceProvider } from './lib/stream/appliance';
import { RemoteAppliance } from './lib/stream/remote-appliance';

interface ApplianceSettings extends NodeDef {
  server: 'built-in' | 'url';
  url: string;
  tls: string;
  headers: '' | Record<string, string>;
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
    let provider: ApplianceProvider | undefined;
    this.use = (): ApplianceLease => (provider ??= providerOf(settings, this.credentials.token)).use();
  }

  // Made on first use: the TLS node may be built after this one.
  function providerOf(settings: ApplianceSettings, token: string | undefined): ApplianceProvider {
    if (settings.server !== 'url') return new BuiltInAppliance();
    const tlsNode = settings.tls ? (RED.nodes.getNode(settings.tls) as TlsNode | null) : null;
    return new RemoteAppliance({
      url: settings.url ?? '',
      token: token || undefined,
      headers: settings.headers || undefined,
      tls: tlsNode?.addTLSOptions({}),
    });
  }

  RED.nodes.registerType<ApplianceNode, ApplianceSettings, object, ApplianceCredentials>(
    'speechmatics-appliance',
    Appliance,
    { credentials: { token: { type: 'password' } } },
  );
};
