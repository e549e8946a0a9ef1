/** Entry of the process in which the built-in appliance lives. Its parent talks to it over the fork's channel. */
import { readApplianceOptions } from './appliance-options';
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
}

main().catch((error: unknown) => {
  tellParent({ type: 'failed', reason: (error as Error).message }, () => process.exit(1));
});
