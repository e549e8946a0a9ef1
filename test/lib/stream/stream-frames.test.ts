import assert from 'node:assert/strict';
import { final, insteadOn, wellBehaved } from '../../support/behaviours';
import type { ServerConnection } from '../../../dev/scripted-server';
import { silence, StreamHarness } from './stream-harness';

const secondsOf = ({ audio }: ServerConnection): number => audio.reduce((sum, { length }) => sum + length, 0) / 32_000;
const times = { start_time: 0, end_time: 0.4 };
const metadata = { ...times, transcript: '' };

/** A stream that has sent two seconds, and nothing was heard of them. */
async function running(behaviour = wellBehaved()): Promise<StreamHarness> {
  const harness = new StreamHarness(behaviour);
  harness.stream.write(silence(2), 'live');
  await harness.time.settle();
  return harness;
}

/** Sends a frame, and shows that a final behind it is heard. */
async function goesOnAfter(frame: string | object): Promise<StreamHarness> {
  const harness = await running();
  const { connection } = harness.server;
  connection.sendFrame(typeof frame === 'string' ? frame : JSON.stringify(frame));
  await harness.time.settle();
  connection.send(final('after all', 1, 2));
  await harness.time.settle();
  assert.match(harness.listener.texts.at(-1) ?? '', /after all$/);
  assert.equal(harness.server.connections.length, 1);
  harness.stream.cancel();
  return harness;
}

const reasonsOf = ({ listener }: StreamHarness): unknown[] =>
  listener.events.filter(({ name }) => name === 'malformed_message').map(({ data }) => data.reason);

describe('Stream: a frame', () => {
  it('without alternatives, as old servers send for a change of the speaker, is no fault', async () => {
    for (const message of ['AddTranscript', 'AddPartialTranscript']) {
      const results = [{ type: 'speaker_change', ...times, alternatives: null }];
      assert.deepEqual(reasonsOf(await goesOnAfter({ message, metadata, results })), []);
    }
  });

  it('with a form of an entity that is none keeps its words, and is told of', async () => {
    const results = [
      { type: 'entity', ...times, alternatives: [{ content: 'one' }], spoken_form: 'x', written_form: {} },
    ];
    const harness = await goesOnAfter({ message: 'AddTranscript', metadata, results });
    assert.equal(harness.listener.texts[0], 'one');
    assert.deepEqual(reasonsOf(harness), ['AddTranscript: spoken_form is not a list']);
    assert.ok(!('spoken_form' in harness.listener.transcripts[0]!.transcript.results[0]!));
  });

  it('that is nested in thousands of levels is malformed, wherever it is nested', async () => {
    const deep = '['.repeat(5000) + ']'.repeat(5000);
    for (const frame of [
      `{"message":"Info","type":"x","reason":"x","extra":${deep}}`,
      `{"message":"Weather","extra":${deep}}`,
      `{"message":"RecognitionStarted","id":"x","extra":${deep}}`,
      JSON.stringify(final('one', 0, 1)).replace('"type":"word"', `"type":"entity","spoken_form":${deep}`),
      JSON.stringify(final('one', 0, 1)).replace('"format":', `"extra":${deep},"format":`),
    ]) {
      const [reason, ...others] = reasonsOf(await goesOnAfter(frame));
      assert.match(String(reason), /nested/);
      assert.deepEqual(others, []);
    }
  });

  it('with a session that has no name gives it one', async () => {
    const harness = new StreamHarness(
      insteadOn('StartRecognition', (connection) => connection.send({ message: 'RecognitionStarted', id: 7 })),
    );
    harness.stream.write(silence(1), 'live');
    await harness.time.settle();
    harness.server.connection.send(final('one', 0, 1));
    await harness.time.settle();
    const { session } = harness.listener.transcripts[0]!.transcript;
    assert.ok(session.length > 0);
    assert.equal(harness.listener.eventNamed('recognition_started')?.data.id, session);
    harness.stream.cancel();
  });
});

describe('Stream: a final with times that can not be', () => {
  const wrongFinals: Record<string, string> = Object.fromEntries(
    [400, '1e999', -5].map((end) => [
      `an end of ${end}`,
      JSON.stringify(final('one', 0, 0.4)).replace('"end_time":0.4,"transcript"', `"end_time":${end},"transcript"`),
    ]),
  );
  wrongFinals['a word up to 400'] = JSON.stringify(final('one', 0, 0.4)).replaceAll('"end_time":0.4', '"end_time":400');
  wrongFinals['a start of 400'] = JSON.stringify({
    ...final('one', 0, 0.4),
    metadata: { start_time: 400, end_time: 400, transcript: '' },
  });

  for (const [what, frame] of Object.entries(wrongFinals)) {
    it(`(${what}) covers nothing that it does not say: all is sent again, and no word is lost or doubled`, async () => {
      const harness = await running();
      harness.server.connection.sendFrame(frame);
      harness.stream.write(silence(3), 'live');
      await harness.time.settle();
      harness.server.connection.reset();
      await harness.time.settle();
      assert.equal(harness.server.connections.length, 2);
      assert.equal(secondsOf(harness.server.connection), 5);
      harness.server.connection.send(final('one two three', 0, 1.2));
      await harness.time.settle();
      assert.equal(harness.listener.texts.join(' '), 'one two three');
      harness.stream.cancel();
    });
  }

  it('does not hide ends of utterances of the next session', async () => {
    const harness = await running();
    const end = (time: number): object => ({
      message: 'EndOfUtterance',
      metadata: { start_time: time, end_time: time },
    });
    harness.server.connection.send(final('one', 0, 0.4));
    harness.server.connection.send(end(400));
    await harness.time.settle();
    harness.server.connection.reset();
    await harness.time.settle();
    harness.stream.write(silence(4), 'live');
    await harness.time.settle();
    harness.server.connection.send(end(5));
    await harness.time.settle();
    assert.equal(harness.listener.events.filter(({ name }) => name === 'end_of_utterance').length, 2);
    harness.stream.cancel();
  });
});

describe('Stream: many frames', () => {
  it('of no known name are told up to 50 a second, and counted beyond; those of the protocol are all told', async () => {
    const harness = await running();
    const weather = JSON.stringify({ message: 'Weather', where: [{ deep: ['x'.repeat(100)] }] });
    for (let index = 0; index < 10_000; index += 1) {
      harness.server.connection.sendFrame(weather);
      harness.server.connection.sendFrame('no message');
      if (index < 500) harness.server.connection.send({ message: 'Info', type: 'x', reason: `${index}` });
    }
    await harness.time.advance(1000);
    const count = (wanted: string): number => harness.listener.events.filter(({ name }) => name === wanted).length;
    assert.equal(count('info'), 500);
    assert.equal(count('weather') + count('malformed_message'), 50);
    assert.deepEqual(harness.listener.eventNamed('messages_dropped')?.data, { count: 19_950 });
    harness.stream.cancel();
  });
});

describe('Stream: the end of the transcript', () => {
  const countOf = (harness: StreamHarness): number =>
    harness.listener.events.filter(({ name }) => name === 'end_of_transcript').length;

  it('is not told where a server ends early and the stream goes on, but once, when it ends', async () => {
    const harness = new StreamHarness(
      wellBehaved({
        audio(connection) {
          connection.send({ message: 'AudioAdded', seq_no: connection.audio.length });
          const isEarly = connection.audio.length === 5 && harness.server.connections.length < 3;
          if (isEarly) connection.send({ message: 'EndOfTranscript' });
        },
      }),
    );
    await harness.live(3);
    assert.ok(harness.server.connections.length > 1);
    assert.equal(countOf(harness), 0);
    await harness.live(20);
    harness.stream.finish();
    await harness.time.advance(60_000);
    assert.equal(countOf(harness), 1);
    assert.deepEqual(harness.listener.ends, [{ how: 'completed' }]);
    assert.deepEqual(harness.listener.calls.slice(-4), ['notice', 'notice', 'state', 'ended']);
  });

  it('is not told where a session of limited length hands over', async () => {
    const harness = await running();
    harness.server.connection.send({ message: 'Warning', type: 'session_timeout', reason: 'x' });
    await harness.live(1);
    assert.equal(harness.server.connections.length, 2);
    assert.equal(countOf(harness), 0);
    harness.stream.finish();
    await harness.time.settle();
    assert.equal(countOf(harness), 1);
  });

  it('is not told of what was cancelled', async () => {
    const harness = await running();
    harness.stream.cancel();
    assert.equal(countOf(harness), 0);
  });
});
