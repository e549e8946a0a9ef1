import assert from 'node:assert/strict';
import { ArrivalTimes } from '../../../../nodes/lib/stream/audio/arrival-times';
import { AudioBudget } from '../../../../nodes/lib/stream/audio/audio-budget';
import { StreamMetrics } from '../../../../nodes/lib/stream/stream-metrics';
import { StreamAudio } from '../../../../nodes/lib/stream/audio/stream-audio';
import { defaultStreamLimits } from '../../../../nodes/lib/stream/stream-limits';
import { quietNoise } from '../../../support/quiet-noise';
import { VirtualTime } from '../../../support/virtual-time';
import { wavFile } from '../../../../dev/wav-file';
import { PIECE, silence } from '../stream-harness';

interface Parts {
  audio: StreamAudio;
  arrivals: ArrivalTimes;
  held: AudioBudget;
  coverage: { coveredUntil: number };
  time: VirtualTime;
  /** Lengths of the pieces that became ready by themselves, seconds. */
  ready: number[];
  warnings: string[];
}

/** Takes all pieces that are ready; their lengths, in seconds. */
function takeReady(audio: StreamAudio): number[] {
  const lengths: number[] = [];
  for (let next = audio.peek(); next; next = audio.peek()) {
    lengths.push(next.seconds);
    audio.markSent();
  }
  return lengths;
}

function streamAudio(seconds = 1, limit?: number): Parts {
  const time = new VirtualTime();
  const ready: number[] = [];
  const warnings: string[] = [];
  const arrivals = new ArrivalTimes();
  const held = new AudioBudget(limit);
  const coverage = { coveredUntil: 0 };
  const audio = new StreamAudio({
    format: { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 },
    queue: { seconds, drop: 'oldest' },
    limits: defaultStreamLimits,
    budget: held,
    arrivals,
    coverage,
    clock: time.clock,
    metrics: new StreamMetrics(),
    ready: () => ready.push(...takeReady(audio)),
    warn: ({ code }) => warnings.push(code),
  });
  return { audio, arrivals, held, coverage, time, ready, warnings };
}

describe('stream/audio/stream-audio', () => {
  it('cuts what comes into pieces with a place on the stream, and notes when it came', () => {
    const { audio, arrivals } = streamAudio();
    audio.read(silence(0.25), 'live');
    audio.flush();
    const pieces = [];
    for (let next = audio.peek(); next; next = audio.peek()) {
      pieces.push([next.position, next.seconds]);
      audio.markSent();
    }
    assert.deepEqual(pieces, [
      [0, 0.1],
      [0.1, 0.1],
      [0.2, 0.05],
    ]);
    assert.equal(arrivals.at(0.25), 0);
  });

  it('gathers the small pieces of a live source for 100 ms at most', async () => {
    const { audio, arrivals, time, ready } = streamAudio();
    for (let piece = 0; piece < 7; piece += 1) {
      audio.read(silence(0.02), 'live');
      await time.advance(20);
    }
    assert.deepEqual(takeReady(audio), [0.1]);
    await time.advance(59);
    assert.deepEqual(ready, []);
    await time.advance(1);
    assert.deepEqual(ready, [0.04]);
    assert.equal(arrivals.at(0.13), 120, 'when it came, not when it was ready');
    assert.equal(time.pendingTimers, 0);
  });

  it('keeps order and times when what is gathered meets recordings, muted audio and the end', async () => {
    const { audio, time } = streamAudio();
    audio.read(silence(0.02), 'live');
    audio.read(silence(0.04), 'recording');
    audio.pass(silence(0.5));
    audio.read(silence(0.02), 'live');
    audio.end();
    const places: number[] = [];
    for (let next = audio.peek(); next; next = audio.peek()) {
      places.push(next.position);
      audio.markSent();
    }
    assert.deepEqual(
      places.map((place) => place.toFixed(2)),
      ['0.00', '0.02', '0.56'],
    );
    await time.advance(1000);
    assert.equal(time.pendingTimers, 0);
  });

  it('tells each sign of wrong wiring once, and nothing of audio that is fine', () => {
    const { audio, warnings } = streamAudio();
    const decoded = Buffer.from('\uFFFD'.repeat(2000));
    for (let piece = 0; piece < 5; piece += 1) audio.read(decoded, 'live');
    assert.deepEqual(warnings, ['text_not_audio']);
    const fine = streamAudio();
    for (let piece = 0; piece < 200; piece += 1) fine.audio.read(quietNoise(3200), 'live');
    assert.deepEqual(fine.warnings, []);
  });

  it('tells of an outage once, and how much was lost in it', () => {
    const { audio } = streamAudio();
    for (let piece = 0; piece < 10; piece += 1) audio.read(PIECE, 'live');
    assert.ok(!audio.trim());
    audio.read(PIECE, 'live');
    assert.ok(audio.trim());
    audio.read(PIECE, 'live');
    assert.ok(!audio.trim());
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
      assert.ok(!audio.trim());
    }
    const { audio } = streamAudio();
    audio.read(silence(5), 'live');
    assert.ok(audio.trim());
  });

  it('refuses a recording whole that is more than may be held, a WAV file too', () => {
    for (const data of [silence(1), wavFile(silence(1))]) {
      const { audio, held } = streamAudio(60, 20_000);
      assert.throws(() => audio.read(data, 'recording'), { code: 'recording_too_long' });
      assert.ok(audio.sent);
      assert.ok(held.fits(20_000));
    }
  });

  it('gives at its end what was too short to tell a header', () => {
    const { audio } = streamAudio();
    audio.read(Buffer.from('RIFF'), 'live');
    assert.deepEqual([audio.sent, audio.format], [true, undefined]);
    audio.end();
    assert.equal(audio.peek()?.data.toString(), 'RIFF');
    assert.deepEqual(audio.format, { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 });
  });

  it('owes what no final covers, and keeps what is needed', () => {
    const { audio, held, coverage } = streamAudio(60, 10 * 32_000);
    assert.ok(!audio.hasUnfinalised);
    audio.read(silence(5), 'live');
    assert.ok(audio.hasUnfinalised);
    while (audio.peek()) audio.markSent();
    coverage.coveredUntil = 4;
    audio.markFinal(2);
    assert.ok(held.fits(7 * 32_000) && !held.fits(7 * 32_000 + 1), '2 s of lead-in and the rest');
    audio.requeueSent(4);
    assert.ok(audio.hasUnfinalised);
    assert.ok(Math.abs(audio.peek()!.position - 2) < 1e-6);
    while (audio.peek()) audio.markSent();
    coverage.coveredUntil = 5;
    audio.markFinal(3);
    audio.requeueSent(5);
    assert.ok(!audio.hasUnfinalised);
  });

  it('counts as dropped what was sent, was forgotten, and had words that were never told', () => {
    for (const [settled, seconds] of [
      [0, 40],
      [30, 10],
      [60, undefined],
    ] as const) {
      const { audio } = streamAudio(200);
      for (let count = 0; count < 10; count += 1) audio.read(silence(10), 'live');
      while (audio.peek()) audio.markSent();
      audio.requeueSent(settled);
      assert.equal(audio.takeDropped('now')?.seconds, seconds);
    }
  });

  it('lets the clock go on over audio that it passes over or refuses', () => {
    const { audio } = streamAudio();
    audio.pass(silence(1));
    audio.refuse(silence(2));
    audio.read(PIECE, 'live');
    assert.ok(Math.abs(audio.peek()!.position - 3) < 1e-6);
    assert.deepEqual(audio.takeDropped('now'), { seconds: 2, bytes: 64_000 });
  });

  it('drops what no final covers, and says how much', () => {
    const { audio, coverage } = streamAudio(60);
    audio.read(silence(5), 'live');
    for (let count = 0; count < 20; count += 1) audio.markSent();
    coverage.coveredUntil = 1;
    audio.markFinal(0);
    audio.requeueSent(1);
    audio.drop();
    assert.ok(!audio.hasUnfinalised);
    assert.equal(audio.takeDropped('now')?.seconds, 4);
  });
});
