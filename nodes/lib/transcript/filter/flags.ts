import type { FlowMessage } from '../../message/flow-message';

/**
 * Names that packages give to partials and finals, without case, underscores and hyphens; used as properties and as values
 * of a type.
 */
const NAME_OF_PARTIAL = /^(?:is)?(?:partial|interim|intermediate)(?:result|transcript|transcription)?$/;
const NAME_OF_FINAL = /^(?:(?:is)?final(?:result|transcript|transcription)?|done|endofturn|sentenceend|isend)$/;
const NAME_OF_TYPE =
  /^(?:(?:message|result|transcript|transcription)?(?:type|status|state)|event|kind|reason|message)$/;
const TYPE_OF_PARTIAL = /partial|interim|intermediate|hypothesis|recogni[sz]ing|\.delta$/i;
const TYPE_OF_FINAL = /^(?:final|recogni[sz]ed|committed)|\.(?:completed|phrase|done)$/i;
/** Properties in which packages and services keep the details of a text, or a list of them; written as the names above. */
const DETAILS = [
  ...['transcript', 'transcription', 'result', 'speech', 'metadata'],
  ...['results', 'data', 'response', 'transcriptevent', 'tokens'],
] as const;
/** How deep they stand in each other at most. */
const DEEPEST = 3;

/**
 * Whether a message marks its text as a partial; undefined without a mark. `partial` takes precedence, and the message itself
 * over its details.
 */
export function readPartial(message: FlowMessage): boolean | undefined {
  // Messages of this package have no other flags.
  if (typeof message.partial === 'boolean') return message.partial;
  return toldWithin(message, 0);
}

function toldWithin(details: unknown, depth: number): boolean | undefined {
  // The last item of a list is the newest, and the only one that may still change.
  const record: unknown = Array.isArray(details) ? details.at(-1) : details;
  if (!isRecord(record)) return undefined;
  const partial = told(record);
  if (partial !== undefined || depth === DEEPEST) return partial;
  for (const name of detailsIn(record)) {
    const within = toldWithin(record[name], depth + 1);
    if (within !== undefined) return within;
  }
  return undefined;
}

/** The names of the details in a record, in the order in which they count. */
function detailsIn(record: FlowMessage): string[] {
  const names = Object.keys(record).filter((name) => typeof record[name] === 'object');
  return DETAILS.flatMap((known) => names.filter((name) => plain(name) === known));
}

function told(record: FlowMessage): boolean | undefined {
  const entries = Object.entries(record).map(([name, value]) => [plain(name), value] as const);
  const among = (names: RegExp): unknown[] => entries.flatMap(([name, value]) => (names.test(name) ? [value] : []));
  const partial = firstFlag(among(NAME_OF_PARTIAL));
  if (partial !== undefined) return partial;
  const final = firstFlag(among(NAME_OF_FINAL));
  if (final !== undefined) return !final;
  const types = among(NAME_OF_TYPE).filter(isType);
  if (types.some((type) => TYPE_OF_PARTIAL.test(type))) return true;
  return types.some((type) => TYPE_OF_FINAL.test(type)) ? false : undefined;
}

/** A type is a word: what people say may be under such a name, too. */
function isType(value: unknown): value is string {
  return typeof value === 'string' && !/\s/.test(value);
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
  return Object.assign(flagsInside(source, partial, 0), { partial });
}

/** The properties of a record that have other values by its flags and those of its details. */
function flagsInside(record: FlowMessage, partial: boolean, depth: number): FlowMessage {
  const flags = flagsWithin(record, partial);
  if (depth === DEEPEST) return flags;
  for (const name of detailsIn(record)) {
    const details = record[name];
    const isList = Array.isArray(details);
    const items: readonly unknown[] = isList ? details : [details];
    if (!hasFlags(items.at(-1), partial, depth + 1)) continue;
    const changed = items.map((item) =>
      isRecord(item) ? { ...item, ...flagsInside(item, partial, depth + 1) } : item,
    );
    flags[name] = isList ? changed : changed[0];
  }
  return flags;
}

function hasFlags(details: unknown, partial: boolean, depth: number): boolean {
  return isRecord(details) && Object.keys(flagsInside(details, partial, depth)).length > 0;
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
  const isFlag = flagOf(value) !== undefined;
  if (!isFlag && !isType(value)) return undefined;
  const name = plain(written);
  if (isFlag && NAME_OF_PARTIAL.test(name)) return partial;
  if (isFlag && NAME_OF_FINAL.test(name)) return !partial;
  if (!isType(value) || !NAME_OF_TYPE.test(name)) return undefined;
  const isOther = (partial ? TYPE_OF_FINAL : TYPE_OF_PARTIAL).test(value);
  return isOther ? (partial ? 'partial' : 'final') : undefined;
}

function plain(name: string): string {
  return name.replaceAll(/[-_]/g, '').toLowerCase();
}

function isRecord(value: unknown): value is FlowMessage {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !ArrayBuffer.isView(value);
}
