import type { AppliancePhase } from '../appliance/appliance';
import type { Stream } from '../stream/stream';

/** What audio waits for: most of all, that something else happens first. */
export type HoldCause = 'installing' | 'loading' | 'predecessor' | 'turn' | 'session';

/** Audio of all streams that waits for a session, in seconds, and what for. */
export interface HeldAudio {
  seconds: number;
  cause: HoldCause;
}

const PHASES: Partial<Record<AppliancePhase, HoldCause>> = { installing: 'installing', starting: 'loading' };

/**
 * Adds up what streams hold back.
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
