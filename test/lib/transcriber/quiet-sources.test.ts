import assert from 'node:assert/strict';
import { QuietSources } from '../../../nodes/lib/transcriber/quiet-sources';
import { wellBehaved } from '../../support/behaviours';
import { TranscriberHarness } from './transcriber-harness';

/** Four seconds of a tone of this level, 0 to 1. */
function tone(level: number): Buffer {
  const audio = Buffer.alloc(4 * 32_000);
  for (let at = 0; at < audio.length; at += 2) audio.writeInt16LE(Math.round(level * 0x7fff * Math.sin(at / 11)), at);
  return audio;
}

describe('transcriber/quiet-sources', () => {
  for (const [level, code] of [
    [0, 'silent_audio'],
    [0.002, 'faint_audio'],
  ] as const) {
    it(`hints once at a source whose commands are all at ${level}, until it is loud`, async () => {
      const harness = new TranscriberHarness(wellBehaved());
      const command = async (at: number): Promise<void> => {
        harness.send({ payload: tone(at), topic: 'kitchen' }, 'kitchen');
        harness.send({ action: 'finish' }, 'kitchen');
        await harness.time.advance(5000);
      };
      const types = (): unknown[] =>
        harness.events
          .filter(({ event }) => event === 'warning')
          .map(({ payload }) => (payload as { type: string }).type);
      for (let count = 0; count < 5; count += 1) await command(level);
      assert.deepEqual(types(), [code]);
      await command(0.3);
      for (let count = 0; count < 5; count += 1) await command(level);
      assert.deepEqual(types(), [code, code]);
      harness.transcriber.close();
    });
  }

  it('tells nothing of sources that are loud now and then, or each a few times', () => {
    const sources = new QuietSources();
    for (let count = 0; count < 30; count += 1) {
      assert.equal(sources.note('a', { seconds: 4, peak: count % 3 === 2 ? 0.1 : 0 }), undefined);
      assert.equal(sources.note(`b${count}`, { seconds: 60, peak: 0 }), undefined);
    }
  });

  it('remembers no more than a thousand', () => {
    const sources = new QuietSources();
    for (let round = 0; round < 3; round += 1) {
      for (let index = 0; index < 1500; index += 1) {
        assert.equal(sources.note(`s${index}`, { seconds: 4, peak: 0 }), undefined);
      }
    }
  });
});
