import assert from 'node:assert/strict';
import { join } from 'node:path';
import { type Behaviour, ScriptedServer } from '../../dev/scripted-server';
import { wellBehaved } from '../support/behaviours';
import type { Running } from './running';
import { saidIn } from './spoken';

/** Breaks the first connection off after some audio. */
export function breakingServer(): ScriptedServer {
  const normal = wellBehaved();
  let isBroken = false;
  const behaviour: Behaviour = {
    ...normal,
    audio(connection, data) {
      normal.audio(connection, data);
      if (isBroken || connection.audio.length < 3) return;
      isBroken = true;
      connection.reset();
    },
  };
  return new ScriptedServer({ behaviour });
}

/**
 * Plays a file in place of the microphone.
 *
 * @param appliance the one that breaks
 */
export function errorsAndHealthChanges(folder: string, appliance: string): Record<string, object> {
  const path = join(folder, 'watched.wav');
  saidIn(path, 'one two three');
  return {
    'speechmatics-watch-source': { source: 'file', path },
    'speechmatics-watch-transcribe': { appliance },
  };
}

/** What a debug node of the example shows. */
export async function shown(
  { nodeRed }: Running,
  id: string,
  fits: (value: unknown) => boolean = () => true,
): Promise<unknown> {
  const { data } = await nodeRed.waitFor(
    ({ topic, data }) => topic === 'debug' && data.id === `speechmatics-watch-${id}` && fits(data.msg),
  );
  return data.msg;
}

/** The example "Errors and health". */
export function errorsAndHealth(running: Running): void {
  describe('Errors and health', () => {
    it('says what is wrong with text', async () => {
      await running.nodeRed.inject('speechmatics-watch-text');
      assert.match(String(await shown(running, 'error')), /text, not audio/);
    });

    it('shows a connection that is lost, and is back', async () => {
      await running.nodeRed.inject('speechmatics-watch-start');
      await shown(running, 'connection', (event) => event === 'reconnecting');
      await shown(running, 'connection', (event) => event === 'resumed');
      assert.match(String(await shown(running, 'error')), /connection/i);
      assert.equal(await shown(running, 'said'), 'hello world');
    });

    it('watches the health', async () => {
      // It told once, when it was deployed.
      assert.match(String(await running.health), /session/);
    });
  });
}
