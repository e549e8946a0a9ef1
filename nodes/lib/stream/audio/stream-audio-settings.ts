import type { AudioWarning } from '../../audio/audio-diagnostics';
import type { SourceFormat } from '../../audio/format';
import type { Container } from '../../audio/signatures';
import type { Clock } from '../../time/clock';
import type { StreamLimits } from '../stream-limits';
import type { StreamMetrics } from '../stream-metrics';
import type { ArrivalTimes } from './arrival-times';
import type { AudioBudget } from './audio-budget';
import type { QueueLimit } from './audio-queue';

/** How far the finals of a stream reach. */
export interface Coverage {
  /** Seconds of the stream. */
  readonly coveredUntil: number;
}

export interface StreamAudioSettings {
  /** Format of audio that does not begin with a WAV header. */
  format: SourceFormat;
  /** Containers that the server accepts besides those of the protocol; left out: none. */
  takes?: readonly Container[];
  queue: QueueLimit;
  /** Seconds of silence that are inserted where live audio pauses; left out: none, and the clock stands still. */
  pause?: number;
  limits: Pick<StreamLimits, 'sentRetention'>;
  budget: AudioBudget;
  /** Records when each piece of audio arrived. */
  arrivals: ArrivalTimes;
  /** How far the finals reach. */
  coverage: Coverage;
  clock: Clock;
  metrics: StreamMetrics;
  /** Called when gathered audio can be sent. */
  ready: () => void;
  /** Called once for each probable fault of the audio. */
  warn: (warning: AudioWarning) => void;
}
