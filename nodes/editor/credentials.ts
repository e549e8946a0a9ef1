/** A node in the editor, with what the editor knows of its credentials. */
export interface WithCredentials {
  credentials?: Record<string, unknown>;
}

/**
 * Says that a node has none of these credentials, where nothing is known of them. Without that, the editor takes a dialog
 * that is closed as it was opened for a change.
 */
export function declareNone(node: WithCredentials, kinds: Readonly<Record<string, 'text' | 'password'>>): void {
  const credentials = (node.credentials ??= {});
  for (const [name, kind] of Object.entries(kinds)) {
    if (kind === 'text') credentials[name] ??= '';
    else credentials[`has_${name}`] ??= false;
  }
}
