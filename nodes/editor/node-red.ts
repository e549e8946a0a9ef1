/** The part of the Node-RED editor's API that these dialogs use. */

/** A node in the editor, with its stored settings and the texts of its catalogue. */
export interface EditorNode {
  readonly id: string;
  readonly type: string;
  /** The text for a key in the node set's catalogue; the key itself if there is none. */
  _(key: string, values?: Record<string, unknown>): string;
}

/** The result of a validator: true, or false or a reason if the value is invalid. */
export type Validity = true | false | string;

/** A type of a `typedInput`. */
export interface TypedInputType {
  value: string;
  label: string;
  icon?: string;
  validate?: (value: string) => Validity;
  /** Called with the widget as `this`. */
  expand?: (this: { value(text?: string): string }) => void;
}

/** Options of an `editableList`; `T` is the data of a row. */
export interface EditableListOptions<T> {
  addItem(row: JQuery, index: number, data: T): void;
  removable?: boolean;
  sortable?: boolean;
  height?: number | 'auto';
  addButton?: string | boolean;
}

export interface Tabs {
  addTab(tab: { id: string; label: string; iconClass?: string }): void;
  resize(): void;
}

/** A configuration node in the editor. */
export interface ConfigNode {
  id: string;
  type: string;
  /** Its flow; empty: all flows. */
  z?: string;
  /** Whether it is disabled. */
  d?: boolean;
  users: object[];
}

interface Editor {
  /** `lang` is the language of the editor, for example `de`. */
  i18n: { lang(): string };
  settings: Record<string, unknown>;
  editor: {
    editJSON(options: { value: string; complete: (edited: string) => void }): void;
  };
  nodes: {
    node(id: string): { id: string; server?: unknown } | null;
    eachConfig(visit: (node: ConfigNode) => void): void;
  };
  tabs: { create(options: { id: string; onchange: (tab: { id: string }) => void }): Tabs };
}

declare global {
  const RED: Editor;

  interface JQuery {
    typedInput(options: { types: (TypedInputType | string)[] }): JQuery;
    typedInput(property: 'type' | 'value', value: string): JQuery;
    typedInput(property: 'type' | 'value'): string;
    editableList<T>(options: EditableListOptions<T>): JQuery;
    editableList(action: 'addItem', data: unknown): void;
    editableList(action: 'items'): JQuery;
    /** Sets the texts of elements with keys of the catalogue. */
    i18n(): JQuery;
  }
}
