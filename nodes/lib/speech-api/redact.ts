import type { Endpoint } from './endpoint';

/** Shorter values are no secrets, and hiding them would spoil ordinary words. */
const SHORTEST_SECRET = 4;

/**
 * The function that takes the endpoint's secrets (token, header values, name, password and query of the URL) out of a
 * text that the server wrote: some servers repeat in an error what they refuse.
 */
export function redactor(endpoint: Endpoint): (text: string) => string {
  const secrets = [endpoint.token ?? '', ...Object.values(endpoint.headers ?? {}), ...urlSecrets(endpoint.url)]
    .filter((secret) => secret.length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
  return (text) => secrets.reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), text);
}

/** A copy of a JSON value in which `hide` has been applied to every text, names of fields included. */
export function redacted(value: unknown, hide: (text: string) => string): unknown {
  if (typeof value === 'string') return hide(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => redacted(item, hide));
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [hide(name), redacted(field, hide)]));
}

function urlSecrets(text: string): string[] {
  if (!URL.canParse(text)) return [];
  const url = new URL(text);
  return [url.username, decode(url.username), url.password, decode(url.password), ...url.searchParams.values()];
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
