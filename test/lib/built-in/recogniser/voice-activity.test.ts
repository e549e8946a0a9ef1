import assert from 'node:assert/strict';
import { EnergyVoiceActivity, FRAME_LENGTH } from '../../../../nodes/lib/built-in/recogniser/voice-activity';
import { readSamples, recordingNamed } from '../../../../dev/recordings';

/** White noise of that power, decibels of full scale. */
function noise(level: number, seconds: number): Float32Array {
  const amplitude = Math.sqrt(3 * 10 ** (level / 10));
  let state = 1;
  return Float32Array.from({ length: Math.round(seconds * 16000) }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return amplitude * ((2 * state) / 2 ** 32 - 1);
  });
}

/** Which share of the frames of each second has voice. */
function voiceBySecond(detector: EnergyVoiceActivity, ...pieces: Float32Array[]): number[] {
  const frames: boolean[] = [];
  for (const samples of pieces) {
    for (let offset = 0; offset + FRAME_LENGTH <= samples.length; offset += FRAME_LENGTH) {
      frames.push(detector.isVoice(samples.subarray(offset, offset + FRAME_LENGTH)));
    }
  }
  const seconds = Array.from({ length: Math.ceil(frames.length / 50) }, (_, index) =>
    frames.slice(index * 50, index * 50 + 50),
  );
  return seconds.map((second) => second.filter(Boolean).length / second.length);
}

describe('built-in/recogniser/voice-activity', () => {
  it('hears none in silence', () => {
    assert.deepEqual(voiceBySecond(new EnergyVoiceActivity(), new Float32Array(16000 * 3)), [0, 0, 0]);
  });

  it('hears none in steady noise, from the first second on', () => {
    for (const level of [-70, -50, -30, -10]) {
      assert.deepEqual(voiceBySecond(new EnergyVoiceActivity(), noise(level, 4)), [0, 0, 0, 0], `at ${level} dB`);
    }
  });

  it('hears what stands out from the noise, but not what is hardly there', () => {
    assert.deepEqual(voiceBySecond(new EnergyVoiceActivity(), noise(-50, 1), noise(-30, 1), noise(-50, 1)), [0, 1, 0]);
    assert.deepEqual(voiceBySecond(new EnergyVoiceActivity(), noise(-80, 1), noise(-60, 1)), [0, 0]);
  });

  it('gets used to a noise that begins', () => {
    const shares = voiceBySecond(new EnergyVoiceActivity(), noise(-60, 2), noise(-30, 6));
    assert.deepEqual(shares.slice(0, 4), [0, 0, 1, 1]);
    assert.deepEqual(shares.slice(-2), [0, 0]);
  });

  it('hears quieter voice again when the noise stops', () => {
    const shares = voiceBySecond(new EnergyVoiceActivity(), noise(-20, 3), noise(-60, 1), noise(-40, 1));
    assert.equal(shares.at(-1), 1);
  });

  it('hears human speech, though it begins at once', () => {
    const [first] = voiceBySecond(new EnergyVoiceActivity(), readSamples(recordingNamed('cards-1')));
    assert.ok(first! > 0.5, `${first} of the first second`);
  });
});
