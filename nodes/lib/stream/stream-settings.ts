import type { SourceFormat } from '../audio/format';
import type { Clock } from '../speech-api/clock';
import type { StartRecognition } from '../speech-api/messages';
import type { Appliance, ApplianceSharing } from './appliance';
import type { QueueLimit } from './audio-queue';
import type { HeldAudio } from './held-audio';
import type { StreamLimits } from './stream-limits';
import type { StreamListener } from './stream-listener';
import type { Troubles } from './troubles';

/** What a stream is set to for its whole life. */
export interface StreamSettings {
  /** Names the stream in messages. */
  id: string;
  /** What the audio is if it does not begin with a WAV header. */
  format: SourceFormat;
  recognition: Omit<StartRecognition, 'message' | 'audio_format'>;
  /** Seconds without audio after which the stream finishes by itself; 0: never. */
  idle: number;
  queue: QueueLimit;
}

/** What a stream works with; all but the listener is shared by the streams of a node. */
export interface StreamSurroundings {
  appliance: Appliance & ApplianceSharing;
  troubles: Troubles;
  held: HeldAudio;
  clock: Clock;
  limits: StreamLimits;
  listener: StreamListener;
}
