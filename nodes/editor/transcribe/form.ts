import type { EditorNode } from '../node-red.js';
import { hintFor, toStored, toText } from './field-value.js';
import type { Field } from './fields.js';

/** A field in the form. */
export interface Control {
  field: Field;
  /** The value to be stored. */
  read(): unknown;
  /** Whether the user changed it. Unchanged fields keep their stored value in any form. */
  hasChanged(): boolean;
  /** Whether it has a value. */
  isSet: () => boolean;
}

export const idOf = (name: string): string => `node-input-speechmatics-${name}`;

/** Adds a field with its stored value to the form, and shows which servers know it. */
export function addRow(node: EditorNode, form: JQuery, field: Field, stored: unknown): Control {
  const { name, kind } = field;
  const label = $(`<label for="${idOf(name)}"></label>`).text(node._(`transcribe.label.${name}`));
  const control = controlFor(node, field, stored);
  const row = $('<div class="form-row speechmatics-field"></div>').attr('data-field', name);
  const unit = optional(node, `transcribe.unit.${name}`);
  const wireName = $('<code></code>').text(field.path.at(-1)!);
  if (kind === 'tick')
    row.append('<label></label> ', control, label.addClass('speechmatics-tick').append(' ', wireName));
  else if (kind === 'number') {
    row.append(label, ' ', control, $('<span class="speechmatics-unit"></span>').text(unit).append(' ', wireName));
  } else row.append(label.append(wireName), ' ', control);
  const servers = node._(`transcribe.servers.${field.servers}`);
  const known = field.builtIn ? servers : `${servers}, ${node._('transcribe.servers.not-built-in')}`;
  const explained = $('<div class="speechmatics-known"></div>').appendTo(row);
  const shownUnit = kind === 'number' ? '' : unit;
  explained.append($('<span></span>').text(shownUnit));
  explained.append($('<span class="speechmatics-servers"></span>').text(shownUnit === '' ? known : ` · ${known}`));
  const warning = $('<div class="speechmatics-warning" role="status"></div>').appendTo(row);
  form.append(row);

  const show = (): string => (kind === 'tick' ? (control.is(':checked') ? 'true' : '') : String(control.val()));
  const read = (): unknown => toStored(field, show());
  const initial = show();
  const check = (): void => {
    const hint = hintFor(field, read());
    warning.text(hint ? node._(`transcribe.range.${hint.key}`, { ...hint }) : '').toggle(hint !== undefined);
  };
  control.on('input change', check);
  check();
  return { field, read, hasChanged: () => show() !== initial, isSet: () => show() !== '' };
}

/** Shows fields only if they apply, depending on others. */
export function linkRows(form: JQuery, all: readonly Field[]): void {
  for (const { name, onlyIf } of all) {
    if (!onlyIf) continue;
    const other = $(`#${idOf(onlyIf.name)}`);
    const show = (): void => void form.find(`[data-field="${name}"]`).toggle(onlyIf.is.includes(String(other.val())));
    other.on('change', show);
    show();
  }
}

function controlFor(node: EditorNode, field: Field, stored: unknown): JQuery {
  const id = idOf(field.name);
  const text = toText(field, stored);
  if (field.kind === 'tick') return $(`<input type="checkbox" id="${id}">`).prop('checked', text === 'true');
  if (field.kind !== 'flag' && field.kind !== 'choice') {
    return $(`<input type="text" id="${id}" class="speechmatics-${field.kind}">`).val(text);
  }
  const choices = field.kind === 'flag' ? ['true', 'false'] : (field.choices ?? []);
  // An unknown value, such as an environment variable, stays a choice.
  const values = ['', ...choices, ...(text !== '' && !choices.includes(text) ? [text] : [])];
  const options = values.map((value) => {
    const key = `transcribe.${field.kind === 'flag' ? 'flag' : field.name}.${value || 'default'}`;
    return $('<option></option>')
      .val(value)
      .text(choices.includes(value) || value === '' ? node._(key) : value)[0]!;
  });
  return $(`<select id="${id}"></select>`).append(options).val(text);
}

/** An empty text if the catalogue has none. */
function optional(node: EditorNode, key: string): string {
  const found = node._(key);
  return found.endsWith(key) ? '' : found;
}
