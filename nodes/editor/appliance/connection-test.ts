import type { EditorNode } from '../node-red.js';

/** What the admin endpoint answers; see `test` in `nodes/appliance.ts`. */
interface Answer {
  code: string;
  reason: string;
  /** Where the documentation says more. */
  help: string;
  health?: { ready: boolean; healthy: boolean; problems: string } & Partial<Record<HealthFigure, string | number>>;
}

type HealthFigure = 'sessions' | 'max_sessions' | 'version' | 'languages';

/** What Node-RED shows in place of a password that is stored. */
const STORED = '__PWRD__';

/** What is tested: the settings as they stand in the dialog. */
export interface TestedSettings {
  id: string;
  server: string;
  url: string;
  tls: string;
  headers: unknown;
  token: string;
  /** Undefined: those that are stored. */
  secretHeaders: string | undefined;
  /** Of the session to be held; empty: none. */
  language: string;
}

/**
 * Lets a button test the settings, and an element tell what came of it.
 *
 * @param settings reads the dialog
 */
export function prepare(node: EditorNode, button: JQuery, result: JQuery, settings: () => TestedSettings): void {
  button.on('click', (event) => {
    event.preventDefault();
    if (button.prop('disabled')) return;
    button.prop('disabled', true);
    const { token, ...others } = settings();
    show(result, 'busy', [node._('appliance.test.busy')]);
    $.ajax({
      url: 'speechmatics-appliance/test',
      type: 'POST',
      contentType: 'application/json; charset=utf-8',
      data: JSON.stringify(token === STORED ? others : { ...others, token }),
    })
      .done((answer: Answer) => {
        const isGood = answer.code === 'completed';
        const head = isGood ? (others.language ? 'session' : 'handshake') : `fault.${answer.code}`;
        const lines = [text(node, head) ?? node._('appliance.test.fault.other')];
        if (!isGood) lines.push(...reasonLines(node, answer));
        if (answer.health) lines.push(healthLine(node, answer.health));
        show(result, isGood ? 'good' : 'bad', lines);
        if (!isGood) result.append(helpLink(node, answer.help));
      })
      .fail(({ status }) => {
        show(result, 'bad', [node._('appliance.test.not-possible', { status })]);
      })
      .always(() => button.prop('disabled', false));
  });
}

/** What to do, in the language of the editor where the catalogue has it, and what the appliance itself says, in English. */
function reasonLines(node: EditorNode, { code, reason }: Answer): string[] {
  const cure = text(node, `cure.${code}`);
  return cure === undefined || RED.i18n.lang().startsWith('en') ? [reason] : [cure, `(${reason})`];
}

function helpLink(node: EditorNode, help: string): JQuery {
  return $('<a target="_blank" rel="noopener"></a>').attr('href', help).text(node._('appliance.test.help'));
}

function healthLine(node: EditorNode, health: NonNullable<Answer['health']>): string {
  const state = health.ready ? 'ready' : health.healthy ? 'full' : 'unhealthy';
  const figures = (['sessions', 'max_sessions', 'version', 'languages'] as const)
    .filter((name) => health[name] !== undefined && health[name] !== '')
    .map((name) => node._(`appliance.test.health.${name}`, { value: health[name] }));
  return [node._(`appliance.test.health.${state}`, { problems: health.problems }), ...figures].join('; ');
}

/** Undefined where the catalogue has no such text. */
function text(node: EditorNode, key: string): string | undefined {
  const found = node._(`appliance.test.${key}`);
  return found.endsWith(key) ? undefined : found;
}

const ICONS = { busy: 'fa-spinner fa-spin', good: 'fa-check-circle', bad: 'fa-exclamation-triangle' };

/** The first line stands out. What a server wrote stays text. */
function show(result: JQuery, state: keyof typeof ICONS, [head = '', ...lines]: string[]): void {
  const icon = $('<i class="fa" aria-hidden="true"></i>').addClass(ICONS[state]);
  result
    .empty()
    .attr('data-state', state)
    .append($('<strong></strong>').append(icon, ' ', document.createTextNode(head)))
    .append(lines.map((line) => $('<div></div>').text(line)[0]!))
    .show();
}
