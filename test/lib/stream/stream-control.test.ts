import assert from 'node:assert/strict';
import type { ServerConnection } from '../../../dev/scripted-server';
import { final, insteadOn, insteadOnAudio, wellBehaved } from '../../support/behaviours';
import { wavFile } from '../../../dev/wav-file';
import { PIECE, silence, StreamHarness } from './stream-harness';

const audioBytes = ({ audio }: ServerConnection): number => audio.reduce((sum, { length }) => sum + length, 0);
const started = (connection: ServerConnection): unknown => connection.messages[0];
const messageNames = ({ messages }: ServerConnection): string[] => messages.map(({ message }) => message);

function partialAfter(count: number) {
  return insteadOnAudio(count, (connection) => {
    connection.send({ ...final('hello', 0, 0.1), message: 'AddPartialTranscript' });
  });
}

describe('Stream: control', () => {
  describe('control', () => {
    it('start opens a session before there is audio', async () => {
      const harness = new StreamHarness(wellBehaved());
      harness.stream.start();
      harness.stream.start();
      await harness.time.settle();
      assert.equal(harness.server.connections.length, 1);
      await harness.live(0.1);
      harness.stream.finish();
      await harness.time.settle();
      assert.equal(harness.server.connections.length, 1);
      assert.deepEqual(harness.listener.ends, [{ how: 'completed' }]);
    });

    it('start, then audio of another format: the session is ended well and replaced, unseen', async () => {
      const harness = new StreamHarness(wellBehaved());
      harness.stream.start();
      await harness.time.settle();
      harness.stream.write(wavFile(silence(1), { rate: 8000 }), 'live');
      await harness.time.settle();
      const [first, second] = harness.server.connections;
      assert.deepEqual(messageNames(first!), ['StartRecognition', 'EndOfStream']);
      assert.equal(first!.audio.length, 0);
      assert.equal((started(second!) as { audio_format: { sample_rate: number } }).audio_format.sample_rate, 8000);
      assert.equal(audioBytes(second!), 32_000);
      assert.deepEqual(harness.listener.states, ['opening', 'running', 'opening', 'running', 'draining', 'ended']);
      assert.equal(harness.listener.events.filter(({ name }) => name === 'end_of_transcript').length, 1);
      assert.deepEqual(harness.listener.ends, [{ how: 'completed' }]);
    });

    it('cancel while a session is being replaced opens no other', async () => {
      const harness = new StreamHarness(insteadOn('EndOfStream', () => {}));
      harness.stream.start();
      await harness.time.settle();
      harness.stream.write(wavFile(silence(1), { rate: 8000, announcedLength: 0 }), 'live');
      await harness.time.settle();
      harness.stream.cancel();
      await harness.time.advance(60_000);
      assert.equal(harness.server.connections.length, 1);
      assert.deepEqual(harness.listener.ends, [{ how: 'cancelled' }]);
    });

    it('finish without any audio ends at once; after start it ends with the session', async () => {
      const quiet = new StreamHarness(wellBehaved());
      quiet.stream.finish();
      await quiet.time.settle();
      assert.deepEqual(quiet.listener.calls, ['notice', 'state', 'ended']);
      const begun = new StreamHarness(wellBehaved());
      begun.stream.start();
      begun.stream.finish();
      await begun.time.settle();
      assert.deepEqual(messageNames(begun.server.connection), ['StartRecognition', 'EndOfStream']);
      assert.deepEqual(begun.listener.ends, [{ how: 'completed' }]);
    });

    it('finish while the session is opening still sends all audio', async () => {
      const harness = new StreamHarness(wellBehaved());
      harness.stream.write(PIECE, 'live');
      harness.stream.finish();
      harness.stream.finish();
      harness.stream.write(PIECE, 'live');
      await harness.time.settle();
      assert.equal(audioBytes(harness.server.connection), PIECE.length);
      assert.deepEqual(harness.listener.ends, [{ how: 'completed' }]);
    });

    it('a stream that is not admitted yet collects audio, and remembers start', async () => {
      for (const begin of ['start', 'write'] as const) {
        const harness = new StreamHarness(wellBehaved());
        const queued = harness.newStream();
        if (begin === 'start') queued.start();
        else queued.write(PIECE, 'live');
        await harness.time.settle();
        assert.equal(harness.connections.length, 0);
        queued.admit();
        queued.admit();
        await harness.time.settle();
        assert.equal(harness.connections.length, 1);
        queued.cancel();
      }
    });

    it('idle time finishes the stream; audio puts it off', async () => {
      const harness = new StreamHarness(wellBehaved(), { idle: 2 });
      await harness.live(0.1);
      await harness.time.advance(1800);
      await harness.live(0.1);
      await harness.time.advance(1800);
      assert.deepEqual(harness.listener.ends, []);
      await harness.time.advance(200);
      assert.deepEqual(harness.listener.ends, [{ how: 'completed' }]);
    });

    it('idle of 0 never finishes it', async () => {
      const harness = new StreamHarness(wellBehaved(), { idle: 0 });
      await harness.live(0.1);
      await harness.time.advance(60_000);
      assert.equal(harness.listener.states.at(-1), 'running');
      harness.stream.cancel();
    });

    it('changes of the configuration reach the present session, one that is opening, and later ones', async () => {
      const harness = new StreamHarness(wellBehaved());
      harness.stream.write(PIECE, 'live');
      await new Promise(setImmediate);
      harness.stream.setRecognitionConfig({ max_delay: 2 });
      await harness.time.settle();
      harness.stream.setRecognitionConfig({ enable_partials: true });
      await harness.time.settle();
      const changes = harness.server.connection.messages.slice(1);
      assert.deepEqual(changes, [
        { message: 'SetRecognitionConfig', transcription_config: { language: 'en', max_delay: 2 } },
        { message: 'SetRecognitionConfig', transcription_config: { language: 'en', enable_partials: true } },
      ]);
      harness.server.connection.reset();
      await harness.time.advance(5000);
      await harness.live(0.1);
      assert.deepEqual((started(harness.server.connection) as { transcription_config: object }).transcription_config, {
        language: 'en',
        max_delay: 2,
        enable_partials: true,
      });
      harness.stream.cancel();
    });

    it('what only a running session can do is refused without one', async () => {
      const harness = new StreamHarness(wellBehaved());
      assert.throws(() => harness.stream.forceEndOfUtterance(), { code: 'no_session' });
      assert.throws(() => harness.stream.getSpeakers(), { code: 'no_session' });
      await harness.live(0.1);
      harness.stream.forceEndOfUtterance();
      harness.stream.getSpeakers();
      await harness.time.settle();
      assert.deepEqual(messageNames(harness.server.connection).slice(1), ['ForceEndOfUtterance', 'GetSpeakers']);
      harness.stream.cancel();
    });
  });

  describe('cancelled', () => {
    const moments: [string, (harness: StreamHarness) => Promise<void>][] = [
      ['without audio', async () => {}],
      ['while the appliance is asked', async ({ stream }) => Promise.resolve(stream.start())],
      [
        'while connecting',
        async ({ stream }) => {
          stream.start();
          await Promise.resolve();
        },
      ],
      [
        'while running, with a partial shown',
        async (harness) => {
          await harness.live(0.3);
          assert.deepEqual(harness.listener.texts, ['(hello)']);
        },
      ],
      [
        'while draining',
        async (harness) => {
          await harness.live(0.3);
          harness.stream.finish();
        },
      ],
      [
        'while waiting for the next attempt',
        async (harness) => {
          await harness.live(0.3);
          harness.server.connection.reset();
          await harness.time.settle();
          harness.stream.write(PIECE, 'live');
        },
      ],
    ];
    for (const [moment, prepare] of moments) {
      it(`${moment}, it is over at once, and nothing is left`, async () => {
        const harness = new StreamHarness(partialAfter(2));
        const { listener, time, stream } = harness;
        await prepare(harness);
        const shown = listener.texts.at(-1) === '(hello)';
        stream.cancel();
        assert.deepEqual(listener.ends, [{ how: 'cancelled' }]);
        if (shown) assert.equal(listener.texts.at(-1), '()');
        const calls = listener.calls.length;
        stream.cancel();
        stream.finish();
        stream.start();
        stream.write(PIECE, 'live');
        await time.advance(20_000);
        assert.equal(listener.calls.length, calls);
        assert.equal(time.pendingTimers, 0);
        assert.ok(harness.held.fits(128 * 1024 * 1024));
      });
    }
  });
});
