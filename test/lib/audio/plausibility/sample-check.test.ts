import assert from 'node:assert/strict';
import { randomFillSync } from 'node:crypto';
import { SampleCheck } from '../../../../nodes/lib/audio/plausibility/sample-check';
import { readContainer } from '../../../support/containers';
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
/** Frames of MP3 from the middle of a stream on. */
const compressed = (seconds: number): Buffer => {
  const frames = readContainer('mono-16000.mp3').subarray(3001);
  return Buffer.concat(Array.from({ length: 40 }, () => frames)).subarray(0, seconds * 10 * PIECE);
};
/** Bytes that are nearly as even as those of noise: in one of ten places, half of the values are left out. */
const nearlyEven = (seconds: number): Buffer =>
  noise(seconds).map((byte, at) => (at % 10 === 0 ? byte & 0x7f : byte)) as Buffer;

describe('audio/plausibility/sample-check', () => {
  it('refuses at once what begins as no samples', () => {
    assert.ok(takenOf(compressed(1)) < 3);
  });

  it('does not give up speech for one look that finds no samples', () => {
    const audio = Buffer.concat([SPEECH.subarray(0, 50 * PIECE), compressed(0.5), SPEECH]);
    assert.equal(takenOf(audio), Infinity);
  });

  it('refuses what turns into something else for good, within a few seconds', () => {
    const taken = takenOf(Buffer.concat([SPEECH.subarray(0, 20 * PIECE), compressed(10)]));
    assert.ok(taken > 20 && taken < 20 + 70, String(taken));
  });

  it('refuses no white noise at full scale, and what is not quite as even before long', () => {
    assert.equal(takenOf(noise(20)), Infinity);
    const taken = takenOf(nearlyEven(10));
    assert.ok(taken < 40, String(taken));
  });

  it('sends nothing before it is clear that noise is not compressed sound', () => {
    const check = new SampleCheck({ type: 'stored', sampleFormat: 's16le', channels: 1, sampleRate: 16000 });
    const aac = readContainer('adts.aac').subarray(3001);
    assert.equal(check.push(aac.subarray(0, PIECE)), 'hold');
    assert.throws(() => check.push(aac.subarray(PIECE, 3 * PIECE)), { code: 'not_samples' });
  });
});
