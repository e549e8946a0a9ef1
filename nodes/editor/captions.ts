import { presets, type PresetRules } from './captions/presets.js';
import { previewLines, previewSeconds } from './captions/preview.js';
import { addMissingSettings, type WithSettings } from './missing-settings.js';
import type { EditorNode } from './node-red.js';

const NUMBERS = ['characters', 'wideCharacters', 'lines', 'shortest', 'longest', 'gap', 'closeGap', 'linger'] as const;
/** Default reading speed in the unit that the preset does not use. */
const COMMON_SPEED = { characters: 20, words: 180 };
const ONE_DECIMAL = { minimumFractionDigits: 1, maximumFractionDigits: 1 };

const dialog = {
  prepare(node: EditorNode & WithSettings): void {
    addMissingSettings(node);
    const show = (): void => showSettings(node);
    $('#dialog-form').on('change input', 'input, select', show);
    show();
  },
};

function valueOf(name: string): string {
  return String($(`#node-input-${name}`).val() ?? '').trim();
}

/** The rules of the fields; invalid values count as not set. */
function rulesOfFields(): PresetRules {
  const preset = presets[valueOf('preset')] ?? presets.netflix!;
  const set = NUMBERS.map((name) => [name, Number(valueOf(name)) || preset[name]] as const);
  const unit = valueOf('readingUnit');
  const readingUnit = unit === 'characters' || unit === 'words' ? unit : preset.readingUnit;
  const usual = readingUnit === preset.readingUnit ? preset.readingSpeed : COMMON_SPEED[readingUnit];
  const rules = { ...preset, ...Object.fromEntries(set), readingUnit };
  return { ...rules, readingSpeed: Number(valueOf('readingSpeed')) || usual };
}

/** Shows only the fields that apply, the values of the preset, and a preview of a cue. */
function showSettings(node: EditorNode): void {
  const [preset, format, send] = [valueOf('preset'), valueOf('format'), valueOf('send')];
  const isLive = send === 'live' || send === 'both' || (send === '' && preset === 'live');
  const kinds = [isLive ? 'live' : '', format === 'hls' ? 'hls' : 'file', `format-${format}`];
  for (const row of $('.captions-setting')) {
    $(row).toggle((row.dataset.kinds ?? '').split(' ').some((kind) => kinds.includes(kind)));
  }
  const usual = presets[preset] ?? presets.netflix!;
  for (const name of NUMBERS) $(`#node-input-${name}`).attr('placeholder', String(usual[name]));
  const rules = rulesOfFields();
  const speed = rules.readingUnit === usual.readingUnit ? usual.readingSpeed : COMMON_SPEED[rules.readingUnit];
  $('#node-input-readingSpeed').attr('placeholder', String(speed));
  $('#captions-explanation').text(preset ? node._(`captions.explanation.${preset}`) : '');
  showPreview(node, rules);
}

function showPreview(node: EditorNode, rules: PresetRules): void {
  const lines = previewLines(node._('captions.sample'), rules);
  const screen = $('#captions-preview');
  screen.css({
    'justify-content': valueOf('position') === 'top' ? 'flex-start' : 'flex-end',
    'align-items': valueOf('align') === 'start' ? 'flex-start' : 'center',
  });
  screen.empty().append(lines.map((line) => $('<span>').text(line).css({ background: '#000c', padding: '1px 6px' })));
  const characters = Math.max(...lines.map((line) => line.length));
  const seconds = previewSeconds(lines, rules).toLocaleString(RED.i18n.lang(), ONE_DECIMAL);
  $('#captions-preview-figures').text(node._('captions.figures', { characters, seconds }));
}

declare global {
  interface Window {
    speechmaticsCaptions: typeof dialog;
  }
}
window.speechmaticsCaptions = dialog;
