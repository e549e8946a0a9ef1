import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { ServerMessage } from '../../../nodes/lib/speech-api/messages';
import { final, insteadOn } from '../../support/behaviours';
import { fullMessages, hostileFrames } from '../../support/hostile-frames';
import { silence, StreamHarness } from './stream-harness';

const NAMES = Object.keys(fullMessages) as ServerMessage['message'][];
/** These end a session, whatever else they hold. */
const ENDS: ReadonlySet<string> = new Set(['EndOfTranscript', 'Error']);

const server = () => insteadOn('EndOfStream', (connection) => connection.send({ message: 'EndOfTranscript' }));

describe('Stream, whatever frames a server sends,', () => {
  it('goes on: what comes after them is heard', async () => {
    const frames = hostileFrames(NAMES.filter((name) => !ENDS.has(name)));
    await fc.assert(
      fc.asyncProperty(fc.array(frames, { minLength: 1, maxLength: 20 }), async (sent) => {
        const harness = new StreamHarness(server());
        harness.stream.write(silence(2), 'live');
        await harness.time.settle();
        for (const frame of sent) harness.server.connection.sendFrame(frame);
        await harness.time.settle();
        harness.stream.write(silence(3), 'live');
        await harness.time.settle();
        // In a session that follows a limited one, the end of the audio is farther from its start.
        const end = harness.server.connection.audio.reduce((sum, { length }) => sum + length, 0) / 32_000;
        harness.server.connection.send(final('after all', end - 0.6, end));
        await harness.time.settle();
        assert.match(harness.listener.texts.at(-1) ?? '', /after all$/, sent.join('\n').slice(0, 2000));
        for (const { transcript } of harness.listener.transcripts) {
          assert.ok(transcript.start_time <= transcript.end_time && transcript.end_time <= 6);
        }
        harness.stream.finish();
        await harness.time.advance(60_000);
        assert.equal(harness.listener.ends.length, 1);
        assert.equal(harness.time.pendingTimers, 0);
      }),
      { numRuns: 150 },
    );
  });

  it('ends once, those that end a session included', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(hostileFrames(NAMES), { minLength: 1, maxLength: 20 }), async (sent) => {
        const harness = new StreamHarness(server());
        harness.stream.write(silence(2), 'live');
        await harness.time.settle();
        for (const frame of sent) harness.server.connection.sendFrame(frame);
        await harness.time.settle();
        harness.stream.finish();
        await harness.time.advance(120_000);
        assert.equal(harness.listener.ends.length, 1);
        assert.equal(harness.time.pendingTimers, 0);
      }),
      { numRuns: 150 },
    );
  });
});
