/** A node in the editor, with its stored settings and what they are in a new node. */
export interface WithSettings {
  _def: { defaults: Record<string, { value: unknown; type?: string }> };
  [setting: string]: unknown;
}

/**
 * Gives a node of an older flow the settings that it lacks, and shows them: what the runtime takes in their place. Without
 * that, the editor takes a dialog that is closed as it was opened for a change.
 */
export function addMissingSettings(node: WithSettings): void {
  for (const [name, { value, type }] of Object.entries(node._def.defaults)) {
    // Which configuration node to take, nobody but the user can say.
    if (node[name] !== undefined || type !== undefined) continue;
    node[name] = structuredClone(value);
    const field = $(`#node-input-${name}`);
    if (typeof value === 'boolean') field.prop('checked', value);
    else field.val(value as string | number);
  }
}
