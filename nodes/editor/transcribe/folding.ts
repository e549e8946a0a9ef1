import type { EditorNode } from '../node-red.js';

/** A setting that the built-in appliance does not support. */
export interface OtherSetting {
  /** Its `data-field` in the form. */
  name: string;
  /** Whether it has a value. */
  isSet: () => boolean;
}

/**
 * Hides unset settings that the chosen appliance does not support, tab by tab. A line shows their number, and unfolds them.
 *
 * @param tabs each with its settings in the form
 */
export function foldOthers(node: EditorNode, tabs: JQuery, others: readonly OtherSetting[]): void {
  const rowOf = ({ name }: OtherSetting): JQuery => tabs.find(`[data-field="${name}"]`);
  for (const other of others) rowOf(other).addClass('speechmatics-other');
  const appliance = $('#node-input-appliance');
  const lines = tabs.toArray().map((tab) => {
    const own = others.filter((other) => $.contains(tab, rowOf(other)[0]!));
    const line = $('<button type="button" class="speechmatics-more"></button>').appendTo(tab);
    line.on('click', () => {
      own.forEach((other) => rowOf(other).removeClass('speechmatics-folded'));
      line.hide();
      $(tab).find('.speechmatics-other :input:visible').first().trigger('focus');
    });
    return { line, own };
  });
  const fold = (): void => {
    const isBuiltIn = usesBuiltIn(String(appliance.val()));
    tabs.parent().toggleClass('speechmatics-built-in', isBuiltIn);
    for (const { line, own } of lines) {
      for (const other of own) rowOf(other).toggleClass('speechmatics-folded', isBuiltIn && !other.isSet());
      // Rows that don't apply because of other fields are not counted.
      const folded = own.filter(
        (other) => rowOf(other).is('.speechmatics-folded') && rowOf(other)[0]!.style.display !== 'none',
      );
      line.text(node._('transcribe.more', { number: folded.length })).toggle(folded.length > 0);
    }
  };
  appliance.on('change', fold);
  fold();
}

function usesBuiltIn(id: string): boolean {
  const appliance = RED.nodes.node(id) as { server?: string } | null | undefined;
  return !appliance || appliance.server === 'built-in';
}
