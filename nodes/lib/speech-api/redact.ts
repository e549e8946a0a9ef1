import type { Endpoint } from './endpoint';

/** Shorter values are not secrets, and hiding them would spoil ordinary words. */
const SHORTEST_SECRET = 4;
/** Of headers and queries, most of which are no secrets: "word" or "event" would spoil the server's messages. */
const SHORTEST_VALUE = 8;

/**
 * The function that takes the endpoint's secrets (token, header values, name, password and query of the URL) out of a
 * text that the server wrote: some servers repeat in an error what they refuse.
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

/** A copy of a JSON value in which `hide` has been applied to every text, names of fields included. */
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
