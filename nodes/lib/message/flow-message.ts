/** A message as it comes into or leaves a node. */
export type FlowMessage = Record<string, unknown>;

/** Called once for every input message: without an error when what it asked for was done. */
export type Done = (error?: Error) => void;
