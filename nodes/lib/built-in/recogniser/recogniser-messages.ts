import type { RecogniserFailure } from './recogniser-failure';
import type { RecognitionEvent, RecognitionSettings, SettingChanges } from './recogniser';

/** Requests to the recogniser's thread. `session`: id of a recognition; `call`: id of a request that is answered. */
export type RecogniserRequest =
  | { type: 'open'; call: number; session: number; settings: RecognitionSettings }
  | { type: 'accept'; call: number; session: number; samples: Float32Array }
  | { type: 'end_utterance'; call: number; session: number; timestamp?: number }
  | { type: 'finish'; call: number; session: number }
  | { type: 'configure'; session: number; settings: SettingChanges }
  | { type: 'close'; session: number }
  /** End the thread once the engine is idle. */
  | { type: 'end' };

/** Messages from the recogniser's thread. */
export type RecogniserReply =
  | { type: 'done'; call: number }
  /** The recognition can't be opened. */
  | { type: 'refused'; call: number; code: RecogniserFailure; message: string }
  | { type: 'event'; session: number; event: RecognitionEvent }
  /** The native engine does not work, and was replaced by the other one. */
  | { type: 'fallback'; reason: string }
  /** The engine has crashed. */
  | { type: 'broken'; message: string };
