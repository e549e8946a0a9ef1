import type { FlowMessage } from '../../message/flow-message';

/** What packages call a partial, and what they call a final; in a type they name the one or the other. */
const NAMES_OF_PARTIAL = [
  'partial',
  'interim',
  'isPartial',
  'is_partial',
  'isInterim',
  'is_interim',
  'IsPartial',
] as const;
const NAMES_OF_FINAL = ['final', 'done', 'isFinal', 'is_final', 'end_of_turn'] as const;
const NAMES_OF_TYPE = ['type', 'message_type', 'messageType', 'result_type', 'resultType'] as const;
const TYPE_OF_PARTIAL = /^(?:partial|interim|recogni[sz]ing)|\.(?:delta|hypothesis)$/i;
const TYPE_OF_FINAL = /^(?:final|recogni[sz]ed)|\.(?:completed|phrase)$/i;

/** Whether a message says that its text is a partial; undefined where it says nothing of that. `partial` comes first. */
export function readPartial(message: FlowMessage): boolean | undefined {
  const partial = toldBy(message, NAMES_OF_PARTIAL);
  if (partial !== undefined) return partial;
  const final = toldBy(message, NAMES_OF_FINAL);
  if (final !== undefined) return !final;
  const types = NAMES_OF_TYPE.map((name) => message[name]).filter((type) => typeof type === 'string');
  if (types.some((type) => TYPE_OF_PARTIAL.test(type))) return true;
  return types.some((type) => TYPE_OF_FINAL.test(type)) ? false : undefined;
}

/** What the first of some names says that is a flag; as text too, since environments and forms make text of it. */
function toldBy(message: FlowMessage, names: readonly string[]): boolean | undefined {
  return names.map((name) => FLAGS.get(message[name])).find((flag) => flag !== undefined);
}

const FLAGS: ReadonlyMap<unknown, boolean> = new Map<unknown, boolean>([
  [true, true],
  ['true', true],
  [false, false],
  ['false', false],
]);

/** The flags of a message that brought a text, for what is made of it: readers look at the names that they know. */
export function flagsFor(source: FlowMessage, partial: boolean): FlowMessage {
  const flags: FlowMessage = { partial };
  for (const name of NAMES_OF_PARTIAL) if (FLAGS.has(source[name])) flags[name] = partial;
  for (const name of NAMES_OF_FINAL) if (FLAGS.has(source[name])) flags[name] = !partial;
  for (const name of NAMES_OF_TYPE) {
    const type = source[name];
    if (typeof type === 'string' && (partial ? TYPE_OF_FINAL : TYPE_OF_PARTIAL).test(type)) {
      flags[name] = partial ? 'partial' : 'final';
    }
  }
  return flags;
}
