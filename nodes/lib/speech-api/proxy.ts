import type { Agent } from 'node:http';
import { SettingsError } from '../settings/settings-error';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Default ports. */
const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'ws:': '80', 'http:': '80', 'wss:': '443', 'https:': '443' };
/** A WebSocket begins as HTTP: without a proxy for its own scheme, that of HTTP is used. */
const VARIABLES: Readonly<Record<string, readonly string[]>> = {
  'ws:': ['ws_proxy', 'http_proxy', 'all_proxy'],
  'wss:': ['wss_proxy', 'https_proxy', 'all_proxy'],
  'http:': ['http_proxy', 'all_proxy'],
  'https:': ['https_proxy', 'all_proxy'],
};

/** Names by which a proxy would reach itself. */
const LOOPBACK = /^(localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * The proxy that the environment names for an address, or undefined: `http_proxy` for `ws:` and `http:`, `https_proxy` for
 * `wss:` and `https:`, `all_proxy` for all, with the exceptions of `no_proxy` and of this machine; in lower or upper case.
 * Core nodes of Node-RED read the same variables. Proxies that don't speak HTTP (SOCKS) are ignored.
 *
 * @param address URL; an invalid one needs no proxy
 */
export function proxyFor(address: string, environment: Environment): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  const read = (name: string): string => environment[name] || environment[name.toUpperCase()] || '';
  if (LOOPBACK.test(url.hostname) || isExcepted(url, read('no_proxy'))) return undefined;
  return VARIABLES[url.protocol]
    ?.map(read)
    .filter(Boolean)
    .map((proxy) => (proxy.includes('://') ? proxy : `http://${proxy}`))
    .find((proxy) => /^https?:/i.test(proxy));
}

/** Milliseconds for a proxy to connect to an address. */
const TUNNEL_TIMEOUT = 30_000;

/**
 * Creates an agent for one connection through the proxy that the environment names for an address; undefined: no proxy. If
 * the proxy refuses, the request fails with the code `ERR_PROXY_REFUSED`; if it does not answer in time, with `ABORT_ERR`.
 *
 * @param timeout milliseconds for the proxy to connect, from now on
 * @throws SettingsError `invalid_setting`
 */
export async function proxyAgent(
  address: string,
  environment: Environment,
  timeout = TUNNEL_TIMEOUT,
): Promise<Agent | undefined> {
  const proxy = proxyFor(address, environment);
  if (proxy === undefined) return undefined;
  if (!URL.canParse(proxy)) {
    const message = 'The environment sets a proxy whose address is not valid. Use the form http://proxy:3128.';
    throw new SettingsError('invalid_setting', 'proxy', message);
  }
  // Imported only when needed; `require` of older Node.js versions can't load this ES module.
  const { HttpsProxyAgent } = await import('https-proxy-agent');
  const giveUp = new AbortController();
  const timer = setTimeout(() => giveUp.abort(), timeout);
  timer.unref();
  const agent = new HttpsProxyAgent(proxy, { signal: giveUp.signal });
  agent.on('proxyConnect', ({ statusCode }: { statusCode: number }) => {
    clearTimeout(timer);
    if (statusCode === 200) return;
    giveUp.abort();
    throw Object.assign(new Error('The proxy refused the way.'), { code: 'ERR_PROXY_REFUSED' });
  });
  return agent;
}

/** @param exceptions host names, `.domains` with their subdomains, or `*`, each optionally with a port */
function isExcepted({ protocol, hostname, port }: URL, exceptions: string): boolean {
  return exceptions
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((exception) => {
      const [, name = exception, itsPort] = /^(.+):(\d+)$/.exec(exception) ?? [];
      if (itsPort !== undefined && itsPort !== (port || DEFAULT_PORTS[protocol])) return false;
      if (/^[.*]/.test(name)) return hostname.endsWith(name.replace(/^\*/, ''));
      return hostname === name;
    });
}
