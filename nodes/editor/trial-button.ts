import { type Fault, faultLines, faultLink } from './fault.js';
import type { EditorNode } from './node-red.js';

/** Node-RED's placeholder for a stored password. */
const STORED = '__PWRD__';

/** A test that a button runs. */
export interface Trial<Answer extends Fault> {
  /** The admin endpoint. */
  url: string;
  /** Prefix of the texts `busy` and `not-possible`. */
  texts: string;
  /** Returns the settings in the dialog. */
  settings: () => object;
  /** Lines to show if the code of the answer is `completed`. */
  good: (answer: Answer) => string[];
  /** Further lines to show in any case. */
  more?: (answer: Answer) => string[];
}

/** Lets a button test the settings of a dialog, and an element show the result. */
export function prepareTrial<Answer extends Fault>(
  node: EditorNode,
  button: JQuery,
  result: JQuery,
  { url, texts, settings, good, more = () => [] }: Trial<Answer>,
): void {
  button.on('click', (event) => {
    event.preventDefault();
    if (button.prop('disabled')) return;
    button.prop('disabled', true);
    show(result, 'busy', [node._(`${texts}.busy`)]);
    const typed = Object.entries(settings()).filter(([, value]) => value !== STORED);
    $.ajax({
      url,
      type: 'POST',
      contentType: 'application/json; charset=utf-8',
      data: JSON.stringify(Object.fromEntries(typed)),
    })
      .done((answer: Answer) => {
        if (answer.code === 'completed') show(result, 'good', [...good(answer), ...more(answer)]);
        else {
          show(result, 'bad', [...faultLines(node, answer), ...more(answer)]);
          result.append(faultLink(node, answer));
        }
      })
      .fail(({ status }) => show(result, 'bad', [node._(`${texts}.not-possible`, { status })]))
      .always(() => button.prop('disabled', false));
  });
}

const ICONS = { busy: 'fa-spinner fa-spin', good: 'fa-check-circle', bad: 'fa-exclamation-triangle' };

/** Shows lines, the first one in bold. Text from servers and programs is never parsed as HTML. */
function show(result: JQuery, state: keyof typeof ICONS, [head = '', ...lines]: string[]): void {
  const icon = $('<i class="fa" aria-hidden="true"></i>').addClass(ICONS[state]);
  result
    .empty()
    .attr('data-state', state)
    .append($('<strong></strong>').append(icon, ' ', document.createTextNode(head)))
    .append(lines.map((line) => $('<div></div>').text(line)[0]!))
    .show();
}
