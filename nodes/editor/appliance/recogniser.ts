import type { InstallationReport } from '../../lib/built-in/installation/installation-report.js';
import { faultLines, faultLink } from '../fault.js';
import type { EditorNode } from '../node-red.js';

const ADDRESS = 'speechmatics-appliance/recogniser';
/** The appliance's texts, which all dialogs use. */
const TEXTS = 'node-red-contrib-speechmatics/speechmatics-appliance:appliance.recogniser';
/** Interval of requests for the progress of an installation, milliseconds. */
const INTERVAL = 1000;

/** Shows whether the recogniser is installed, with a button to install it. */
export function prepare(node: EditorNode, place: JQuery): void {
  const text = (key: string, values?: Record<string, unknown>): string => node._(`${TEXTS}.${key}`, values);
  const isShown = (): boolean => place[0]?.isConnected ?? false;

  const show = (report: InstallationReport): void => {
    if (!isShown()) return;
    const { state, version, megabytes, done = 0, fault } = report;
    place.empty().attr('data-state', state);
    if (state === 'installed') {
      place.append(line(text('installed', { version })));
      return;
    }
    if (state === 'installing') {
      const bar = $('<progress style="width: 100%"></progress>').attr({ max: megabytes, value: done });
      place.append(line(text('installing', { done, megabytes })), bar);
      askLater();
      return;
    }
    if (fault && (state === 'failed' || fault.code !== 'recogniser_missing')) {
      const [cause = '', ...others] = faultLines(node, fault);
      place.append($('<strong></strong>').text(cause), others.map(line), faultLink(node, fault));
    } else place.append($('<strong></strong>').text(text('missing')), ' ');
    if (report.refusal) {
      place.append(line(report.refusal), $('<code></code>').text(report.command));
      return;
    }
    const button = $('<button type="button" class="red-ui-button"></button>')
      .append('<i class="fa fa-download"></i> ', document.createTextNode(text('install', { megabytes })))
      .on('click', () => {
        button.prop('disabled', true);
        ask('POST');
      });
    place.append(button, line(text('meanwhile')));
  };

  const askLater = (): void => {
    setTimeout(() => isShown() && ask('GET'), INTERVAL);
  };
  const ask = (type: 'GET' | 'POST'): void => {
    void $.ajax({
      url: ADDRESS,
      type,
      contentType: 'application/json; charset=utf-8',
      data: type === 'POST' ? '{}' : '',
    })
      .done(show)
      .fail(({ status }) => {
        // Users without permission only see an error if they press the button.
        if (type === 'POST') place.empty().append(line(text('not-possible', { status })));
        // A lost answer does not end the installation.
        else if (place.attr('data-state') === 'installing') askLater();
      });
  };
  ask('GET');
}

function line(text: string): JQuery {
  return $('<div></div>').text(text);
}
