import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { SampleCheck } from '../../../../nodes/lib/audio/plausibility/sample-check';
import { readPcm, recordingNamed } from '../../../../dev/recordings';

const SPEECH = readPcm(recordingNamed('austen-0880'));
/** A tenth of a second: 16 kHz, 16 bit. */
const PIECE = 3200;

/** How many pieces are taken before one is refused; Infinity: all. */
function takenOf(audio: Buffer): number {
  const check = new SampleCheck({ type: 'stored', sampleFormat: 's16le', channels: 1, sampleRate: 16000 });
  for (let at = 0; at < audio.length; at += PIECE) {
    try {
      check.push(audio.subarray(at, at + PIECE));
    } catch {
      return at / PIECE;
    }
  }
  return Infinity;
}

const noise = (seconds: number): Buffer => randomFillSync(Buffer.alloc(seconds * 10 * PIECE));

describe('audio/plausibility/sample-check', () => {
  it('refuses at once what begins as no samples', () => {
    assert.ok(takenOf(noise(1)) < 3);
  });

  it('does not give up speech for one look that finds no samples', () => {
    const audio = Buffer.concat([SPEECH.subarray(0, 50 * PIECE), noise(0.5), SPEECH]);
    assert.equal(takenOf(audio), Infinity);
  });

  it('refuses what turns into something else for good, within a few seconds', () => {
    const taken = takenOf(Buffer.concat([SPEECH.subarray(0, 20 * PIECE), noise(10)]));
    assert.ok(taken > 20 && taken < 20 + 70, String(taken));
  });
});
