import type { EditorNode } from '../node-red.js';
import type { Row, RowFormat } from './list-rows.js';

/** A stored list in the form. */
export interface ListControl {
  /** The list to be stored; undefined if it is empty. */
  read(): unknown[] | undefined;
  hasChanged(): boolean;
  add(rows: readonly Row[]): void;
}

/**
 * Makes an `<ol>` the editor of a list. The name of an environment variable is shown unchanged.
 *
 * @param name for the keys in the catalogue: `placeholder.<name>-first`, `placeholder.<name>-second`
 */
export function addList(
  node: EditorNode,
  element: JQuery,
  name: string,
  stored: unknown,
  { toRow, toItem }: RowFormat,
): ListControl {
  const placeholder = (which: string): string => node._(`transcribe.placeholder.${name}-${which}`);
  const input = (which: 'first' | 'second', value: string): JQuery =>
    $('<input type="text">')
      .attr({ placeholder: placeholder(which), 'aria-label': placeholder(which), 'data-part': which })
      .val(value);
  element.attr('data-empty', node._('transcribe.empty')).editableList<Partial<Row>>({
    addItem(row, _index, { first = '', second = '' }) {
      row.addClass('speechmatics-row').append(input('first', first), input('second', second));
    },
    removable: true,
    sortable: true,
    height: 'auto',
  });
  const add = (rows: readonly Row[]): void => {
    for (const row of rows) element.editableList('addItem', row);
  };
  add((Array.isArray(stored) ? stored : []).map(toRow));

  const items = (): unknown[] => {
    const rows = element.editableList('items').toArray();
    return rows
      .map((row) => {
        const part = (which: string): string => String($(row).find(`[data-part="${which}"]`).val());
        const { item } = $(row).data('data') as Partial<Row>;
        return toItem({ first: part('first'), second: part('second'), item });
      })
      .filter((item) => item !== undefined);
  };
  const initial = JSON.stringify(items());
  return {
    add,
    hasChanged: () => JSON.stringify(items()) !== initial,
    read() {
      const all = items();
      return all.length > 0 ? all : undefined;
    },
  };
}
