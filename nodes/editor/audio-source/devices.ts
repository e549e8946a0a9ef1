import type { EditorNode } from '../node-red.js';

/** The answer of the admin endpoint; see `nodes/audio-source.ts`. */
interface Answer {
  devices?: { name: string; label: string }[];
  reason?: string;
}

/** Requests the microphones from Node-RED, and fills the list with them. */
export function fill(node: EditorNode, list: JQuery, hint: JQuery, system: string): void {
  $.getJSON('speechmatics-audio-source/devices', { system })
    .done(({ devices, reason }: Answer) => {
      list.empty();
      for (const { name, label } of devices ?? []) $('<option></option>').val(name).text(label).appendTo(list);
      const count = devices?.length ?? 0;
      hint.text(reason ?? node._(count > 0 ? 'audio-source.devices.found' : 'audio-source.devices.none', { count }));
    })
    .fail(({ status }) => void hint.text(node._('audio-source.devices.failed', { status })));
}
