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
const NAMES_OF_TYPE = ['type', 'message_type'] as const;
const TYPE_OF_PARTIAL = /^(?:partial|interim)/i;
const TYPE_OF_FINAL = /^final/i;

/** Whether a message says that its text is a partial; undefined where it says nothing of that. `partial` comes first. */
export function readPartial(message: FlowMessage): boolean | undefined {
  const told = (name: string): boolean => typeof message[name] === 'boolean';
  const partial = NAMES_OF_PARTIAL.find(told);
  if (partial !== undefined) return message[partial] === true;
  const final = NAMES_OF_FINAL.find(told);
  if (final !== undefined) return message[final] !== true;
  const types = NAMES_OF_TYPE.map((name) => message[name]).filter((type) => typeof type === 'string');
  if (types.some((type) => TYPE_OF_PARTIAL.test(type))) return true;
  return types.some((type) => TYPE_OF_FINAL.test(type)) ? false : undefined;
}

/** The flags of a message that brought a text, for what is made of it: readers look at the names that they know. */
export function flagsFor(source: FlowMessage, partial: boolean): FlowMessage {
  const flags: FlowMessage = { partial };
  for (const name of NAMES_OF_PARTIAL) if (typeof source[name] === 'boolean') flags[name] = partial;
  for (const name of NAMES_OF_FINAL) if (typeof source[name] === 'boolean') flags[name] = !partial;
  for (const name of NAMES_OF_TYPE) {
    const type = source[name];
    if (typeof type === 'string' && (partial ? TYPE_OF_FINAL : TYPE_OF_PARTIAL).test(type)) {
      flags[name] = partial ? 'partial' : 'final';
    }
  }
  return flags;
}
