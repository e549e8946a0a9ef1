import type { SourceFormat } from '../audio/format';
import type { Clock } from '../time/clock';
import type { StartRecognition } from '../speech-api/messages';
import type { Appliance, ApplianceSharing } from '../appliance/appliance';
import type { QueueLimit } from './audio/audio-queue';
import type { AudioBudget } from './audio/audio-budget';
import type { StreamLimits } from './stream-limits';
import type { StreamEvent } from './stream-event';
import type { Cooldown } from './cooldown';

/** The settings of a stream, fixed for its lifetime. */
export interface StreamSettings {
  /** The stream's id in messages. */
  id: string;
  /** Format of audio that does not begin with a WAV header. */
  format: SourceFormat;
  recognition: Omit<StartRecognition, 'message' | 'audio_format'>;
  /** Seconds without audio after which the stream finishes by itself; 0: never. */
  idle: number;
  queue: QueueLimit;
  /** Seconds of silence that are inserted where live audio pauses; left out: none, and the clock stands still. */
  pause?: number;
}

/** Dependencies of a stream; all but `onEvent` are shared by the streams of a node. */
export interface StreamDependencies {
  appliance: Appliance & ApplianceSharing;
  cooldown: Cooldown;
  budget: AudioBudget;
  clock: Clock;
  limits: StreamLimits;
  /** Called with every event of the stream. */
  onEvent: (event: StreamEvent) => void;
}
