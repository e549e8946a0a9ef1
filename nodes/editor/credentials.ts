/** A node in the editor, with its credentials as far as known to the editor. */
export interface WithCredentials {
  credentials?: Record<string, unknown>;
}

/**
 * Marks unknown credentials of a node as not set. Otherwise the editor would count a dialog that is closed unchanged as a
 * change.
 */
export function declareNone(node: WithCredentials, kinds: Readonly<Record<string, 'text' | 'password'>>): void {
  const credentials = (node.credentials ??= {});
  for (const [name, kind] of Object.entries(kinds)) {
    if (kind === 'text') credentials[name] ??= '';
    else credentials[`has_${name}`] ??= false;
  }
}
