import { choose, explain } from './appliance-choice.js';
import { addMissingSettings, type WithSettings } from './missing-settings.js';
import type { EditorNode, Validity } from './node-red.js';
import * as audio from './transcribe/audio.js';
import {
  fields,
  knownFields,
  listFields,
  otherSettings,
  type Field,
  type StoredConfig,
  type Tab,
} from './transcribe/fields.js';
import { hintFor } from './transcribe/field-value.js';
import { foldOthers } from './transcribe/folding.js';
import { addRow, idOf, linkRows, type Control } from './transcribe/form.js';
import { languages } from './transcribe/languages.js';
import * as formats from './transcribe/list-rows.js';
import { objectOf, type StoredObject, valueAt, withValue } from './transcribe/stored-object.js';
import { addList, type ListControl } from './transcribe/word-list.js';

/** A transcribe node, with its stored settings. */
interface TranscribeNode extends EditorNode, WithSettings, Record<StoredConfig, unknown> {
  audio_format: unknown;
}

/** The form, while the dialog is open. */
interface Form {
  controls: Control[];
  lists: Record<keyof typeof listFields, ListControl>;
  others: string;
}

const TABS = ['session', 'recognition', 'vocabulary', 'speakers', 'audio'] as const;
const CONFIGS = ['transcription_config', 'translation_config', 'audio_events_config'] as const;
const EVENTS = ['laughter', 'applause', 'music'] as const;

const control = (name: string): JQuery => $(`#${idOf(name)}`);

let form: Form | undefined;

const dialog = {
  choose,

  prepare(node: TranscribeNode): void {
    explain(node);
    // The runtime's default, not that of a new node.
    node.transcription_config ??= { language: 'en' };
    addMissingSettings(node);
    showTabs(node);
    const controls = (Object.entries(fields) as [Tab, readonly Field[]][]).flatMap(([tab, all]) => {
      const place = $(`#speechmatics-fields-${tab}`);
      return all.map((field) => addRow(node, place, field, valueAt(node, field.path)));
    });
    linkRows($('#dialog-form'), Object.values(fields).flat());
    const lists = Object.fromEntries(
      Object.entries(listFields).map(([name, path]) => [
        name,
        addList(node, control(name), name, valueAt(node, path), formats[name as keyof typeof listFields]),
      ]),
    ) as Form['lists'];
    control('paste').on('click', (event) => {
      event.preventDefault();
      lists.vocabulary.add(formats.pastedWords(String(control('pasted').val())));
      control('pasted').val('');
    });
    linkRows($('#dialog-form'), [{ ...fields.speakers.at(-1)!, name: 'speakers' }]);
    showLanguages();
    showEvents(node.audio_events_config);
    audio.prepare(node.audio_format);
    form = { controls, lists, others: showOthers(node) };
    const holds: Record<(typeof otherSettings)[number], () => boolean> = {
      replacements: () => lists.replacements.read() !== undefined,
      speakers: () => lists.speakers.read() !== undefined,
      events: () => control('events').is(':checked'),
      others: () => readOthers() !== '',
    };
    foldOthers(node, $('#speechmatics-tabs-content').children(), [
      ...controls.filter(({ field }) => !field.builtIn).map(({ field, isSet }) => ({ name: field.name, isSet })),
      ...otherSettings.map((name) => ({ name, isSet: holds[name] })),
    ]);
  },

  save(node: TranscribeNode): void {
    if (!form) return;
    const changed = Object.fromEntries(CONFIGS.map((name) => [name, objectOf(node[name])]));
    const change = ([root, ...path]: readonly [StoredConfig, ...string[]], value: unknown): void => {
      changed[root] = withValue(changed[root]!, path, value);
    };
    const touched = new Set<string>();
    const take = (
      path: readonly [StoredConfig, ...string[]],
      item: { read(): unknown; hasChanged(): boolean },
    ): void => {
      if (!item.hasChanged()) return;
      touched.add(path[0]);
      change(path, item.read());
    };
    for (const item of form.controls) take(item.field.path, item);
    for (const [name, path] of Object.entries(listFields)) take(path, form.lists[name as keyof typeof listFields]);
    if (touched.has('transcription_config') && changed.transcription_config!.language === undefined) {
      changed.transcription_config = { language: 'en', ...changed.transcription_config };
    }
    if (readOthers() !== form.others) {
      touched.add('transcription_config');
      changed.transcription_config = withOthers(changed.transcription_config!, readOthers());
    }
    for (const name of touched) node[name] = changed[name];
    // Servers refuse the object without a target.
    if (touched.has('translation_config') && valueAt(node, ['translation_config', 'target_languages']) === undefined) {
      node.translation_config = null;
    }
    saveEvents(node);
    audio.save(node);
    $('#node-input-outputs').val(node.translation_config ? 3 : 2);
    form = undefined;
  },

  /** Whether all numbers are numbers. Ranges are validated by the server. */
  validConfig(node: TranscribeNode, name: StoredConfig, config: unknown): Validity {
    const wrong = Object.values(fields)
      .flat()
      .filter(({ path }) => path[0] === name)
      .find((field) => hintFor(field, valueAt(config, field.path.slice(1)))?.key === 'not-a-number');
    return !wrong || `${node._(`transcribe.label.${wrong.name}`)}: ${node._('transcribe.range.not-a-number')}`;
  },
};

function showTabs(node: TranscribeNode): void {
  const tabs = RED.tabs.create({
    id: 'speechmatics-tabs',
    onchange: ({ id }) => {
      $('#speechmatics-tabs-content').children().hide();
      $(`#${id}`).show();
    },
  });
  for (const name of TABS) tabs.addTab({ id: `speechmatics-tab-${name}`, label: node._(`transcribe.tab.${name}`) });
  setTimeout(() => tabs.resize(), 0);
}

function showLanguages(): void {
  const options = languages(RED.i18n.lang()).map(({ code, name }) => $('<option></option>').val(code).text(name)[0]!);
  $('<datalist id="speechmatics-languages"></datalist>').append(options).appendTo('#speechmatics-tab-session');
  control('language').attr('list', 'speechmatics-languages');
}

function showEvents(stored: unknown): void {
  const { types } = objectOf(stored);
  const show = (): void => void $('#speechmatics-event-types').toggle(control('events').is(':checked'));
  control('events')
    .prop('checked', stored !== null && stored !== undefined)
    .on('change', show);
  for (const type of EVENTS) control(type).prop('checked', Array.isArray(types) && types.includes(type));
  show();
}

/** If no type is ticked, all are meant. */
function saveEvents(node: TranscribeNode): void {
  if (!control('events').is(':checked')) {
    node.audio_events_config = null;
    return;
  }
  const config = objectOf(node.audio_events_config);
  const before = Array.isArray(config.types) ? (config.types as unknown[]) : [];
  const types = EVENTS.filter((type) => control(type).is(':checked'));
  const isSame = types.length === before.length && types.every((type) => before.includes(type));
  if (node.audio_events_config && isSame) return;
  node.audio_events_config = withValue(config, ['types'], types.length > 0 ? types : undefined);
}

/** Shows the fields that the dialog does not know as JSON, and returns it. */
function showOthers(node: TranscribeNode): string {
  const others = Object.entries(objectOf(node.transcription_config)).filter(([name]) => !knownFields.has(name));
  const text = others.length > 0 ? JSON.stringify(Object.fromEntries(others)) : '';
  const json = {
    value: 'json',
    label: 'JSON',
    icon: 'red/images/typedInput/json.svg',
    validate: (typed: string) => parseOthers(typed) !== undefined || node._('transcribe.invalid-json'),
    expand(this: { value(text?: string): string }) {
      RED.editor.editJSON({ value: this.value() || '{}', complete: (edited) => void this.value(edited) });
    },
  };
  control('others')
    .typedInput({ types: [json] })
    .typedInput('value', text);
  return text;
}

const readOthers = (): string => control('others').typedInput('value').trim();

/** Undefined if the text is not a JSON object. */
function parseOthers(text: string): StoredObject | undefined {
  if (text === '') return {};
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as StoredObject) : undefined;
  } catch {
    return undefined;
  }
}

/** The form overrides JSON fields of the same name; invalid JSON changes nothing. */
function withOthers(config: StoredObject, text: string): StoredObject {
  const others = parseOthers(text);
  if (!others) return config;
  const known = Object.entries(config).filter(([name]) => knownFields.has(name));
  return { ...Object.fromEntries(known), ...others, ...Object.fromEntries(known) };
}

declare global {
  interface Window {
    speechmaticsTranscribe: typeof dialog;
  }
}
window.speechmaticsTranscribe = dialog;
