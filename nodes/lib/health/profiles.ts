import { HealthError } from './health-error';
import { type Access, type Answer, readJson } from './read-json';
import type { HealthReport, Profile } from './report';

/** Asks one address by the rules of one kind of server. Only ever reads. @throws HealthError */
export type AskProfile = (address: string, access: Access) => Promise<HealthReport>;

type Fields = Record<string, unknown>;

/** The kinds of servers, and how to ask each of them (docs/protocol.md, 13.1 to 13.3). */
export const profiles: Readonly<Record<Profile, AskProfile>> = {
  async container(address, access) {
    const state = await recognise(address, '/ready', access, ({ ready }) => typeof ready === 'boolean');
    const { live, status } = await also(address, access, { live: '/live', status: '/session_status' });
    const alive = live.alive !== false;
    return {
      profile: 'container',
      address,
      ready: alive && state.ready === true,
      healthy: alive,
      problems: alive ? '' : 'transcriber',
      ...known({
        sessions: Array.isArray(status.active_sessions) ? status.active_sessions.length : undefined,
        max_sessions: numberOf(status.max_sessions),
      }),
    };
  },

  async appliance(address, access) {
    const base = '/v2/management';
    const health = await recognise(address, `${base}/health`, access, ({ status }) => typeof status === 'string');
    const { about, room, open, gpu } = await also(address, access, {
      about: `${base}/host/about`,
      room: `${base}/host/realtime/ready`,
      open: `${base}/host/realtime/sessions`,
      gpu: `${base}/host/realtime/gpu`,
    });
    const problems = Object.entries(health)
      .filter(([, part]) => fieldsOf(part).status === 'unhealthy')
      .map(([name]) => name);
    const healthy = health.status === 'healthy' && problems.length === 0;
    return {
      profile: 'appliance',
      address,
      ready: typeof room.ready === 'boolean' ? room.ready : healthy,
      healthy,
      problems: problems.join(', '),
      ...known({
        sessions: Array.isArray(open.request_ids) ? open.request_ids.length : undefined,
        max_sessions: gpu.gpu_enabled === false ? undefined : numberOf(gpu.max_streams),
        version: textOf(about.appliance_version),
        languages: listOf(about.languages),
      }),
    };
  },

  async legacy(address, access) {
    const base = '/v1/management';
    const { service_status } = await recognise(address, `${base}/services`, access, (body) =>
      Array.isArray(body.service_status),
    );
    const { workers, started } = await also(address, access, {
      workers: `${base}/maxworkers`,
      started: `${base}/persistentworkers`,
    });
    const problems = (service_status as unknown[])
      .map(fieldsOf)
      .filter(({ status }) => status !== 'running')
      .map(({ service }) => textOf(service) ?? 'undefined');
    const healthy = problems.length === 0;
    const languages = Array.isArray(started.persistent_workers)
      ? started.persistent_workers.map((worker) => fieldsOf(worker).id)
      : undefined;
    return {
      profile: 'legacy',
      address,
      ready: healthy,
      healthy,
      problems: problems.join(', '),
      ...known({ max_sessions: numberOf(workers.count), languages: listOf(languages) }),
    };
  },
};

/** Requests the answer that identifies a kind of server. @throws HealthError if it is another kind, or needs a password */
async function recognise(
  address: string,
  path: string,
  access: Access,
  isKnown: (body: Fields) => boolean,
): Promise<Fields> {
  const { status, body } = await readJson(address, path, access);
  // Health services that are not ready answer 503, with a body.
  if ((status === 200 || status === 503) && isKnown(fieldsOf(body))) return fieldsOf(body);
  if (status === 401 || status === 403) throw new HealthError('not_authorised', address);
  throw new HealthError(status >= 500 ? 'server_unavailable' : 'no_health_service', address);
}

/** Further answers of a server, by path; left out where older versions have none. */
async function also<Name extends string>(
  address: string,
  access: Access,
  paths: Readonly<Record<Name, string>>,
): Promise<Record<Name, Fields>> {
  const ask = async ([name, path]: [string, string]): Promise<[string, Fields]> => {
    const { status, body } = await readJson(address, path, access).catch((): Answer => ({ status: 0, body: {} }));
    return [name, status === 200 || status === 503 ? fieldsOf(body) : {}];
  };
  const answers = await Promise.all(Object.entries<string>(paths).map(ask));
  return Object.fromEntries(answers) as Record<Name, Fields>;
}

function fieldsOf(body: unknown): Fields {
  return typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Fields) : {};
}

/** Removes undefined fields. */
function known<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}

/** Legacy appliances write numbers as text. */
function numberOf(value: unknown): number | undefined {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function listOf(value: unknown): string | undefined {
  if (!Array.isArray(value)) return undefined;
  return value.filter((item) => typeof item === 'string').join(', ');
}
