import type { Node, NodeAPI, NodeDef, NodeMessageInFlow } from 'node-red';
import { askHealth } from './lib/health/ask-health';
import { healthCodes } from './lib/health/health-error';
import type { HealthReport } from './lib/health/report';
import { copyMessage, type MessageIdentity, settle } from './lib/message/copy-message';
import { readText } from './lib/settings/read-setting';
import { proxyAgent } from './lib/speech-api/proxy';
import { chosenAppliance } from './lib/appliance/chosen-appliance';
import { promptEndpoint } from './lib/appliance/prompt-endpoint';
import { CodedError } from './lib/errors/coded-error';

interface HealthSettings extends NodeDef {
  appliance: unknown;
  address: unknown;
}

interface HealthCredentials {
  user?: string;
  password?: string;
}

type Look = { fill: 'green' | 'yellow' | 'red'; shape: 'dot' | 'ring' };

/** Error codes for which the catalogue has a short text; the others show as `error`. */
const NAMED_CODES: ReadonlySet<string> = new Set([
  ...healthCodes,
  'recogniser_missing',
  'no_appliance',
  'unset_variable',
  'invalid_setting',
  'uncopyable_message',
]);
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
      const lease = chosenAppliance(settings.appliance, (id) => RED.nodes.getNode(id)).use();
      try {
        const { url, tls } = await promptEndpoint(lease);
        const address = readText(settings.address, 'address') || undefined;
        const user = readText(this.credentials.user, 'user');
        const password = readText(this.credentials.password, 'password');
        const credentials = user === '' ? undefined : { user, password };
        const agent = (place: string, timeout: number): ReturnType<typeof proxyAgent> =>
          proxyAgent(place, process.env, timeout);
        return await askHealth({ speechUrl: url, address, access: { tls, credentials, agent } });
      } finally {
        lease.release();
      }
    };

    const report = (error: Error, message: MessageIdentity): void => this.error(error, message);

    this.on('input', (message, send, done) => {
      const end = (error?: Error): void => settle(done, error, message, report);
      const fail = (error: unknown): void => {
        const known = CodedError.from(error);
        if (!closed) show({ fill: 'red', shape: 'ring' }, 'error', known.code);
        end(known);
      };
      let copy: NodeMessageInFlow;
      try {
        copy = copyMessage(message);
      } catch (error) {
        return fail(error);
      }
      // Messages that come while an answer is awaited share it.
      asking ??= ask().finally(() => (asking = undefined));
      asking
        .then((health) => {
          if (closed) return;
          if (health.ready) show({ fill: 'green', shape: 'dot' }, 'ready');
          else if (health.healthy) show({ fill: 'yellow', shape: 'ring' }, 'full');
          else show({ fill: 'red', shape: 'ring' }, 'unhealthy');
          send({ ...copy, payload: { ...health }, ready: health.ready });
        })
        .then(
          () => end(),
          (error: unknown) => (closed ? end() : fail(error)),
        );
    });
    this.on('close', () => {
      closed = true;
    });
  }

  RED.nodes.registerType<Node<HealthCredentials>, HealthSettings, object, HealthCredentials>(
    'speechmatics-health',
    Health,
    { credentials: { user: { type: 'text' }, password: { type: 'password' } } },
  );
};
