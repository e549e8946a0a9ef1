import { addMissingSettings, type WithSettings } from './missing-settings.js';
import type { EditorNode } from './node-red.js';

const dialog = {
  prepare(node: EditorNode & WithSettings): void {
    addMissingSettings(node);
    const mode = $('#node-input-mode');
    mode.on('change', () => showMode(node, String(mode.val() ?? ''))).trigger('change');
  },
};

/** Shows the effect of a mode on a sample sentence, and only the mode's settings. */
function showMode(node: EditorNode, mode: string): void {
  const text = (key: string): string => (mode ? node._(`partial-filter.${key}.${mode}`) : '');
  $('#partial-filter-explanation').text(text('explanation'));
  $('#partial-filter-sample').text(text('sample'));
  for (const row of $('.partial-filter-setting')) {
    $(row).toggle((row.dataset.modes ?? '').split(' ').includes(mode));
  }
}

declare global {
  interface Window {
    speechmaticsPartialFilter: typeof dialog;
  }
}
window.speechmaticsPartialFilter = dialog;
