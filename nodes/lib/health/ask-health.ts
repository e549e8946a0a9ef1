import { HealthError } from './health-error';
import { type AskProfile, profiles } from './profiles';
import type { Access } from './read-json';
import type { HealthReport } from './report';

/** Somewhere that a health service may be, of this kind. */
export interface Place {
  address: string;
  ask: AskProfile;
  access: Access;
}

/** Of whom the health is asked. */
export interface HealthQuestion {
  /** Of the Speech API, for example `wss://host:9000/v2`. Its health service is looked for at the same host. */
  speechUrl: string;
  /** Of the health service, for example `http://host:8001`, where it is not in a usual place. */
  address?: string;
  access: Access;
}

/**
 * What a server says of its health, whichever kind it is: it is found by asking (docs/protocol.md, 13). Only reads.
 *
 * @throws HealthError where no place that a health service may be in answers like one
 */
export async function askHealth({ speechUrl, address, access }: HealthQuestion): Promise<HealthReport> {
  if (address) return firstAnswer(everyKindAt(address, access));
  const { protocol, hostname, host } = parse(speechUrl, /^wss?:$/);
  // One that has its own port for both, as the built-in appliance, needs no look around the host.
  const own = `${protocol === 'wss:' ? 'https:' : 'http:'}//${host}`;
  try {
    return await profiles.container(own, withoutCredentials(access));
  } catch (error) {
    return firstAnswer(usualPlaces(protocol, hostname, access), [error as HealthError]);
  }
}

/**
 * The usual ports of a host, best known first (docs/protocol.md, 13.4). Name and password of the management go no less safely than the audio: not in clear text where
 * that is encrypted.
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

/** The first place in this order that answers, though all are asked at once. */
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
