import type { EditorNode } from './node-red.js';

/** An error as reported by the admin endpoints. */
export interface Fault {
  code: string;
  /** Cause and cure with all details, in English. */
  reason: string;
  /** Link to the documentation. */
  help: string;
}

/** The appliance's texts, which all dialogs use. */
const TEXTS = 'node-red-contrib-speechmatics/speechmatics-appliance:appliance.fault';

/** The cause of an error in the editor's language, then its cure, or the runtime's English text. */
export function faultLines(node: EditorNode, { code, reason }: Fault): string[] {
  const cause = text(node, `${code}.cause`) ?? node._(`${TEXTS}.other`);
  const cure = RED.i18n.lang().startsWith('en') ? undefined : text(node, `${code}.cure`);
  return cure === undefined ? [cause, reason] : [cause, cure, `(${reason})`];
}

/** A link to the documentation of an error. */
export function faultLink(node: EditorNode, { help }: Fault): JQuery {
  return $('<a target="_blank" rel="noopener"></a>')
    .attr('href', help)
    .text(node._(`${TEXTS}.more`));
}

/** Undefined if the catalogue has no such text. */
function text(node: EditorNode, key: string): string | undefined {
  const found = node._(`${TEXTS}.${key}`);
  return found.endsWith(key) ? undefined : found;
}
