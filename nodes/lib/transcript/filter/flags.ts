import type { FlowMessage } from '../../message/flow-message';

/** What packages call a partial, and what they call a final; in `type` they name the one or the other. */
const NAMES_OF_PARTIAL = ['partial', 'interim', 'isPartial', 'is_partial', 'isInterim', 'is_interim'] as const;
const NAMES_OF_FINAL = ['final', 'done', 'isFinal', 'is_final', 'end_of_turn'] as const;
const TYPE_OF_PARTIAL = /^(?:partial|interim)/i;
const TYPE_OF_FINAL = /^final/i;

/** Whether a message says that its text is a partial; undefined where it says nothing of that. `partial` comes first. */
export function readPartial(message: FlowMessage): boolean | undefined {
  const told = (name: string): boolean => typeof message[name] === 'boolean';
  const partial = NAMES_OF_PARTIAL.find(told);
  if (partial !== undefined) return message[partial] === true;
  const final = NAMES_OF_FINAL.find(told);
  if (final !== undefined) return message[final] !== true;
  const { type } = message;
  if (typeof type !== 'string') return undefined;
  return TYPE_OF_PARTIAL.test(type) ? true : TYPE_OF_FINAL.test(type) ? false : undefined;
}

/** The flags of a message that brought a text, for what is made of it: readers look at the names that they know. */
export function flagsFor(source: FlowMessage, partial: boolean): FlowMessage {
  const flags: FlowMessage = { partial };
  for (const name of NAMES_OF_PARTIAL) if (typeof source[name] === 'boolean') flags[name] = partial;
  for (const name of NAMES_OF_FINAL) if (typeof source[name] === 'boolean') flags[name] = !partial;
  const { type } = source;
  if (typeof type === 'string' && (partial ? TYPE_OF_FINAL : TYPE_OF_PARTIAL).test(type)) {
    flags.type = partial ? 'partial' : 'final';
  }
  return flags;
}
