import type { RecogniserFailure } from './recogniser-failure';
import type { RecognitionEvent, RecognitionSettings, SettingChanges } from './recogniser';

/** What the main thread asks of the recogniser's thread. `session` names a recognition, `call` awaits an answer. */
export type RecogniserRequest =
  | { type: 'open'; call: number; session: number; settings: RecognitionSettings }
  | { type: 'accept'; call: number; session: number; samples: Float32Array }
  | { type: 'end_utterance'; call: number; session: number; timestamp?: number }
  | { type: 'finish'; call: number; session: number }
  | { type: 'configure'; session: number; settings: SettingChanges }
  | { type: 'close'; session: number }
  /** The thread is to end, once the engine computes nothing. */
  | { type: 'end' };

/** What the recogniser's thread answers. */
export type RecogniserReply =
  | { type: 'done'; call: number }
  /** The recognition can't be opened. */
  | { type: 'refused'; call: number; code: RecogniserFailure; message: string }
  | { type: 'event'; session: number; event: RecognitionEvent }
  /** The native engine is of no use, and the other one took its place. */
  | { type: 'fallback'; reason: string }
  /** The engine is of no more use. */
  | { type: 'broken'; message: string };
