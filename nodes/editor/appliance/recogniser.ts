import type { InstallationReport } from '../../lib/built-in/installation/installation-report.js';
import { faultLines, faultLink } from '../fault.js';
import type { EditorNode } from '../node-red.js';

const ADDRESS = 'speechmatics-appliance/recogniser';
/** The texts are those of the appliance, whichever dialog shows them. */
const TEXTS = 'node-red-contrib-speechmatics/speechmatics-appliance:appliance.recogniser';
/** Milliseconds between two questions how far an installation is. */
const INTERVAL = 1000;

/** Shows in a place whether the recogniser is there, and lets a button install it. */
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
        // Who may not even ask is not told of it; who presses the button is.
        if (type === 'POST') place.empty().append(line(text('not-possible', { status })));
        // An answer that was lost on the way does not end the installation.
        else if (place.attr('data-state') === 'installing') askLater();
      });
  };
  ask('GET');
}

function line(text: string): JQuery {
  return $('<div></div>').text(text);
}
