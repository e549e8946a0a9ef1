import type { SourceFormat } from '../audio/format';
import type { Clock } from '../time/clock';
import type { StartRecognition } from '../speech-api/messages';
import type { Appliance, ApplianceSharing } from '../appliance/appliance';
import type { QueueLimit } from './audio/audio-queue';
import type { AudioBudget } from './audio/audio-budget';
import type { StreamLimits } from './stream-limits';
import type { StreamEvent } from './stream-event';
import type { Cooldown } from './cooldown';

/** The settings of a stream, for its whole life. */
export interface StreamSettings {
  /** Names the stream in messages. */
  id: string;
  /** What the audio is if it does not begin with a WAV header. */
  format: SourceFormat;
  recognition: Omit<StartRecognition, 'message' | 'audio_format'>;
  /** Seconds without audio after which the stream finishes by itself; 0: never. */
  idle: number;
  queue: QueueLimit;
  /** Seconds of silence that are inserted where live audio pauses; left out: none, and the clock stands still. */
  pause?: number;
}

/** What a stream works with; all but `onEvent` is shared by the streams of a node. */
export interface StreamDependencies {
  appliance: Appliance & ApplianceSharing;
  cooldown: Cooldown;
  budget: AudioBudget;
  clock: Clock;
  limits: StreamLimits;
  /** Called with what happens to the stream. */
  onEvent: (event: StreamEvent) => void;
}
