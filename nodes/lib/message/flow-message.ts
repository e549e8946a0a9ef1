/** A message of a flow. */
export type FlowMessage = Record<string, unknown>;

/** The same, as Node-RED declares it. */
export type NodeMessage = FlowMessage & { _msgid?: string; topic?: string };

/** Called once for every input message: without an error if it was handled. */
export type Done = (error?: Error) => void;

/** Returns a shallow copy of a message without some of its properties. */
export function without(message: FlowMessage, names: readonly string[]): FlowMessage {
  return Object.fromEntries(Object.entries(message).filter(([name]) => !names.includes(name)));
}
