import assert from 'node:assert/strict';
import fc from 'fast-check';
import { final, insteadOn } from '../../support/behaviours';
import type { ServerConnection } from '../../../dev/scripted-server';
import { wavFile } from '../../../dev/wav-file';
import { PIECE, silence, StreamHarness } from './stream-harness';

const server = () => ({
  ...insteadOn('EndOfStream', (connection) => connection.send({ message: 'EndOfTranscript' })),
  audio(connection: ServerConnection) {
    const count = connection.audio.length;
    connection.send({ message: 'AudioAdded', seq_no: count });
    if (count % 2 === 0) connection.send({ ...final('so far', 0, count / 10), message: 'AddPartialTranscript' });
    if (count % 5 === 0) connection.send(final('done', (count - 5) / 10, count / 10));
  },
});

/** What may be done to a stream at any moment, even from within its listener. */
const controls: Record<string, (harness: StreamHarness) => void> = {
  audio: ({ stream }) => stream.write(PIECE, 'live'),
  'much audio': ({ stream }) => stream.write(silence(3), 'live'),
  recording: ({ stream }) => stream.write(silence(1), 'recording'),
  start: ({ stream }) => stream.start(),
  finish: ({ stream }) => stream.finish(),
  cancel: ({ stream }) => stream.cancel(),
  settings: ({ stream }) => stream.setRecognitionConfig({ max_delay: 2 }),
};

const surroundings: Record<string, (harness: StreamHarness) => unknown> = {
  'WAV file': ({ stream }) => stream.finished || stream.write(wavFile(silence(0.5), { announcedLength: 0 }), 'live'),
  second: ({ time }) => time.advance(1000),
  seconds: ({ time }) => time.advance(6000),
  settled: ({ time }) => time.settle(),
  turn: () => new Promise(setImmediate),
  reset: ({ server: { connections } }) => connections.at(-1)?.reset(),
  'early end': ({ server: { connections } }) => connections.at(-1)?.send({ message: 'EndOfTranscript' }),
  down: (harness) => (harness.network = 'down'),
  up: (harness) => (harness.network = 'up'),
  refusal: (harness) => (harness.answer = () => Promise.reject(new Error('x'))),
  answer: (harness) => (harness.answer = () => Promise.resolve(harness.address)),
};

const all = { ...controls, ...surroundings };

describe('Stream, whatever happens in whatever order,', () => {
  it('ends once, tells nothing after it, leaves nothing behind, and its clock goes on', async () => {
    const sequences = fc.array(fc.constantFrom(...Object.keys(all)), { minLength: 1, maxLength: 25 });
    const within = fc.array(fc.constantFrom('', '', '', ...Object.keys(controls)), { maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(sequences, within, async (sequence, answers) => {
        const harness = new StreamHarness(server(), { idle: 2, queue: { seconds: 1, drop: 'oldest' } });
        const { listener, time } = harness;
        const replies = [...answers];
        listener.onCall = () => controls[replies.shift() ?? '']?.(harness);
        for (const name of sequence) await all[name]!(harness);
        harness.network = 'up';
        harness.answer = () => Promise.resolve(harness.address);
        await time.advance(40_000);
        assert.deepEqual([listener.ends.length, listener.calls.at(-1)], [1, 'ended']);
        assert.equal(time.pendingTimers, 0);
        assert.ok(harness.held.fits(128 * 1024 * 1024));
        const last = listener.transcripts.at(-1);
        assert.ok(!last?.partial || last.payload === '', 'no partial is left standing');
        const finals = listener.transcripts.filter(({ partial }) => !partial).map(({ transcript }) => transcript);
        const starts = finals.map(({ start_time }) => start_time);
        assert.deepEqual(
          starts,
          [...starts].sort((a, b) => a - b),
          'times go on',
        );
        assert.equal(new Set(finals.map(({ id }) => id)).size, finals.length, 'ids of finals are unique');
      }),
      { numRuns: 60 },
    );
  });
});
