import * as devices from './audio-source/devices.js';
import * as trial from './audio-source/trial.js';
import { declareNone, type WithCredentials } from './credentials.js';
import { addMissingSettings, type WithSettings } from './missing-settings.js';
import type { EditorNode, Validity } from './node-red.js';

type SourceNode = EditorNode & WithCredentials & WithSettings;

/** Prefixes of addresses. */
const SCHEMES: Record<string, RegExp> = {
  url: /^https?:\/\/[^\s/]/i,
  rtsp: /^rtsps?:\/\/[^\s/]/i,
  rtmp: /^rtmps?:\/\/[^\s/]/i,
  udp: /^(udp|rtp):\/\/[^\s/]/i,
};

const field = (name: string): JQuery => $(`#node-input-${name}`);
const text = (name: string): string => String(field(name).val() ?? '');

const dialog = {
  prepare(node: SourceNode): void {
    addMissingSettings(node);
    declareNone(node, { user: 'text', password: 'password' });
    const list = (): void =>
      devices.fill(node, $('#audio-source-devices'), $('#audio-source-devices-hint'), text('system'));
    field('source').on('change', () => {
      showKind(node, text('source'));
      if (text('source') === 'microphone') list();
    });
    field('system').on('change', list);
    field('sdp').on('input', () => field('url').trigger('change'));
    $('#audio-source-refresh').on('click', (event) => {
      event.preventDefault();
      list();
    });
    field('source').trigger('change');
    trial.prepare(node, $('#audio-source-try'), $('#audio-source-result'), () => settings(node));
  },

  validUrl(node: SourceNode, url: string): Validity {
    const kind = current(node, 'source');
    const scheme = SCHEMES[kind];
    if (!scheme || (kind === 'udp' && current(node, 'sdp').trim() !== '')) return true;
    return scheme.test(url) || /^\$\{.+\}$/.test(url) || node._(`audio-source.invalid.${kind}`);
  },

  validPath(node: SourceNode, path: string): Validity {
    return current(node, 'source') !== 'file' || path !== '' || node._('audio-source.invalid.path');
  },

  validArguments(node: SourceNode, typed: unknown): Validity {
    const lines = Array.isArray(typed) ? typed : String(typed).split(/\r?\n/);
    return current(node, 'source') !== 'ffmpeg' || lines.includes('-i') || node._('audio-source.invalid.arguments');
  },
};

/** The value in the dialog, if it is open for this node; otherwise the stored one. */
function current(node: SourceNode, name: string): string {
  const open = field(name);
  const value = open.length > 0 ? open.val() : node[name];
  return typeof value === 'string' ? value : '';
}

/** Shows only the fields of a kind of source. */
function showKind(node: SourceNode, kind: string): void {
  for (const row of $('.audio-source-setting')) $(row).toggle((row.dataset.kinds ?? '').split(' ').includes(kind));
  $('#audio-source-explanation').text(kind ? node._(`audio-source.explanation.${kind}`) : '');
  field('url').attr('placeholder', SCHEMES[kind] ? node._(`audio-source.placeholder.${kind}`) : '');
  // Validity depends on the kind.
  for (const name of ['url', 'path', 'arguments']) field(name).trigger('change');
}

function settings(node: SourceNode): Record<string, unknown> {
  const names = ['source', 'system', 'device', 'path', 'url', 'sdp', 'arguments', 'rate', 'ffmpeg', 'user', 'password'];
  const typed = Object.fromEntries(names.map((name) => [name, text(name)]));
  return { ...typed, id: node.id, listen: field('listen').is(':checked') };
}

declare global {
  interface Window {
    speechmaticsAudioSource: typeof dialog;
  }
}
window.speechmaticsAudioSource = dialog;
