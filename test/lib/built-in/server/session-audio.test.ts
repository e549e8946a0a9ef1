import assert from 'node:assert/strict';
import { SessionAudio } from '../../../../nodes/lib/built-in/server/session-audio';
import { cut, readContainer } from '../../../support/containers';
import { decodeAll } from '../../../../dev/decoding';
import { readPcm, readSamples, recordingNamed } from '../../../../dev/recordings';

const RECORDING = recordingNamed('austen-0880');

describe('SessionAudio', () => {
  it('hears headerless samples, cut anywhere', async () => {
    const audio = await SessionAudio.open({ type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 });
    assert.deepEqual(await decodeAll(audio, cut(readPcm(RECORDING), [3, 1001, 1])), readSamples(RECORDING));
  });

  it('changes the rate of headerless samples', async () => {
    const audio = await SessionAudio.open({ type: 'raw', encoding: 'mulaw', sample_rate: 8000 });
    const decoded = await decodeAll(audio, cut(Buffer.alloc(8000, 0xff), [160]));
    assert.deepEqual(decoded, new Float32Array(16000));
  });

  it('hears a file by what it says itself', async () => {
    const decoded = await decodeAll(await SessionAudio.open({ type: 'file' }), cut(readContainer('opus.ogg'), [500]));
    assert.ok(Math.abs(decoded.length - RECORDING.seconds * 16000) <= 160);
  });

  it('starts no program unless it needs one', async () => {
    const audio = await SessionAudio.open({ type: 'file' }, 'no-such-ffmpeg');
    assert.deepEqual(await decodeAll(audio, []), new Float32Array(0));
  });
});
