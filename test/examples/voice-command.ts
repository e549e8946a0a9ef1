import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Running } from './running';
import { saidIn } from './spoken';

const COMMANDS = 'commands.wav';

/** Plays commands in place of the microphone. */
export function voiceCommandChanges(folder: string): Record<string, object> {
  const path = join(folder, COMMANDS);
  saidIn(path, 'turn on the lamp', 'stop', 'one two three', 'turn off the lamp');
  return { 'speechmatics-command-source': { source: 'file', path, pace: 'fast' } };
}

/** The example "Voice command". */
export function voiceCommand(running: Running): void {
  describe('Voice command', () => {
    const lamp = (): unknown[] => running.nodeRed.debugOutput('speechmatics-command-lamp');
    const lampChanges = (times: number): Promise<unknown> => running.nodeRed.waitFor(() => lamp().length >= times);

    it('switches the lamp by what is said', async () => {
      await running.nodeRed.inject('speechmatics-command-start');
      await lampChanges(3);
      assert.deepEqual(lamp(), ['on', 'off', 'off']);
      assert.deepEqual(running.nodeRed.debugOutput('speechmatics-command-unknown'), ['one two three']);
    });

    it('switches it by its buttons', async () => {
      await running.nodeRed.inject('speechmatics-command-say-lamp');
      await lampChanges(1);
      await running.nodeRed.inject('speechmatics-command-say-stop');
      await lampChanges(2);
      assert.deepEqual(lamp(), ['on', 'off']);
    });
  });
}
