import { join } from 'node:path';
import type { Running } from './running';
import { saidIn } from './spoken';

/** Plays a file in place of the microphone. */
export function microphoneChanges(folder: string): Record<string, object> {
  const path = join(folder, 'spoken.wav');
  saidIn(path, 'hello', 'one two three');
  return { 'speechmatics-source-demo-node': { source: 'file', path, pace: 'fast' } };
}

/** The example "Microphone". */
export function microphone(running: Running): void {
  describe('Microphone', () => {
    it('writes down what it hears', async () => {
      const { nodeRed } = running;
      await nodeRed.inject('speechmatics-source-demo-start');
      await nodeRed.waitFor(
        () => nodeRed.debugOutput('speechmatics-source-demo-text').join(' ') === 'hello one two three',
      );
    });
  });
}
