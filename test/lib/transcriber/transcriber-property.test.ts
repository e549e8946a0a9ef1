import assert from 'node:assert/strict';
import fc from 'fast-check';
import { final, wellBehaved } from '../../support/behaviours';
import type { Behaviour } from '../../../dev/scripted-server';
import { wavFile } from '../../../dev/wav-file';
import { PIECE, silence } from '../stream/stream-harness';
import { TranscriberHarness } from './transcriber-harness';

/** Partials for every third piece, finals for every fifth. */
function talkative(): Behaviour {
  return wellBehaved({
    audio(connection) {
      const count = connection.audio.length;
      connection.send({ message: 'AudioAdded', seq_no: count });
      if (count % 3 === 0) connection.send({ ...final('so far', 0, count / 10), message: 'AddPartialTranscript' });
      if (count % 5 === 0) connection.send(final('done', (count - 5) / 10, count / 10));
    },
  });
}

const steps: Record<string, (harness: TranscriberHarness) => unknown> = {
  audio: (harness) => harness.send({ payload: PIECE }),
  'much audio': (harness) => harness.send({ payload: silence(9) }),
  'last audio': (harness) => harness.send({ payload: PIECE, complete: true }),
  recording: (harness) => harness.send({ payload: wavFile(silence(3)) }),
  'recording at another rate': (harness) => harness.send({ payload: wavFile(silence(3), { rate: 8000 }) }),
  'bad recording': (harness) => harness.send({ payload: wavFile(silence(0.1), { tag: 2 }) }),
  part: (harness) => harness.send({ payload: PIECE, parts: { id: 'a', index: 0 } }),
  'last part': (harness) => harness.send({ payload: PIECE, parts: { id: 'a', index: 1, count: 2 } }),
  text: (harness) => harness.send({ payload: 'hello' }),
  start: (harness) => harness.send({ action: 'start' }),
  finish: (harness) => harness.send({ action: 'finish' }),
  cancel: (harness) => harness.send({ action: 'cancel' }),
  settings: (harness) => harness.send({ action: 'set_recognition_config', transcription_config: { max_delay: 2 } }),
  mute: (harness) => harness.send({ action: 'mute' }),
  unmute: (harness) => harness.send({ action: 'unmute' }),
  redeploy: (harness) => harness.redeploy(),
  'slow redeploy': async (harness) => {
    harness.stop();
    await harness.time.advance(300);
    harness.restart();
  },
  idle: (harness) => harness.time.advance(2100),
  moment: (harness) => harness.time.advance(100),
  settled: (harness) => harness.time.settle(),
  turn: () => new Promise(setImmediate),
  reset: (harness) => harness.server.connections.at(-1)?.reset(),
  'close by server': (harness) => harness.server.connections.at(-1)?.close(1011),
  'early end': (harness) => harness.server.connections.at(-1)?.send({ message: 'EndOfTranscript' }),
  error: (harness) => harness.server.connections.at(-1)?.send({ message: 'Error', type: 'job_error', reason: 'x' }),
  down: (harness) => (harness.network = 'down'),
  up: (harness) => (harness.network = 'up'),
  'no answer': (harness) => (harness.answer = () => new Promise(() => {})),
  refusal: (harness) => (harness.answer = () => Promise.reject(new Error('x'))),
  answer: (harness) => (harness.answer = () => Promise.resolve(harness.address)),
};

describe('Transcriber, whatever happens in whatever order,', () => {
  it('is done once with every message, and leaves nothing behind', async () => {
    const names = fc.array(fc.constantFrom(...Object.keys(steps)), { minLength: 1, maxLength: 25 });
    await fc.assert(
      fc.asyncProperty(names, fc.constantFrom('end', 'close'), async (sequence, how) => {
        const harness = new TranscriberHarness(talkative(), { idle: 2, queue: 1 });
        for (const name of sequence) await steps[name]!(harness);
        if (how === 'end') {
          // Everything ends by itself: idle, limits, and pauses for each stream.
          harness.answer = () => Promise.resolve(harness.address);
          harness.network = 'up';
          await harness.time.advance(150_000);
          assert.equal(harness.time.pendingTimers, 0);
        }
        assert.ok(harness.inputs.every(({ results }) => results.length <= 1));
        harness.transcriber.close();
        const calls = harness.calls.length;
        await harness.time.advance(3000);
        assert.equal(harness.calls.length, calls, 'nothing comes after close');
        assert.equal(harness.time.pendingTimers, 0, 'no timer is left');
        assert.equal(harness.releases, harness.instances, 'the appliance is given back');
        for (const { results, message } of harness.inputs) assert.equal(results.length, 1, JSON.stringify(message));
        // What was shown as partial was replaced or taken back.
        const last = new Map(
          harness.transcripts.map((message) => [(message.transcript as { stream: string }).stream, message]),
        );
        for (const { partial, payload } of last.values()) assert.ok(partial === false || payload === '');
      }),
      { numRuns: 60 },
    );
  });
});
