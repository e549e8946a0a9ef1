import assert from 'node:assert/strict';
import { copyFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { recordingNamed } from '../../dev/recordings';
import type { Running } from './running';

const written = 'speechmatics-recording-written';

/** The example "Recording to captions and text". */
export function recordingToFiles(running: Running): void {
  describe('Recording to captions and text', () => {
    const files = async (...names: string[]): Promise<string[]> => {
      for (const name of names) {
        await running.nodeRed.waitFor(
          ({ topic, data }) => topic === 'debug' && data.id === written && data.msg === name,
        );
      }
      return names.map((name) => readFileSync(join(running.folder, name), 'utf8'));
    };

    it('writes both files of a recording in a file', async () => {
      copyFileSync(recordingNamed('austen-0930').path, join(running.folder, 'memo.mp3'));
      await running.nodeRed.inject('speechmatics-recording-yours');
      const [captions, text] = await files('memo.srt', 'memo.txt');
      assert.match(captions!, /^1\n00:00:0\d,\d+ --> 00:00:0\d,\d+\nHe might even\shave been/);
      assert.match(text!, /^He might even have been made amiable himself\.$/);
    });

    it('writes both files of the recording that comes with it', async () => {
      await running.nodeRed.inject('speechmatics-recording-play');
      const [captions, text] = await files('example.srt', 'example.txt');
      assert.match(captions!, /^1\n00:00:0\d,\d+ --> 00:00:0\d,\d+\nHe was not/);
      assert.match(text!, /^He was not an ill[- ]disposed young man\b/);
    });
  });
}
