import type { AppliancePhase } from '../appliance/appliance';
import type { Stream } from '../stream/stream';

/** What audio waits for. */
export type HoldCause = 'installing' | 'loading' | 'predecessor' | 'turn' | 'session';

/** The waiting audio of all streams, in seconds, and what it waits for. */
export interface HeldAudio {
  seconds: number;
  cause: HoldCause;
}

const PHASES: Partial<Record<AppliancePhase, HoldCause>> = { installing: 'installing', starting: 'loading' };

/**
 * Adds up the waiting audio of all streams.
 *
 * @param phase of their appliance
 * @param predecessor whether the streams of a closed instance go first
 * @returns undefined if nothing waits
 */
export function heldAudio(
  streams: readonly Stream[],
  phase: AppliancePhase | undefined,
  predecessor: boolean,
): HeldAudio | undefined {
  const held = streams.flatMap((stream) => stream.held ?? []);
  if (held.length === 0) return undefined;
  const seconds = held.reduce((sum, each) => sum + each.seconds, 0);
  const awaited = held.some((each) => each.awaited === 'session') ? 'session' : 'turn';
  return { seconds, cause: (phase && PHASES[phase]) ?? (predecessor ? 'predecessor' : awaited) };
}
