import * as recogniser from './appliance/recogniser.js';
import type { ConfigNode, EditorNode } from './node-red.js';

/** A node that refers to an appliance, or to none: then it uses the built-in one. */
export interface ApplianceUser extends EditorNode {
  appliance?: string;
  z?: string;
}

/** Node-RED's value for no configuration node. */
const NONE = '_ADD_';
const CATALOGUE = 'node-red-contrib-speechmatics/speechmatics-appliance';

/** Gives a new node the appliance that most nodes use. Imported nodes keep theirs. */
export function choose(node: ApplianceUser): void {
  // Imported nodes are already part of the flow.
  if (node.appliance || RED.nodes.node(node.id)) return;
  let chosen: ConfigNode | undefined;
  RED.nodes.eachConfig((config) => {
    const isUsable = config.type === 'speechmatics-appliance' && !config.d && (!config.z || config.z === node.z);
    if (isUsable && config.users.length > (chosen?.users.length ?? -1)) chosen = config;
  });
  if (chosen) node.appliance = chosen.id;
}

/** Explains what an appliance is, and in the list what is used if none is chosen. */
export function explain(node: EditorNode): void {
  const select = $<HTMLSelectElement>('#node-input-appliance');
  const place = $('<div role="status"></div>');
  $('#node-input-speechmatics-appliance')
    .text(node._(`${CATALOGUE}:appliance.explained`))
    .append(place);
  // A server with an address needs no recogniser here.
  select.on('change', () => {
    const chosen = RED.nodes.node(String(select.val()));
    place.toggle(chosen?.server !== 'url');
  });
  recogniser.prepare(node, place);
  const name = (): void => {
    select.find(`option[value="${NONE}"]`).text(node._(`${CATALOGUE}:appliance.default`));
  };
  name();
  // Node-RED rebuilds the list whenever an appliance is added or removed.
  if (select[0]) new MutationObserver(name).observe(select[0], { childList: true });
}
