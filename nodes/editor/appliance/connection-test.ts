import type { Fault } from '../fault.js';
import type { EditorNode } from '../node-red.js';
import { prepareTrial } from '../trial-button.js';

/** The answer of the admin endpoint; see `test` in `nodes/appliance.ts`. */
interface Answer extends Fault {
  health?: { ready: boolean; healthy: boolean; problems: string } & Partial<Record<HealthFigure, string | number>>;
}

type HealthFigure = 'sessions' | 'max_sessions' | 'version' | 'languages';

/** The tested settings: those in the dialog. */
export interface TestedSettings {
  id: string;
  server: string;
  url: string;
  tls: string;
  headers: unknown;
  token: string;
  /** Undefined: the stored ones. */
  secretHeaders: string | undefined;
  /** Language of the session; empty: only the handshake is tested. */
  language: string;
}

/**
 * Lets a button test the settings, and an element show the result.
 *
 * @param settings returns the settings in the dialog
 */
export function prepare(node: EditorNode, button: JQuery, result: JQuery, settings: () => TestedSettings): void {
  let tested: 'session' | 'handshake' = 'handshake';
  prepareTrial<Answer>(node, button, result, {
    url: 'speechmatics-appliance/test',
    texts: 'appliance.test',
    settings: () => {
      const typed = settings();
      tested = typed.language === '' ? 'handshake' : 'session';
      return typed;
    },
    good: () => [node._(`appliance.test.${tested}`)],
    more: ({ health }) => (health ? [healthLine(node, health)] : []),
  });
}

function healthLine(node: EditorNode, health: NonNullable<Answer['health']>): string {
  const state = health.ready ? 'ready' : health.healthy ? 'full' : 'unhealthy';
  const figures = (['sessions', 'max_sessions', 'version', 'languages'] as const)
    .filter((name) => health[name] !== undefined && health[name] !== '')
    .map((name) => node._(`appliance.test.health.${name}`, { value: health[name] }));
  return [node._(`appliance.test.health.${state}`, { problems: health.problems }), ...figures].join('; ');
}
