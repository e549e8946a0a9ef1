import type { Node, NodeAPI, NodeDef } from 'node-red';
import { askHealth } from './lib/health/ask-health';
import { healthCodes } from './lib/health/health-error';
import type { HealthReport } from './lib/health/report';
import { coerce } from './lib/speech-api/coercion';
import { proxyAgent } from './lib/speech-api/proxy';
import type { ApplianceProvider } from './lib/stream/appliance';
import { StreamError } from './lib/stream/stream-error';

interface HealthSettings extends NodeDef {
  appliance: string;
  address: unknown;
}

interface HealthCredentials {
  user?: string;
  password?: string;
}

type Look = { fill: 'green' | 'yellow' | 'red'; shape: 'dot' | 'ring' };

/** Error codes for which the catalogue has a short text; the others show as `error`. */
const NAMED_CODES: ReadonlySet<string> = new Set([...healthCodes, 'no_appliance', 'unset_variable']);
/** Status texts are keys of this node set's catalogue; inside subflows only the full name is found. */
const CATALOGUE = 'node-red-contrib-speechmatics/speechmatics-health';

export = (RED: NodeAPI): void => {
  function Health(this: Node<HealthCredentials>, settings: HealthSettings): void {
    RED.nodes.createNode(this, settings);
    let closed = false;
    let shown = '';
    let asking: Promise<HealthReport> | undefined;

    const show = (look: Look, state: string, code?: string): void => {
      if (closed || shown === `${state} ${code}`) return;
      shown = `${state} ${code}`;
      const text = code !== undefined && NAMED_CODES.has(code) ? code : state;
      this.status({ ...look, text: `${CATALOGUE}:status.${text}`, state, ...(code && { code }) } as object);
    };
    const ask = async (): Promise<HealthReport> => {
      const lease = appliance(settings.appliance).use();
      try {
        const { url, tls } = await lease.endpoint();
        const address = coerce(settings.address, 'string', 'address') as string | undefined;
        const user = coerce(this.credentials.user, 'string', 'user') as string | undefined;
        const password = (coerce(this.credentials.password, 'string', 'password') as string | undefined) ?? '';
        const credentials = user === undefined ? undefined : { user, password };
        const agent = (place: string, timeout: number): ReturnType<typeof proxyAgent> =>
          proxyAgent(place, process.env, timeout);
        return await askHealth({ speechUrl: url, address, access: { tls, credentials, agent } });
      } finally {
        lease.release();
      }
    };

    this.on('input', (message, send, done) => {
      // Messages that come while an answer is awaited share it.
      asking ??= ask().finally(() => (asking = undefined));
      asking.then(
        (report) => {
          if (closed) return done();
          if (report.ready) show({ fill: 'green', shape: 'dot' }, 'ready');
          else if (report.healthy) show({ fill: 'yellow', shape: 'ring' }, 'full');
          else show({ fill: 'red', shape: 'ring' }, 'unhealthy');
          send({ ...message, payload: { ...report }, ready: report.ready });
          done();
        },
        (error: unknown) => {
          if (closed) return done();
          const known = StreamError.from(error);
          show({ fill: 'red', shape: 'ring' }, 'error', known.code);
          done(known);
        },
      );
    });
    this.on('close', () => {
      closed = true;
    });
  }

  function appliance(id: string): ApplianceProvider {
    const node = RED.nodes.getNode(id) as Partial<ApplianceProvider> | null;
    if (node?.use) return node as ApplianceProvider;
    throw new StreamError('no_appliance', 'No appliance is chosen. Open the health node and choose or add one.');
  }

  RED.nodes.registerType<Node<HealthCredentials>, HealthSettings, object, HealthCredentials>(
    'speechmatics-health',
    Health,
    { credentials: { user: { type: 'text' }, password: { type: 'password' } } },
  );
};
