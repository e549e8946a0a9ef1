import { CodedError } from '../errors/coded-error';

/** Shorter secrets are not removed from messages, since they would also match within ordinary words. */
const SHORTEST_SECRET = 4;

/** Schemes of each kind of source that has an address. */
const SCHEMES = {
  url: ['http', 'https'],
  rtsp: ['rtsp', 'rtsps'],
  rtmp: ['rtmp', 'rtmps'],
  udp: ['udp', 'rtp'],
} as const;

export type AddressKind = keyof typeof SCHEMES;

/** The address of a source, with user and password. */
export interface Address {
  /** Without user and password. */
  url: URL;
  user: string;
  password: string;
}

/** The kind of source for the scheme of a URL; undefined if there is none. */
export function kindOfUrl(url: string): AddressKind | undefined {
  const scheme = /^([a-z]+):\/\//i.exec(url)?.[1]?.toLowerCase();
  const kinds = Object.keys(SCHEMES) as AddressKind[];
  return kinds.find((kind) => (SCHEMES[kind] as readonly string[]).includes(scheme ?? ''));
}

/**
 * Reads an address. User and password may be in it; separate ones take precedence.
 *
 * @throws CodedError `invalid_url`
 */
export function readAddress(kind: AddressKind, text: string, user = '', password = ''): Address {
  const schemes = SCHEMES[kind].map((scheme) => `${scheme}://`).join(' or ');
  const invalid = new CodedError('invalid_url', `The address must be a URL that begins with ${schemes}.`, {
    retryable: false,
  });
  // Parsing a URL removes these characters, so ffmpeg would see another address than the one checked here.
  if (kindOfUrl(text) !== kind || !URL.canParse(text) || /[\s\0]/.test(text)) throw invalid;
  const url = new URL(text);
  if (url.hostname === '' && kind !== 'udp') throw invalid;
  const inside = { user: decoded(url.username), password: decoded(url.password) };
  url.username = url.password = '';
  return { url, ...(user === '' && password === '' ? inside : { user, password }) };
}

/** The address with its secrets, only for the program that opens it. */
export function secretUrl({ url, user, password }: Address): string {
  if (user === '' && password === '') return url.href;
  const access = `${encodeURIComponent(user)}:${encodeURIComponent(password)}@`;
  return url.href.replace('://', `://${access}`);
}

/**
 * Returns a function that removes addresses, except their hosts, and passwords from messages of a program.
 *
 * @param others further secrets
 */
export function addressHider(addresses: readonly Address[], others: readonly string[] = []): (text: string) => string {
  const secrets = addresses
    .flatMap<string>(({ url, user, password }) => [
      ...[user, password, encodeURIComponent(user), encodeURIComponent(password)],
      ...[url.href, url.pathname + url.search, url.search.slice(1), ...url.searchParams.values()],
      ...url.pathname.split('/'),
    ])
    .concat(others)
    .filter(({ length }) => length >= SHORTEST_SECRET)
    .sort((a, b) => b.length - a.length);
  return (text) => {
    const bare = text.replaceAll(/\b([a-z][a-z0-9+.-]*:\/\/)([^\s/'"?#]*@)?([^\s/'"?#@]*)[^\s'"]*/gi, '$1$3');
    return secrets.reduce((rest, secret) => rest.replaceAll(secret, '[hidden]'), bare);
  };
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
