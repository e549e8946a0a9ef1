import type { EditorNode } from '../node-red.js';

/** What the admin endpoint answers; see `InstallationReport`. Sizes are megabytes. */
interface Report {
  state: 'installed' | 'missing' | 'installing' | 'failed';
  code?: string;
  reason?: string;
  refusal?: string;
  command: string;
  megabytes: number;
  done?: number;
}

const ADDRESS = 'speechmatics-appliance/recogniser';
/** The texts are those of the appliance, whichever dialog shows them. */
const TEXTS = 'node-red-contrib-speechmatics/speechmatics-appliance:appliance.recogniser';
/** Milliseconds between two questions how far an installation is. */
const INTERVAL = 1000;

/**
 * Shows in a place whether the recogniser is there, and lets a button install it.
 *
 * @param content `always`; or `if_wanting`: nothing if the recogniser is there
 */
export function prepare(node: EditorNode, place: JQuery, content: 'always' | 'if_wanting'): void {
  const text = (key: string, values?: Record<string, unknown>): string => node._(`${TEXTS}.${key}`, values);
  const isShown = (): boolean => place[0]?.isConnected ?? false;

  const show = (report: Report): void => {
    if (!isShown()) return;
    const { state, megabytes, done = 0 } = report;
    place.empty().attr('data-state', state);
    if (state === 'installed') {
      if (content === 'always') place.append(line(text('installed')));
      return;
    }
    if (state === 'installing') {
      const bar = $('<progress style="width: 100%"></progress>').attr({ max: megabytes, value: done });
      place.append(line(text('installing', { done, megabytes })), bar);
      askLater();
      return;
    }
    const heading = state === 'failed' ? 'failed' : report.code === 'recogniser_missing' ? 'missing' : 'unusable';
    place.append($('<strong></strong>').text(text(heading)), ' ');
    if (heading !== 'missing') place.append(line(report.reason ?? ''));
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
