import type { EditorNode } from '../node-red.js';

/** What the admin endpoint answers; see `nodes/audio-source.ts`. */
interface Answer {
  code: string;
  reason?: string;
  level?: string;
  decibels?: number;
  seconds?: number;
  found?: { codec?: string; sample_rate?: number; channels?: string; engine?: string };
}

/** What Node-RED shows in place of a password that is stored. */
const STORED = '__PWRD__';

/**
 * Lets a button listen to the source for five seconds, and an element tell what was heard.
 *
 * @param settings reads the dialog
 */
export function prepare(
  node: EditorNode,
  button: JQuery,
  result: JQuery,
  settings: () => Record<string, unknown>,
): void {
  button.on('click', (event) => {
    event.preventDefault();
    if (button.prop('disabled')) return;
    button.prop('disabled', true);
    const { password, ...others } = settings();
    show(result, 'busy', [node._('audio-source.try.busy')]);
    $.ajax({
      url: 'speechmatics-audio-source/try',
      type: 'POST',
      contentType: 'application/json; charset=utf-8',
      data: JSON.stringify(password === STORED ? others : { ...others, password }),
    })
      .done((answer: Answer) => {
        if (answer.code === 'completed') show(result, 'good', heard(node, answer));
        else show(result, 'bad', [node._('audio-source.try.failed'), answer.reason ?? '']);
      })
      .fail(({ status }) => show(result, 'bad', [node._('audio-source.try.not-possible', { status })]))
      .always(() => button.prop('disabled', false));
  });
}

function heard(node: EditorNode, { level = '', decibels, seconds, found = {} }: Answer): string[] {
  const format = [found.codec, found.sample_rate && `${found.sample_rate} Hz`, found.channels]
    .filter(Boolean)
    .join(', ');
  return [
    node._(`audio-source.try.${level}`),
    node._('audio-source.try.figures', { decibels, seconds }),
    ...(format === '' ? [] : [node._('audio-source.try.format', { format })]),
  ];
}

const ICONS = { busy: 'fa-spinner fa-spin', good: 'fa-check-circle', bad: 'fa-exclamation-triangle' };

/** The first line stands out. What a program said stays text. */
function show(result: JQuery, state: keyof typeof ICONS, [head = '', ...lines]: string[]): void {
  const icon = $('<i class="fa" aria-hidden="true"></i>').addClass(ICONS[state]);
  result
    .empty()
    .attr('data-state', state)
    .append($('<strong></strong>').append(icon, ' ', document.createTextNode(head)))
    .append(lines.map((line) => $('<div></div>').text(line)[0]!))
    .show();
}
