import type { EditorNode } from './node-red.js';

/** An error as the admin endpoints tell it. */
export interface Fault {
  code: string;
  /** Cause and cure with all details, in English. */
  reason: string;
  /** Where the documentation says more. */
  help: string;
}

/** The texts are those of the appliance, whichever dialog shows them. */
const TEXTS = 'node-red-contrib-speechmatics/speechmatics-appliance:appliance.fault';

/** The cause of an error in the language of the editor, then its cure, or what the runtime says in English. */
export function faultLines(node: EditorNode, { code, reason }: Fault): string[] {
  const cause = text(node, `${code}.cause`) ?? node._(`${TEXTS}.other`);
  const cure = RED.i18n.lang().startsWith('en') ? undefined : text(node, `${code}.cure`);
  return cure === undefined ? [cause, reason] : [cause, cure, `(${reason})`];
}

/** A link to what the documentation says of an error. */
export function faultLink(node: EditorNode, { help }: Fault): JQuery {
  return $('<a target="_blank" rel="noopener"></a>')
    .attr('href', help)
    .text(node._(`${TEXTS}.more`));
}

/** Undefined where the catalogue has no such text. */
function text(node: EditorNode, key: string): string | undefined {
  const found = node._(`${TEXTS}.${key}`);
  return found.endsWith(key) ? undefined : found;
}
