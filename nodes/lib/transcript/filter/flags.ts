import type { FlowMessage } from '../../message/flow-message';

/**
 * Names that packages give to partials and finals, without case, underscores and hyphens; used as properties and as values
 * of a type.
 */
const NAMES_OF_PARTIAL = ['partial', 'interim', 'intermediate', 'ispartial', 'isinterim', 'isintermediate'] as const;
const NAMES_OF_FINAL = ['final', 'done', 'isfinal', 'endofturn', 'sentenceend', 'isend'] as const;
const NAMES_OF_TYPE = ['type', 'messagetype', 'resulttype', 'status', 'state', 'event', 'kind', 'reason'] as const;
const TYPE_OF_PARTIAL = /partial|interim|intermediate|hypothesis|recogni[sz]ing|\.delta$/i;
const TYPE_OF_FINAL = /^(?:final|recogni[sz]ed|committed)|\.(?:completed|phrase|done)$/i;
/** Properties in which packages keep the details of a text. */
const DETAILS = ['transcript', 'transcription', 'result', 'speech', 'metadata'] as const;

/**
 * Whether a message marks its text as a partial; undefined without a mark. `partial` takes precedence, and the message itself
 * over its details.
 */
export function readPartial(message: FlowMessage): boolean | undefined {
  // Messages of this package have no other flags.
  if (typeof message.partial === 'boolean') return message.partial;
  for (const record of [message, ...DETAILS.map((name) => message[name])]) {
    const partial = isRecord(record) ? told(record) : undefined;
    if (partial !== undefined) return partial;
  }
  return undefined;
}

function told(record: FlowMessage): boolean | undefined {
  const entries = Object.entries(record).map(([name, value]) => [plain(name), value] as const);
  const among = (names: readonly string[]): unknown[] =>
    names.flatMap((name) => entries.flatMap(([other, value]) => (other === name ? [value] : [])));
  const partial = firstFlag(among(NAMES_OF_PARTIAL));
  if (partial !== undefined) return partial;
  const final = firstFlag(among(NAMES_OF_FINAL));
  if (final !== undefined) return !final;
  const types = among(NAMES_OF_TYPE).filter((type) => typeof type === 'string');
  if (types.some((type) => TYPE_OF_PARTIAL.test(type))) return true;
  return types.some((type) => TYPE_OF_FINAL.test(type)) ? false : undefined;
}

function firstFlag(values: readonly unknown[]): boolean | undefined {
  return values.map(flagOf).find((flag) => flag !== undefined);
}

/** Environment variables and forms turn flags into text, other sources into numbers. */
function flagOf(value: unknown): boolean | undefined {
  return FLAGS.get(typeof value === 'string' ? value.toLowerCase() : value);
}

const FLAGS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  ['true', true],
  [1, true],
  [false, false],
  ['false', false],
  [0, false],
]);

/** The flags of the source message, updated for an output: receivers read the names that they know. */
export function flagsFor(source: FlowMessage, partial: boolean): FlowMessage {
  const flags = flagsWithin(source, partial);
  flags.partial = partial;
  for (const name of DETAILS) {
    const details = source[name];
    if (!isRecord(details)) continue;
    const within = flagsWithin(details, partial);
    if (Object.keys(within).length > 0) flags[name] = { ...details, ...within };
  }
  return flags;
}

/** The flags of one object under its own names. */
export function flagsWithin(source: FlowMessage, partial: boolean): FlowMessage {
  const flags: FlowMessage = {};
  for (const [name, value] of Object.entries(source)) {
    const flag = flagFor(name, value, partial);
    if (flag !== undefined) flags[name] = flag;
  }
  return flags;
}

function flagFor(written: string, value: unknown, partial: boolean): unknown {
  if (!['boolean', 'string', 'number'].includes(typeof value)) return undefined;
  const name = plain(written);
  if (flagOf(value) !== undefined) {
    if (isAmong(NAMES_OF_PARTIAL, name)) return partial;
    if (isAmong(NAMES_OF_FINAL, name)) return !partial;
  }
  if (typeof value !== 'string' || !isAmong(NAMES_OF_TYPE, name)) return undefined;
  const isOther = (partial ? TYPE_OF_FINAL : TYPE_OF_PARTIAL).test(value);
  return isOther ? (partial ? 'partial' : 'final') : undefined;
}

function isAmong(names: readonly string[], name: string): boolean {
  return names.includes(name);
}

function plain(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase();
}

function isRecord(value: unknown): value is FlowMessage {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
