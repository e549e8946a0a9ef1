import type { OutcomeCode } from '../speech-api/outcome';
import type { Control } from '../appliance/server-record';
import type { StreamWarning } from './stream-event';

/** A control that was refused: the server does not know it, or rejects the change. */
export interface RefusedControl {
  control: Control;
  cause: 'unknown' | 'settings';
}

/** Errors in answer to a message that the server does not know. */
const UNKNOWN: ReadonlySet<string> = new Set<OutcomeCode>(['invalid_message', 'protocol_error']);
/** Errors in answer to a message that the server knows, but can't carry out. */
const IMPOSSIBLE: ReadonlySet<string> = new Set<OutcomeCode>([
  'invalid_config',
  'invalid_model',
  'invalid_language',
  'not_allowed',
]);
/** Limit of controls that the server may still refuse. */
const MOST = 100;

/**
 * The controls sent to a session. Servers read in order: one that acknowledges audio has read the controls before it.
 */
export class SentControls {
  private audioMessages = 0;
  /** Oldest first. `after`: audio messages that were sent before. */
  private open: { control: Control; after: number }[] = [];

  /** Whether the server has read all of them. */
  get settled(): boolean {
    return this.open.length === 0;
  }

  /** Notes that an audio message was sent. */
  audio(): void {
    this.audioMessages += 1;
  }

  sent(control: Control): void {
    if (this.open.length < MOST) this.open.push({ control, after: this.audioMessages });
  }

  /** @param messages number of audio messages acknowledged since the session began */
  acknowledged(messages: number): void {
    if (this.open.length > 0) this.open = this.open.filter(({ after }) => after >= messages);
  }

  /** The control that ended the session, if one did: the one that the server names, otherwise the oldest. */
  refused({ code, reason }: { code: string; reason: string }): RefusedControl | undefined {
    if (!UNKNOWN.has(code) && !IMPOSSIBLE.has(code)) return undefined;
    const control = (this.open.find((sent) => reason.includes(sent.control)) ?? this.open[0])?.control;
    if (control === undefined) return undefined;
    return { control, cause: IMPOSSIBLE.has(code) && control === 'SetRecognitionConfig' ? 'settings' : 'unknown' };
  }
}

/**
 * The warning about a control that ended a session.
 *
 * @param said text of the server's error
 */
export function refusedControlWarning({ control, cause }: RefusedControl, said: string): StreamWarning {
  if (cause === 'settings') {
    return {
      code: 'refused_settings',
      message: `The change to the recognition settings was refused and has been reverted. ${said}`,
    };
  }
  const message = `The server does not know ${control}. The stream continues without it, and it is not sent again. ${said}`;
  return { code: 'unsupported_control', message };
}
