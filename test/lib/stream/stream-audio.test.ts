import assert from 'node:assert/strict';
import { Arrivals } from '../../../nodes/lib/stream/arrivals';
import { HeldAudio } from '../../../nodes/lib/stream/held-audio';
import { StreamAudio } from '../../../nodes/lib/stream/stream-audio';
import { VirtualTime } from '../../support/virtual-time';
import { wavFile } from '../../support/wav-file';
import { PIECE, silence } from './stream-harness';

function streamAudio(seconds = 1, limit?: number): { audio: StreamAudio; arrivals: Arrivals; held: HeldAudio } {
  const arrivals = new Arrivals();
  const held = new HeldAudio(limit);
  const audio = new StreamAudio({
    format: { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 },
    queue: { seconds, drop: 'oldest' },
    held,
    arrivals,
    clock: new VirtualTime().clock,
  });
  return { audio, arrivals, held };
}

describe('stream/stream-audio', () => {
  it('cuts what comes into pieces with a place on the stream, and notes when it came', () => {
    const { audio, arrivals } = streamAudio();
    audio.read(silence(0.25), 'live');
    const pieces = [];
    for (let next = audio.peek(); next; next = audio.peek()) {
      pieces.push([next.position, next.seconds]);
      audio.shift();
    }
    assert.deepEqual(pieces, [
      [0, 0.1],
      [0.1, 0.1],
      [0.2, 0.05],
    ]);
    assert.equal(arrivals.at(0.25), 0);
  });

  it('tells of an outage once, and how much was lost in it', () => {
    const { audio } = streamAudio();
    for (let piece = 0; piece < 10; piece += 1) audio.read(PIECE, 'live');
    assert.equal(audio.trim(), undefined);
    audio.read(PIECE, 'live');
    assert.equal(audio.trim()?.code, 'audio_dropped');
    audio.read(PIECE, 'live');
    assert.equal(audio.trim(), undefined);
    assert.equal(audio.takeDropped('when_calm'), undefined);
    assert.deepEqual(audio.takeDropped('now'), { seconds: 0.2, bytes: 6400 });
  });

  it('never drops a recording: what is said to be one, a whole WAV file, or what comes longer than any live source', () => {
    for (const take of [
      (audio: StreamAudio) => audio.read(silence(5), 'recording'),
      (audio: StreamAudio) => audio.read(wavFile(silence(5)), 'live'),
      (audio: StreamAudio) => audio.read(silence(11), 'live'),
    ]) {
      const { audio } = streamAudio();
      take(audio);
      assert.equal(audio.trim(), undefined);
    }
    const { audio } = streamAudio();
    audio.read(silence(5), 'live');
    assert.equal(audio.trim()?.code, 'audio_dropped');
  });

  it('refuses a recording whole that is more than may be held, a WAV file too', () => {
    for (const data of [silence(1), wavFile(silence(1))]) {
      const { audio, held } = streamAudio(60, 20_000);
      assert.throws(() => audio.read(data, 'recording'), { code: 'recording_too_long' });
      assert.ok(audio.empty);
      assert.ok(held.fits(20_000));
    }
  });

  it('gives at its end what was too short to tell a header', () => {
    const { audio } = streamAudio();
    audio.read(Buffer.from('RIFF'), 'live');
    assert.deepEqual([audio.empty, audio.format], [true, undefined]);
    audio.end();
    assert.equal(audio.peek()?.data.toString(), 'RIFF');
    assert.deepEqual(audio.format, { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 });
  });
});
