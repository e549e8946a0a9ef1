import assert from 'node:assert/strict';
import { final, insteadOnAudio, wellBehaved } from '../../support/behaviours';
import { wavFile } from '../../../dev/wav-file';
import { sampleFiles } from '../../support/sample-files';
import { PIECE, silence } from '../stream/stream-harness';
import { audioBytes, TranscriberHarness } from './transcriber-harness';

const ROOMS = ['kitchen', 'hall', 'attic'];

/** A server that says at the end how much audio it got, which tells the sessions apart. */
function counting() {
  return wellBehaved({
    message(connection, message) {
      if (message.message === 'StartRecognition') connection.send({ message: 'RecognitionStarted', id: 'session' });
      if (message.message !== 'EndOfStream') return;
      connection.send(final(`${audioBytes(connection)}`, 0, audioBytes(connection) / 32000));
      connection.send({ message: 'EndOfTranscript' });
    },
  });
}

const textsOf = (harness: TranscriberHarness, topic: string): unknown[] =>
  harness.transcripts.filter((message) => message.topic === topic).map(({ payload }) => payload);

describe('Transcriber: many sources', () => {
  for (const [name, file] of Object.entries(sampleFiles(silence(3)))) {
    it(`hears two whole files of two chats as two recordings: ${name}`, async () => {
      const harness = new TranscriberHarness(counting());
      for (const chatId of [1, 2]) {
        harness.send({ payload: file, chatId });
        await harness.time.advance(300);
      }
      await harness.time.advance(5000);
      assert.deepEqual(
        harness.transcripts.map((message) => message.chatId),
        [1, 2],
      );
    });
  }

  it('gives each source a stream of its own, with its own session, clock and end', async () => {
    const harness = new TranscriberHarness(counting(), { idle: 1 });
    for (let piece = 0; piece < 10; piece += 1) {
      ROOMS.forEach((topic, index) => {
        if (piece <= index) harness.send({ payload: PIECE, topic }, topic);
      });
      await harness.time.advance(100);
    }
    assert.equal(harness.server.connections.length, 3);
    await harness.time.advance(10_000);
    ROOMS.forEach((topic, index) => assert.deepEqual(textsOf(harness, topic), [`${(index + 1) * PIECE.length}`]));
    assert.equal(
      new Set(harness.transcripts.map(({ transcript }) => (transcript as { stream: string }).stream)).size,
      3,
    );
    assert.equal(harness.time.pendingTimers, 0);
  });

  it('does to one source what a message of it asks for, and to all what one of none asks for', async () => {
    const harness = new TranscriberHarness(counting());
    for (const topic of ROOMS) harness.send({ payload: PIECE, topic }, topic);
    await harness.time.settle();
    const one = harness.send({ action: 'finish' }, 'hall');
    await harness.time.settle();
    assert.deepEqual(one.results, ['done']);
    assert.deepEqual(
      harness.transcripts.map(({ topic }) => topic),
      ['hall'],
    );
    const all = harness.send({ action: 'finish' });
    await harness.time.settle();
    assert.deepEqual(all.results, ['done']);
    assert.deepEqual(harness.transcripts.map(({ topic }) => topic).sort(), ['attic', 'hall', 'kitchen']);
    harness.transcriber.close();
  });

  it('lets sources take turns where there are fewer sessions, and keeps the audio of those that wait', async () => {
    const harness = new TranscriberHarness(counting(), { idle: 2 }, 2);
    for (const topic of ROOMS) harness.send({ payload: silence(1), topic }, topic);
    await harness.time.advance(1000);
    assert.equal(harness.server.connections.length, 2);
    await harness.time.advance(5000);
    assert.equal(harness.server.connections.length, 3);
    for (const topic of ROOMS) assert.deepEqual(textsOf(harness, topic), ['32000']);
    harness.transcriber.close();
  });

  it('serves a thousand sources, and forgets them', async function () {
    this.timeout(60_000);
    const harness = new TranscriberHarness(counting(), { idle: 1 });
    const topics = Array.from({ length: 1000 }, (_, index) => `room ${index}`);
    for (let piece = 0; piece < 3; piece += 1) {
      for (const topic of topics) harness.send({ payload: PIECE, topic }, topic);
      await harness.time.advance(100);
    }
    await harness.time.advance(10_000);
    assert.equal(harness.transcripts.length, 1000);
    for (const topic of topics) assert.deepEqual(textsOf(harness, topic), [`${3 * PIECE.length}`]);
    assert.equal(harness.time.pendingTimers, 0);
    const metrics = harness.events.filter(({ event }) => event === 'metrics').length;
    harness.send({ action: 'metrics' });
    assert.equal(harness.events.filter(({ event }) => event === 'metrics').length, metrics, 'no stream is open');
    harness.transcriber.close();
    assert.equal(harness.releases, 1);
  });

  it('loses the sessions of all sources as one failure, and lets all go on when one is back', async () => {
    const harness = new TranscriberHarness(wellBehaved());
    for (const topic of ROOMS) harness.send({ payload: PIECE, topic }, topic);
    await harness.time.settle();
    harness.network = 'down';
    for (const connection of [...harness.server.connections]) connection.reset();
    for (const topic of ROOMS) harness.send({ payload: PIECE, topic }, topic);
    await harness.time.advance(1000);
    assert.deepEqual(
      harness.errors.map(({ code }) => code),
      ['connection_lost'],
    );
    harness.network = 'up';
    const before = harness.server.connections.length;
    await harness.time.advance(12_000);
    assert.equal(harness.server.connections.length, before + 3);
    assert.equal(harness.events.filter(({ event }) => event === 'resumed').length, 3);
    harness.transcriber.close();
  });

  it('lets no source suffer from the fault of another, and tells that once', async () => {
    const behaviour = counting();
    const harness = new TranscriberHarness({
      ...behaviour,
      message(connection, message) {
        const isFaulty = 'transcription_config' in message && message.transcription_config?.language === 'xx';
        if (isFaulty) connection.send({ message: 'Error', type: 'invalid_model', reason: 'no such language' });
        else behaviour.message(connection, message);
      },
      audio(connection, data) {
        behaviour.audio(connection, data);
        const seconds = audioBytes(connection) / 32000;
        connection.send(final('so', seconds - 0.1, seconds));
      },
    });
    const language = { transcription_config: { language: 'xx' } };
    for (let piece = 0; piece < 300; piece += 1) {
      harness.send({ payload: PIECE, topic: 'kitchen' }, 'kitchen');
      if (piece > 10) harness.send({ payload: PIECE, topic: 'hall', ...language }, 'hall');
      await harness.time.advance(100);
    }
    assert.equal(audioBytes(harness.server.connections[0]!), 300 * PIECE.length);
    assert.deepEqual(
      harness.errors.map(({ code }) => code),
      ['invalid_model'],
    );
    harness.transcriber.close();
  });

  it('mutes sources that have no stream, and those that are new, where all are muted', async () => {
    const harness = new TranscriberHarness(counting(), { idle: 1 });
    harness.send({ payload: PIECE, topic: 'kitchen' }, 'kitchen');
    await harness.time.advance(5000);
    harness.send({ action: 'mute' });
    harness.redeploy();
    for (const topic of ['kitchen', 'hall']) harness.send({ payload: PIECE, topic }, topic);
    harness.send({ action: 'unmute' }, 'attic');
    harness.send({ payload: PIECE, topic: 'attic' }, 'attic');
    await harness.time.advance(5000);
    const heard = (): unknown[] => harness.transcripts.map(({ topic }) => topic);
    assert.deepEqual(heard(), ['kitchen', 'attic']);
    harness.send({ action: 'unmute' });
    harness.send({ payload: PIECE, topic: 'hall' }, 'hall');
    await harness.time.advance(5000);
    assert.deepEqual(heard(), ['kitchen', 'attic', 'hall']);
    harness.transcriber.close();
  });

  it('goes on with the clock through silence as a list of numbers, whatever the numbers before it were', async () => {
    const loud = { integers: [100, -100, 20000], floats: [0.25, -0.5, 0.125] };
    const zeros = new Array<number>(16000).fill(0);
    const typed = { integers: Int16Array, floats: Float32Array };
    for (const kind of ['integers', 'floats'] as const) {
      for (const silent of [zeros, { data: zeros }, JSON.parse(JSON.stringify(typed[kind].from(zeros))) as object]) {
        const harness = new TranscriberHarness(counting(), { idle: 5 });
        harness.send({ payload: loud[kind] });
        for (let second = 0; second < 12; second += 1) {
          harness.send({ payload: silent });
          await harness.time.advance(1000);
        }
        harness.send({ payload: loud[kind] });
        harness.send({ action: 'finish' });
        await harness.time.advance(1000);
        const size = kind === 'integers' ? 2 : 4;
        assert.deepEqual(harness.texts, [`${(12 * zeros.length + 2 * loud[kind].length) * size}`]);
        harness.transcriber.close();
      }
    }
  });

  it('refuses recordings whole whose parts come mixed', async () => {
    const harness = new TranscriberHarness(counting());
    const webm = Buffer.concat([Buffer.from('1a45dfa3a3428682', 'hex'), Buffer.from('webm'), Buffer.alloc(5000)]);
    for (let index = 0; index < 3; index += 1) {
      for (const id of ['a', 'b']) {
        harness.send({ payload: index === 0 ? webm : PIECE, parts: { id, index, ...(index === 2 && { count: 3 }) } });
      }
    }
    await harness.time.advance(20_000);
    assert.equal(harness.server.connections.length, 0);
    harness.transcriber.close();
  });

  it('ends a stream when a WAV header changes its format, and opens the next', async () => {
    const harness = new TranscriberHarness(counting());
    harness.send({ payload: wavFile(silence(1), { announcedLength: 0 }) });
    harness.send({ payload: wavFile(silence(1), { rate: 8000, announcedLength: 0 }) });
    harness.send({ action: 'finish' });
    await harness.time.settle();
    assert.deepEqual(harness.texts, ['32000', '32000']);
    assert.deepEqual(
      harness.server.connections.map(
        ({ messages: [start] }) => (start as { audio_format: { sample_rate: number } }).audio_format.sample_rate,
      ),
      [16000, 8000],
    );
    assert.deepEqual(harness.errors, []);
    harness.transcriber.close();
  });

  it('tells what is probably wrong with the audio, as an event and in a sentence', async () => {
    const harness = new TranscriberHarness(wellBehaved());
    harness.send({ payload: PIECE, rate: 96000, topic: 'hall' });
    await harness.time.settle();
    const { payload, topic } = harness.events.find(({ event }) => event === 'warning')!;
    assert.equal(topic, 'hall');
    assert.equal((payload as { type: string }).type, 'unusual_rate');
    assert.deepEqual(harness.warnings, [(payload as { reason: string }).reason]);
    harness.transcriber.close();
  });

  it('sends what is being gathered before it forces the end of an utterance', async () => {
    const harness = new TranscriberHarness(insteadOnAudio(1000, () => {}));
    harness.send({ payload: PIECE });
    await harness.time.settle();
    harness.send({ payload: silence(0.02) });
    harness.send({ action: 'force_end_of_utterance' });
    await harness.time.settle();
    const [connection] = harness.server.connections;
    assert.equal(audioBytes(connection!), PIECE.length + 640);
    assert.equal(connection!.messages.at(-1)?.message, 'ForceEndOfUtterance');
    harness.transcriber.close();
  });
});
