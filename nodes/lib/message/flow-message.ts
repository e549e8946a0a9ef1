/** A message as it comes into or leaves a node. */
export type FlowMessage = Record<string, unknown>;

/** The same, as Node-RED declares it. */
export type NodeMessage = FlowMessage & { _msgid?: string; topic?: string };

/** Called once for every input message: without an error when what it asked for was done. */
export type Done = (error?: Error) => void;

/** A message without some of its properties. The message stays as it is. */
export function without(message: FlowMessage, names: readonly string[]): FlowMessage {
  return Object.fromEntries(Object.entries(message).filter(([name]) => !names.includes(name)));
}
