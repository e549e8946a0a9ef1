import { HealthError } from './health-error';
import { type AskProfile, profiles } from './profiles';
import type { Access } from './read-json';
import type { HealthReport } from './report';

/** A possible location of a health service, and its kind. */
export interface Place {
  address: string;
  ask: AskProfile;
  access: Access;
}

/** The server whose health is asked for. */
export interface HealthQuestion {
  /** Address of the Speech API, for example `wss://host:9000/v2`. The health service is expected on the same host. */
  speechUrl: string;
  /** Address of the health service, for example `http://host:8001`, if it is not in a usual place. */
  address?: string;
  access: Access;
}

/**
 * Asks a server of any kind for its health; which kind it is, its answers show (docs/protocol.md, 13). Only reads.
 *
 * @throws HealthError if no possible place answers like a health service
 */
export async function askHealth({ speechUrl, address, access }: HealthQuestion): Promise<HealthReport> {
  if (address) return firstAnswer(everyKindAt(address, access));
  const { protocol, hostname, host } = parse(speechUrl, /^wss?:$/);
  // The built-in appliance answers on the port of its Speech API: no other port of the host needs to be tried.
  const own = `${protocol === 'wss:' ? 'https:' : 'http:'}//${host}`;
  try {
    return await profiles.container(own, withoutCredentials(access));
  } catch (error) {
    return firstAnswer(usualPlaces(protocol, hostname, access), [error as HealthError]);
  }
}

/**
 * The usual ports of a host, most likely first (docs/protocol.md, 13.4). If the audio is encrypted, user and password are not
 * sent in clear text.
 *
 * @param protocol of the Speech API, `ws:` or `wss:`
 */
export function usualPlaces(protocol: string, hostname: string, access: Access): Place[] {
  const anonymous = withoutCredentials(access);
  const container = { address: `http://${hostname}:8001`, ask: profiles.container, access: anonymous };
  if (protocol === 'wss:') {
    return [
      { address: `https://${hostname}`, ask: profiles.appliance, access },
      { address: `https://${hostname}`, ask: profiles.legacy, access },
      { address: `http://${hostname}:8080`, ask: profiles.legacy, access: anonymous },
      container,
    ];
  }
  return [
    container,
    { address: `http://${hostname}`, ask: profiles.appliance, access },
    { address: `http://${hostname}:8080`, ask: profiles.legacy, access },
  ];
}

function everyKindAt(address: string, access: Access): Place[] {
  const { origin } = parse(address, /^https?:$/);
  return Object.values(profiles).map((ask) => ({ address: origin, ask, access }));
}

/** Asks all places at once, and returns the first answer in their order. */
async function firstAnswer(places: Place[], errors: HealthError[] = []): Promise<HealthReport> {
  const answers = await Promise.allSettled(places.map(({ address, ask, access }) => ask(address, access)));
  const found = answers.find((answer) => answer.status === 'fulfilled');
  if (found) return found.value;
  const failures = answers.filter((answer) => answer.status === 'rejected').map(({ reason }) => reason as HealthError);
  throw HealthError.mostTelling([...failures, ...errors]);
}

function withoutCredentials(access: Access): Access {
  return { ...access, credentials: undefined };
}

function parse(address: string, protocols: RegExp): URL {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url && protocols.test(url.protocol) && url.hostname !== '') return url;
  throw new HealthError('invalid_url', url ? url.host : '');
}
