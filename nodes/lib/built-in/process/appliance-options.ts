import { parseArgs } from 'node:util';
import { CodedError } from '../../errors/coded-error';
import type { EngineName } from '../recogniser/engine/inference-engine';

/** Options of an appliance; defaults are those of the server. */
export interface ApplianceOptions {
  /** 0 to 65535; 0: any free port. */
  port?: number;
  /** Limit of simultaneous sessions, 1 to {@link MAX_SESSIONS}. */
  sessions?: number;
  /** Left out: the native one where it works, otherwise WASM. */
  engine?: EngineName;
}

/** Maximum of `sessions`. */
export const MAX_SESSIONS = 1000;

/** Default of `sessions`: each takes its share of the processor. */
export const DEFAULT_SESSIONS = 2;

/** Environment variable with the token of an appliance's process: command lines are visible to all users. */
export const TOKEN_VARIABLE = 'SPEECHMATICS_APPLIANCE_TOKEN';

/** An invalid command line. */
export class ApplianceOptionsError extends CodedError {
  constructor(message: string) {
    super('invalid_option', message);
  }
}

const ENGINES: readonly EngineName[] = ['native', 'wasm'];

/**
 * Reads `--port n`, `--sessions n` and `--engine name`.
 *
 * @throws ApplianceOptionsError
 */
export function readApplianceOptions(commandLine: string[]): ApplianceOptions {
  const { port, sessions, engine } = parse(commandLine);
  return {
    port: readInteger('port', port, 0, 65535),
    sessions: readInteger('sessions', sessions, 1, MAX_SESSIONS),
    engine: readEngine(engine),
  };
}

function parse(args: string[]): { port?: string; sessions?: string; engine?: string } {
  const string = { type: 'string' } as const;
  try {
    return parseArgs({ args, options: { port: string, sessions: string, engine: string } }).values;
  } catch (error) {
    throw new ApplianceOptionsError(`${(error as Error).message} The options are --port, --sessions and --engine.`);
  }
}

function readInteger(name: string, value: string | undefined, min: number, max: number): number | undefined {
  if (value === undefined) return undefined;
  const number = Number(value);
  if (/^\d+$/.test(value) && number >= min && number <= max) return number;
  throw new ApplianceOptionsError(`--${name} must be a whole number from ${min} to ${max}, not "${value}".`);
}

function readEngine(value: string | undefined): EngineName | undefined {
  const engine = ENGINES.find((name) => name === value);
  if (engine !== undefined || value === undefined) return engine;
  throw new ApplianceOptionsError(`--engine must be ${ENGINES.join(' or ')}, not "${value}".`);
}
