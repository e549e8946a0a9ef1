import assert from 'node:assert/strict';
import { exec } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { requireProgram } from '../../dev/programs';
import { wavFile } from '../../dev/wav-file';
import { commandsOf } from '../docs/commands';
import { infoOf } from '../support/examples';
import type { Running } from './running';
import { piecesOf, spoken } from './spoken';

/** The example "Rooms over MQTT". */
export function roomsOverMqtt(running: Running): void {
  describe('Rooms over MQTT', () => {
    it('answers each room with what was said in it', async () => {
      const { broker } = running;
      const rooms = { kitchen: spoken('one two', 'hello'), bath: spoken('three', 'stop') };
      const answers = broker.next(/^rooms\/.*\/text$/, 4);
      await broker.subscribed('rooms/+/audio');
      const [kitchen, bath] = Object.values(rooms).map(piecesOf);
      // Both speak at once.
      for (const [index, piece] of kitchen!.entries()) {
        broker.publish('rooms/kitchen/audio', piece);
        if (bath![index]) broker.publish('rooms/bath/audio', bath![index]);
      }
      const texts = (await answers).map(({ topic, payload }) => `${topic}: ${payload}`);
      assert.deepEqual(texts.sort(), [
        'rooms/bath/text: stop',
        'rooms/bath/text: three',
        'rooms/kitchen/text: hello',
        'rooms/kitchen/text: one two',
      ]);
    });

    it('answers the command of its comment', async function () {
      const { broker, folder } = running;
      requireProgram(this, 'ffmpeg');
      requireProgram(this, 'mosquitto_pub');
      const [command] = commandsOf(infoOf('Rooms over MQTT'));
      const answer = broker.next(/^rooms\/kitchen\/text$/, 1);
      writeFileSync(join(folder, 'memo.mp3'), wavFile(spoken('turn on the lamp')));
      const here = command!.replace('mosquitto_pub', `mosquitto_pub -p ${broker.port}`);
      await promisify(exec)(here, { cwd: folder });
      assert.equal((await answer)[0]!.payload, 'turn on the lamp');
    });
  });
}
