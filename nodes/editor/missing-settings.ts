/** A node in the editor, with its stored settings and their defaults. */
export interface WithSettings {
  _def: { defaults: Record<string, { value: unknown; type?: string }> };
  [setting: string]: unknown;
}

/**
 * Adds the settings that a node of an older flow lacks, with the runtime's defaults, and shows them. Otherwise the editor
 * would count a dialog that is closed unchanged as a change.
 */
export function addMissingSettings(node: WithSettings): void {
  for (const [name, { value, type }] of Object.entries(node._def.defaults)) {
    // Only the user can choose a configuration node.
    if (node[name] !== undefined || type !== undefined) continue;
    node[name] = structuredClone(value);
    const field = $(`#node-input-${name}`);
    if (typeof value === 'boolean') field.prop('checked', value);
    else field.val(value as string | number);
  }
}
