import assert from 'node:assert/strict';
import type { Endpoint } from '../../../nodes/lib/speech-api/endpoint';
import { insteadOn, insteadOnAudio, final, wellBehaved } from '../../support/behaviours';
import { wavFile } from '../../../dev/wav-file';
import { PIECE, silence } from '../stream/stream-harness';
import { audioBytes, parts, TranscriberHarness } from './transcriber-harness';

const RECORDING = wavFile(silence(3));

describe('Transcriber', () => {
  describe('streams', () => {
    it('one at a time: the next collects audio while the one before drains', async () => {
      const harness = new TranscriberHarness(insteadOn('EndOfStream', () => {}));
      harness.send({ payload: PIECE, topic: 'a' });
      harness.send({ action: 'finish' });
      await harness.time.settle();
      harness.send({ payload: silence(0.5), topic: 'b' });
      await harness.time.advance(2000);
      assert.equal(harness.server.connections.length, 1);
      assert.equal(harness.statuses.at(-1)?.state, 'draining');
      harness.server.connection.send({ message: 'EndOfTranscript' });
      await harness.time.settle();
      assert.equal(harness.server.connections.length, 2);
      assert.equal(audioBytes(harness.server.connection), 16_000);
      const names = harness.events.map(({ event, topic }) => `${String(event)} ${String(topic)}`);
      assert.deepEqual(names, ['recognition_started a', 'end_of_transcript a', 'metrics a', 'recognition_started b']);
      assert.notEqual(harness.events[0]?.stream, harness.events[3]?.stream);
      harness.transcriber.close();
    });

    it('many recordings at once are done one after the other', async () => {
      const harness = new TranscriberHarness(wellBehaved());
      const inputs = Array.from({ length: 5 }, (_, topic) => harness.send({ payload: RECORDING, topic }));
      await harness.time.settle();
      assert.ok(inputs.every(({ results }) => results.join() === 'done'));
      assert.deepEqual(
        harness.transcripts.map(({ topic }) => topic),
        [0, 1, 2, 3, 4],
      );
      assert.equal(harness.server.connections.length, 5);
      harness.transcriber.close();
    });

    it('that wait for a dead server try it together, and are done when it is there', async () => {
      const harness = new TranscriberHarness(wellBehaved());
      harness.network = 'down';
      const inputs = Array.from({ length: 4 }, () => harness.send({ payload: RECORDING }));
      await harness.time.advance(600_000);
      assert.ok(harness.connections.length < 18, `${harness.connections.length} attempts`);
      assert.deepEqual(
        harness.errors.map(({ code }) => code),
        ['connection_refused'],
      );
      harness.network = 'up';
      await harness.time.advance(80_000);
      assert.ok(inputs.every(({ results }) => results.join() === 'done'));
      harness.transcriber.close();
    });

    it('start opens one, which the next audio goes to', async () => {
      const harness = new TranscriberHarness(wellBehaved());
      harness.send({ payload: 'start', topic: 'opener' });
      harness.send({ action: 'start' });
      await harness.time.settle();
      harness.send({ payload: PIECE, topic: 'audio' });
      harness.send({ action: 'finish' });
      await harness.time.settle();
      assert.equal(harness.server.connections.length, 1);
      assert.equal(harness.transcripts[0]?.topic, 'opener');
      harness.transcriber.close();
    });

    it('are opened at once when somebody starts one after a fault, though not by a storm of starts', async () => {
      let refusing = true;
      const harness = new TranscriberHarness(wellBehaved({ refuse: () => (refusing ? 401 : undefined) }));
      harness.send({ payload: PIECE });
      await harness.time.advance(100);
      const refused = harness.send({ payload: RECORDING });
      await harness.time.settle();
      assert.deepEqual(refused.results, ['not_authorised']);
      refusing = false;
      harness.send({ action: 'start' });
      await harness.time.advance(1500);
      assert.equal(harness.statuses.at(-1)?.state, 'running');
      harness.send({ action: 'cancel' });
      refusing = true;
      const before = harness.connections.length;
      for (let second = 0; second < 60; second += 1) {
        for (let start = 0; start < 100; start += 1) harness.send({ action: 'start' });
        await harness.time.advance(1000);
      }
      const attempts = harness.connections.length - before;
      assert.ok(attempts <= 30, `${attempts} attempts in a minute`);
      harness.transcriber.close();
    });

    it('that never had audio are finished without the error of another one', async () => {
      const harness = new TranscriberHarness(wellBehaved({ refuse: () => 401 }));
      const live = harness.send({ payload: PIECE });
      await harness.time.settle();
      harness.send({ action: 'cancel' });
      assert.deepEqual(live.results, ['done']);
      harness.send({ action: 'start' });
      harness.send({ action: 'start' }, 'other');
      await harness.time.settle();
      const finish = harness.send({ action: 'finish' }, 'other');
      await harness.time.settle();
      assert.deepEqual(finish.results, ['done']);
      harness.transcriber.close();
    });

    it('do not flood anybody when a live source goes on to a dead server', async () => {
      const harness = new TranscriberHarness(wellBehaved(), { queue: 2 });
      harness.network = 'down';
      for (let piece = 0; piece < 300; piece += 1) {
        assert.deepEqual(harness.send({ payload: PIECE }).results, ['done']);
        await harness.time.advance(100);
      }
      assert.deepEqual(
        harness.errors.map(({ code }) => code),
        ['connection_refused'],
      );
      assert.ok(harness.statuses.length <= 61);
      await harness.time.advance(1000);
      assert.equal(harness.statuses.at(-1)?.code, 'connection_refused');
      harness.transcriber.close();
    });
  });

  describe('messages', () => {
    it('carry what the opener of the stream had, but its request only with a whole recording', async () => {
      const request = { req: { id: 1 }, res: { id: 2 } };
      const carried = async (messages: Record<string, unknown>[]): Promise<unknown[]> => {
        const harness = new TranscriberHarness(wellBehaved());
        for (const message of messages) harness.send({ ...message });
        harness.send({ action: 'finish' });
        await harness.time.settle();
        const [text] = harness.transcripts;
        harness.transcriber.close();
        return [text?.topic, text?.req, text?.res, text?.rate];
      };
      const opener = { topic: 'a', ...request, rate: '16000' };
      const whole = ['a', request.req, request.res, undefined];
      const without = ['a', undefined, undefined, undefined];
      assert.deepEqual(await carried([{ ...opener, payload: RECORDING }]), whole);
      assert.deepEqual(await carried([{ ...opener, payload: silence(1), complete: true }]), whole);
      assert.deepEqual(
        await carried([
          { ...opener, payload: PIECE },
          { payload: PIECE, topic: 'b' },
        ]),
        without,
      );
      assert.deepEqual(await carried(parts(silence(1), 16_000).map((part) => ({ ...opener, ...part }))), without);
      assert.deepEqual(await carried([{ ...opener, payload: 'start' }, { payload: RECORDING }]), without);
    });

    it('hold the words of the server only if asked for', async () => {
      for (const rawMessages of [true, false]) {
        const harness = new TranscriberHarness(wellBehaved(), { rawMessages });
        harness.send({ payload: RECORDING });
        await harness.time.settle();
        const raw = harness.transcripts[0]?.speechmatics;
        assert.deepEqual(raw, rawMessages ? final('hello world', 0, 1) : undefined);
        harness.transcriber.close();
      }
    });

    it('of an error without an input have topic and stream', async () => {
      const harness = new TranscriberHarness(insteadOnAudio(1, (connection) => connection.reset()));
      harness.send({ payload: PIECE, topic: 'kitchen' });
      await harness.time.settle();
      const [error] = harness.errors;
      assert.equal(error?.code, 'connection_lost');
      assert.equal(error?.message.topic, 'kitchen');
      assert.equal(error?.message.stream, harness.events[0]?.stream);
      harness.transcriber.close();
    });
  });

  describe('status', () => {
    it('shows before there is audio whether the appliance can be had', async () => {
      const fine = new TranscriberHarness(wellBehaved());
      const checking = fine.transcriber.check();
      await fine.time.advance(1000);
      await checking;
      assert.deepEqual(
        fine.statuses.map(({ state }) => state),
        ['starting', 'ready'],
      );
      const bad = new TranscriberHarness(wellBehaved());
      bad.answer = () => Promise.reject(Object.assign(new Error('no'), { code: 'recogniser_missing' }));
      await bad.transcriber.check();
      await bad.time.advance(1000);
      assert.equal(bad.statuses.at(-1)?.code, 'recogniser_missing');
      const unset = new TranscriberHarness(wellBehaved(), { transcription_config: { language: '${LANG_OF_ROOM}' } });
      await unset.transcriber.check();
      await unset.time.advance(1000);
      assert.equal(unset.statuses.at(-1)?.code, 'unset_variable');
    });

    it('is not overwritten by an answer that comes after the first audio, or after the close', async () => {
      const harness = new TranscriberHarness(wellBehaved());
      const answers: ((endpoint: Endpoint) => void)[] = [];
      harness.answer = () => new Promise((resolve) => answers.push(resolve));
      const checking = harness.transcriber.check();
      harness.send({ payload: PIECE });
      answers.forEach((answer) => answer(harness.address));
      await checking;
      await harness.time.advance(1000);
      assert.ok(!harness.statuses.some(({ state }) => state === 'ready'));
      harness.transcriber.close();

      const closed = new TranscriberHarness(wellBehaved());
      closed.answer = harness.answer;
      void closed.transcriber.check();
      closed.transcriber.close();
      const before = closed.statuses.length;
      answers.forEach((answer) => answer(harness.address));
      await closed.time.advance(1000);
      assert.equal(closed.statuses.length, before);
    });

    it('shows a fault until something goes on', async () => {
      const harness = new TranscriberHarness(wellBehaved({ refuse: () => 401 }));
      harness.send({ payload: RECORDING });
      await harness.time.advance(1000);
      const { fill, code } = harness.statuses.at(-1)!;
      assert.deepEqual([fill, code], ['red', 'not_authorised']);
      harness.transcriber.close();
    });
  });

  describe('close', () => {
    it('ends everything at once, gives the appliance back, and nothing comes after it', async () => {
      const harness = new TranscriberHarness(wellBehaved());
      harness.send({ payload: PIECE });
      await harness.time.settle();
      harness.transcriber.close();
      const calls = harness.calls.length;
      assert.equal(harness.releases, 1);
      assert.deepEqual(harness.send({ payload: PIECE }).results, ['done']);
      assert.deepEqual(harness.send({ action: 'start' }).results, ['done']);
      await harness.time.advance(20_000);
      assert.equal(harness.calls.length, calls);
      assert.equal(harness.time.pendingTimers, 0);
      assert.equal(harness.server.connections.length, 1);
    });

    it('does not wait for an appliance that has not answered', async () => {
      const harness = new TranscriberHarness(wellBehaved());
      const answers: ((endpoint: Endpoint) => void)[] = [];
      harness.answer = () => new Promise((resolve) => answers.push(resolve));
      const recording = harness.send({ payload: RECORDING });
      harness.transcriber.close();
      answers.forEach((answer) => answer(harness.address));
      await harness.time.settle();
      assert.deepEqual(recording.results, ['cancelled']);
      assert.deepEqual(harness.connections, []);
      assert.equal(harness.time.pendingTimers, 0);
    });
  });
});
