import * as recogniser from './appliance/recogniser.js';
import type { ConfigNode, EditorNode } from './node-red.js';

/** A node that names an appliance, or none: then it uses the built-in one. */
export interface ApplianceUser extends EditorNode {
  appliance?: string;
  z?: string;
}

/** What Node-RED has in the list of configuration nodes for none of them. */
const NONE = '_ADD_';
const CATALOGUE = 'node-red-contrib-speechmatics/speechmatics-appliance';

/** Gives a node that is dragged in the appliance that most nodes use. What is imported keeps its own. */
export function choose(node: ApplianceUser): void {
  // What is imported is in the flow already.
  if (node.appliance || RED.nodes.node(node.id)) return;
  let chosen: ConfigNode | undefined;
  RED.nodes.eachConfig((config) => {
    const isUsable = config.type === 'speechmatics-appliance' && !config.d && (!config.z || config.z === node.z);
    if (isUsable && config.users.length > (chosen?.users.length ?? -1)) chosen = config;
  });
  if (chosen) node.appliance = chosen.id;
}

/** Says what an appliance is, and in the list of them what is used if none is chosen. */
export function explain(node: EditorNode): void {
  const select = $<HTMLSelectElement>('#node-input-appliance');
  const place = $('<div role="status"></div>');
  $('#node-input-speechmatics-appliance')
    .text(node._(`${CATALOGUE}:appliance.explained`))
    .append(place);
  // A server by its address needs no recogniser here.
  select.on('change', () => {
    const chosen = RED.nodes.node(String(select.val()));
    place.toggle(chosen?.server !== 'url');
  });
  recogniser.prepare(node, place);
  const name = (): void => {
    select.find(`option[value="${NONE}"]`).text(node._(`${CATALOGUE}:appliance.default`));
  };
  name();
  // Node-RED fills the list anew whenever an appliance comes or goes.
  if (select[0]) new MutationObserver(name).observe(select[0], { childList: true });
}
