import { toStored, toText } from './field-value.js';
import { objectOf } from './stored-object.js';

const field = (name: string): JQuery => $(`#node-input-speechmatics-${name}`);
const RATE = { kind: 'number' } as const;

/** Shows the stored audio format. */
export function prepare(stored: unknown): void {
  const { type = 'auto', encoding = 'pcm_s16le', sample_rate = 16_000 } = objectOf(stored);
  choose(field('encoding'), toText({ kind: 'choice' }, encoding));
  field('rate').val(toText(RATE, sample_rate));
  field('format').on('change', () => void $('.speechmatics-raw-row').toggle(field('format').val() === 'raw'));
  choose(field('format'), toText({ kind: 'choice' }, type));
}

/** An unknown value, such as an environment variable, becomes a choice. */
function choose(select: JQuery, value: string): void {
  const options = select.find('option').toArray();
  if (options.every((option) => option.value !== value)) select.append($('<option></option>').val(value).text(value));
  select.val(value).trigger('change');
}

/** Stores the form; unknown fields are kept if the type is unchanged. */
export function save(node: { audio_format: unknown }): void {
  const type = field('format').val();
  const before = objectOf(node.audio_format);
  const kept = before.type === type ? before : {};
  node.audio_format =
    type === 'raw'
      ? { ...kept, type, encoding: field('encoding').val(), sample_rate: toStored(RATE, String(field('rate').val())) }
      : { ...kept, type };
}
