/** Entry of the process in which the built-in appliance lives. Its parent talks to it over the fork's channel. */
import { readApplianceOptions } from './appliance-options';
import type { Recogniser, RecognitionSettings } from './recogniser';
import { SpeechApiServer } from './speech-api-server';
import { WorkerRecogniser } from './worker-recogniser';

/** What the process tells its parent: where it listens, or why it can't. */
export type ProcessMessage = { type: 'listening'; url: string } | { type: 'failed'; reason: string };

function tellParent(message: ProcessMessage, then = (): void => {}): void {
  process.send?.(message, then);
}

// A terminal's Ctrl-C reaches the whole process group, but only the parent knows what is still to be finished.
process.on('SIGINT', () => {});
// The channel closes when the parent ends, even if it is killed.
process.on('disconnect', () => process.exit(0));
// It may have ended before this was there to hear of it.
if (process.connected === false) process.exit(0);

async function main(): Promise<void> {
  const options = readApplianceOptions(process.argv.slice(2));
  const recogniser = new WorkerRecogniser((error) => {
    // The sessions tell their clients before.
    tellParent({ type: 'failed', reason: error.message }, () => setImmediate(() => process.exit(1)));
  });
  const server = await SpeechApiServer.listen(recogniser, options);
  tellParent({ type: 'listening', url: server.url });
  await loadModel(recogniser);
}

/** Loads the usual model ahead of the first session, whose first words would come seconds late. */
async function loadModel(recogniser: Recogniser): Promise<void> {
  try {
    const settings: RecognitionSettings = { model: 'tiny', partials: false, maxDelay: 4, endOfUtteranceSilence: 0 };
    (await recogniser.open(settings, () => {})).close();
  } catch {
    // The first session is told why it can't be had; it may be there by then.
  }
}

main().catch((error: unknown) => {
  tellParent({ type: 'failed', reason: (error as Error).message }, () => process.exit(1));
});
