import type { Endpoint } from './endpoint';

/** Shorter values are not hidden: that would mangle ordinary words. */
const SHORTEST_SECRET = 4;
/** The same for headers and queries, which are mostly not secret: hiding "word" or "event" would mangle messages. */
const SHORTEST_VALUE = 8;

/**
 * Returns a function that removes the endpoint's secrets (token, header values, user, password and query of the URL) from a
 * server's text: some servers repeat in an error what they refuse.
 */
export function redactor(endpoint: Endpoint): (text: string) => string {
  const url = URL.canParse(endpoint.url) ? new URL(endpoint.url) : undefined;
  const secrets = [
    ...[endpoint.token ?? '', ...accessOf(url)].filter(({ length }) => length >= SHORTEST_SECRET),
    ...[...Object.values(endpoint.headers ?? {}), ...(url?.searchParams.values() ?? [])].filter(
      ({ length }) => length >= SHORTEST_VALUE,
    ),
  ].sort((a, b) => b.length - a.length);
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text);
}

/** Copies a JSON value with `hide` applied to every string, including field names. */
export function redacted(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redacted(item, hide));
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [hide(name), redacted(field, hide)]));
}

function accessOf(url: URL | undefined): string[] {
  if (!url) return [];
  return [url.username, decode(url.username), url.password, decode(url.password)];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
