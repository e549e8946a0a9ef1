import assert from 'node:assert/strict';
import { locateRecogniser } from '../../../../../nodes/lib/built-in/recogniser/packages';
import { SileroModel } from '../../../../../nodes/lib/built-in/recogniser/silero/model';
import { SileroVoiceActivity } from '../../../../../nodes/lib/built-in/recogniser/silero/voice-activity';
import { FRAME_LENGTH } from '../../../../../nodes/lib/built-in/recogniser/voice-activity';
import { readSamples, recordingNamed } from '../../../../../dev/recordings';
import { pinkNoise } from '../../../../support/sounds';

describe('built-in/recogniser/silero/voice-activity', () => {
  let model: SileroModel;
  before(async () => (model = await SileroModel.load(locateRecogniser())));
  after(() => model.release());

  /** Which share of the frames has voice. */
  async function shareOfVoice(...pieces: Float32Array[]): Promise<number> {
    const activity = new SileroVoiceActivity((...audio) => model.listen(...audio));
    let voiced = 0;
    let frames = 0;
    for (const samples of pieces) {
      for (let offset = 0; offset + FRAME_LENGTH <= samples.length; offset += FRAME_LENGTH, frames += 1) {
        if (await activity.isVoice(samples.subarray(offset, offset + FRAME_LENGTH))) voiced += 1;
      }
    }
    return voiced / frames;
  }

  it('hears human speech, though it begins at once', async () => {
    const share = await shareOfVoice(readSamples(recordingNamed('cards-1')));
    assert.ok(share > 0.4, `${share}`);
  });

  it('hears speech in noise', async () => {
    const speech = readSamples(recordingNamed('austen-0870'));
    const noise = pinkNoise(-45, speech.length / 16000);
    const share = await shareOfVoice(speech.map((sample, index) => sample + noise[index]!));
    assert.ok(share > 0.5, `${share}`);
  });

  it('hears none in silence and noise', async () => {
    assert.equal(await shareOfVoice(new Float32Array(48000), pinkNoise(-30, 3)), 0);
  });

  it('remembers what it heard for each stream by itself', async () => {
    const speech = readSamples(recordingNamed('cards-1'));
    const alone = await shareOfVoice(speech);
    const [together] = await Promise.all([shareOfVoice(speech), shareOfVoice(pinkNoise(-30, 1))]);
    assert.equal(together, alone);
  });
});
