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
