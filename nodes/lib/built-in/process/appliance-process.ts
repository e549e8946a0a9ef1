/** Entry of the built-in appliance's process. It communicates with its parent over the fork's channel. */
import { readApplianceOptions, TOKEN_VARIABLE } from './appliance-options';
import { type RecogniserFailure, RecogniserLoadError } from '../recogniser/recogniser-failure';
import type { Recogniser, RecognitionSettings } from '../recogniser/recogniser';
import { SpeechApiServer } from '../server/speech-api-server';
import { RecogniserFailedError, WorkerRecogniser } from './worker-recogniser';

/** Messages to the parent: the address, or the error; and the fallback from the native engine. */
export type ProcessMessage =
  | { type: 'listening'; url: string }
  | { type: 'failed'; code: RecogniserFailure; reason: string }
  | { type: 'fallback'; reason: string };

function tellParent(message: ProcessMessage, then = (): void => {}): void {
  process.send?.(message, then);
}

// A terminal's Ctrl-C reaches the whole process group, but only the parent knows what has to be completed.
process.on('SIGINT', () => {});
// The channel closes when the parent ends, even if it is killed.
process.on('disconnect', () => process.exit(0));
// The parent may have ended before the listener was added.
if (process.connected === false) process.exit(0);

async function main(): Promise<void> {
  const { engine, ...options } = readApplianceOptions(process.argv.slice(2));
  const token = process.env[TOKEN_VARIABLE];
  if (!token) throw new Error(`The environment variable ${TOKEN_VARIABLE} is not set.`);
  // Child processes must not inherit it.
  delete process.env[TOKEN_VARIABLE];
  // The sessions send their clients an Error before.
  const onFallback = (reason: string): void => tellParent({ type: 'fallback', reason });
  const recogniser = new WorkerRecogniser(fail, { engine, onFallback });
  await loadModel(recogniser);
  const server = await SpeechApiServer.listen(recogniser, { ...options, token });
  tellParent({ type: 'listening', url: server.url });
}

/** Loads the default model before the first session: an error fails the start. */
async function loadModel(recogniser: Recogniser): Promise<void> {
  const settings: RecognitionSettings = { partials: false, maxDelay: 4, endOfUtteranceSilence: 0 };
  (await recogniser.open(settings, () => {})).close();
}

function fail(error: unknown): void {
  const isKnown = error instanceof RecogniserLoadError || error instanceof RecogniserFailedError;
  const code = isKnown ? error.code : 'recogniser_failed';
  tellParent({ type: 'failed', code, reason: (error as Error).message }, () => setImmediate(() => process.exit(1)));
}

main().catch(fail);
