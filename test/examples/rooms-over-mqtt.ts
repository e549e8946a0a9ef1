import assert from 'node:assert/strict';
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
  });
}
