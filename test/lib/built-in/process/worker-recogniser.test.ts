import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RecogniserLoadError } from '../../../../nodes/lib/built-in/recogniser/recogniser-failure';
import { installCommand } from '../../../../nodes/lib/built-in/recogniser/packages';
import type { RecognitionEvent, RecognitionSettings } from '../../../../nodes/lib/built-in/recogniser/recogniser';
import { RecogniserFailedError, WorkerRecogniser } from '../../../../nodes/lib/built-in/process/worker-recogniser';
import { readPcm, readSamples, recordingNamed, recordings, type Recording } from '../../../../dev/recordings';
import { PIECE, ServedApi, textOf } from '../../../support/speech-api';
import { temporaryFolder } from '../../../../dev/temporary-folder';
import { wordErrorRate, wordErrors, normalisedWords } from '../../../../dev/word-error-rate';

const settings: RecognitionSettings = { model: 'tiny', partials: true, maxDelay: 2, endOfUtteranceSilence: 0.5 };

function unexpected(): void {
  assert.fail('no event was expected');
}

/** What a recogniser makes of recordings, each followed by a second of silence. */
async function recognise(
  recogniser: WorkerRecogniser,
  parts: readonly Recording[],
): Promise<{ events: RecognitionEvent[]; text: string }> {
  const events: RecognitionEvent[] = [];
  const recognition = await recogniser.open(settings, (event) => events.push(event));
  for (const part of parts) {
    const samples = readSamples(part);
    for (let offset = 0; offset < samples.length; offset += 1600) {
      await recognition.accept(samples.slice(offset, offset + 1600));
    }
    await recognition.accept(new Float32Array(16000));
  }
  await recognition.finish();
  recognition.close();
  const words = events.flatMap((event) => (event.type === 'final' ? event.words : []));
  return { events, text: words.map(({ content }) => content).join(' ') };
}

describe('built-in/process/worker-recogniser', () => {
  describe('with the model', () => {
    let recogniser: WorkerRecogniser;
    before(() => {
      recogniser = new WorkerRecogniser();
    });
    after(() => recogniser.close());

    it('recognises human speech: partials, finals, ends of utterances', async () => {
      const recording = recordingNamed('austen-0870');
      const { events, text } = await recognise(recogniser, [recording]);
      assert.ok(wordErrorRate(recording.text, text) <= 0.1, text);
      const types = events.map(({ type }) => type);
      assert.ok(types.indexOf('partial') < types.indexOf('final'));
      assert.equal(types.filter((type) => type === 'end_of_utterance').length, 1);
      assert.equal(types.at(-1), 'end_of_utterance');
      let covered = 0;
      for (const event of events) {
        if (event.type !== 'final') continue;
        for (const { startTime, endTime, confidence } of event.words) {
          assert.ok(startTime >= covered && endTime >= startTime && endTime <= recording.seconds + 0.1);
          assert.ok(confidence > 0 && confidence <= 1);
          covered = endTime;
        }
      }
    });

    it('recognises the recordings with at most 10 % of word errors', async () => {
      let errors = 0;
      let words = 0;
      for (const recording of recordings) {
        const { text } = await recognise(recogniser, [recording]);
        errors += wordErrors(recording.text, text);
        words += normalisedWords(recording.text).length;
      }
      assert.ok(errors / words <= 0.1, `${errors} of ${words} words are wrong`);
    });

    it('keeps recognitions apart that run at once', async () => {
      const one = [recordingNamed('austen-0930'), recordingNamed('austen-0920')];
      const other = [recordingNamed('cards-5'), recordingNamed('austen-0870')];
      const results = await Promise.all([recognise(recogniser, one), recognise(recogniser, other)]);
      for (const [index, parts] of [one, other].entries()) {
        const expected = parts.map(({ text }) => text).join(' ');
        // Which hypotheses become final depends on the processor's load; mixed texts would have several times that.
        assert.ok(wordErrorRate(expected, results[index]!.text) <= 0.2, results[index]!.text);
      }
    });

    it('ends an utterance at a time that has passed, as the client asked for it', async () => {
      const [first, second] = [recordingNamed('austen-0930'), recordingNamed('cards-3')];
      const withinLastWord = 2.5;
      const api = await ServedApi.serve({}, recogniser);
      const client = await api.start({ max_delay: 10 });
      const audio = Buffer.concat([readPcm(first), readPcm(second)]);
      client.sendAudio(audio, PIECE);
      client.send({ message: 'ForceEndOfUtterance', timestamp: withinLastWord });
      assert.equal((await client.wait('EndOfUtterance')).metadata?.end_time, withinLastWord);
      const before = textOf(client);
      client.send({ message: 'EndOfStream', last_seq_no: Math.ceil(audio.length / PIECE) });
      await client.wait('EndOfTranscript');
      assert.ok(wordErrorRate(first.text, before) <= 0.15, before);
      assert.match(textOf(client).slice(before.length), /^seven of/i);
      await api.stop();
    });

    it('reports nothing of a recognition that was closed, and resolves what waits', async () => {
      const events: RecognitionEvent[] = [];
      const recognition = await recogniser.open(settings, (event) => events.push(event));
      const accepted = recognition.accept(readSamples(recordingNamed('austen-0880')));
      recognition.close();
      await accepted;
      await recognition.finish();
      assert.deepEqual(events, []);
    });

    it('leaves the memory of others alone', async () => {
      const shared = new Float32Array(4000);
      const recognition = await recogniser.open(settings, () => {});
      await recognition.accept(shared.subarray(0, 1600));
      assert.equal(shared.length, 4000);
      recognition.close();
    });
  });

  it('rejects what waits when it is closed, and everything after', async () => {
    const recogniser = new WorkerRecogniser(() => assert.fail('closing is no failure'));
    const opening = assert.rejects(recogniser.open(settings, unexpected), { code: 'recogniser_failed' });
    await recogniser.close();
    await opening;
    await assert.rejects(recogniser.open(settings, unexpected), { code: 'recogniser_failed' });
    await recogniser.close();
  });

  describe('with a thread that misbehaves', () => {
    const folder = temporaryFolder();
    after(() => {
      folder.remove();
    });

    /** A recogniser whose thread runs these lines, and its failures. */
    function scripted(...lines: string[]): { recogniser: WorkerRecogniser; failures: RecogniserFailedError[] } {
      const entry = join(folder.path, 'entry.cjs');
      const head = [
        "const { parentPort } = require('node:worker_threads');",
        "parentPort.on('message', ({ type }) => { if (type === 'end') process.exit(); });",
      ];
      writeFileSync(entry, [...head, ...lines].join('\n'));
      const failures: RecogniserFailedError[] = [];
      return { recogniser: new WorkerRecogniser((error) => failures.push(error), { entry }), failures };
    }
    const answerOpen = "if (type === 'open') return parentPort.postMessage({ type: 'done', call });";

    for (const [what, then, reason] of [
      ['throws', "throw new Error('no memory left');", /no memory left/],
      ['ends', 'process.exit(3);', /exit code 3/],
      ['says that it is broken', "parentPort.postMessage({ type: 'broken', message: 'bad model' });", /bad model/],
    ] as const) {
      it(`rejects every call, and says so once, when it ${what}`, async () => {
        const { recogniser, failures } = scripted(
          `parentPort.on('message', ({ type, call }) => { ${answerOpen} ${then} });`,
        );
        const recognition = await recogniser.open(settings, unexpected);
        const calls = await Promise.allSettled([
          recognition.accept(new Float32Array(10)),
          recognition.endUtterance(),
          recognition.finish(),
        ]);
        for (const call of calls) {
          assert.ok(call.status === 'rejected' && call.reason instanceof RecogniserFailedError);
          assert.equal(call.reason.code, 'recogniser_failed');
          assert.match(call.reason.message, reason);
        }
        await assert.rejects(recognition.accept(new Float32Array(10)), { code: 'recogniser_failed' });
        await assert.rejects(recogniser.open(settings, unexpected), { code: 'recogniser_failed' });
        recognition.configure({ partials: false });
        recognition.close();
        assert.equal(failures.length, 1);
        await recogniser.close();
      });
    }

    for (const [what, then] of [
      ['when it breaks', "throw Object.assign(new Error('it grew too large'), { code: 'ERR_WORKER_OUT_OF_MEMORY' });"],
      [
        'when it says so',
        "parentPort.postMessage({ type: 'broken', message: 'RangeError: could not allocate memory' });",
      ],
    ] as const) {
      it(`tells a want of memory apart, ${what}`, async () => {
        const { recogniser } = scripted(`parentPort.on('message', () => { ${then} });`);
        await assert.rejects(recogniser.open(settings, unexpected), (error: unknown) => {
          assert.ok(error instanceof RecogniserLoadError);
          assert.deepEqual([error.code, error.retryable], ['recogniser_out_of_memory', false]);
          assert.match(error.message, /1 GB is free/);
          return true;
        });
      });
    }

    it('hands on when an utterance is to end', async () => {
      const { recogniser } = scripted(
        `parentPort.on('message', ({ type, call, session, timestamp }) => {`,
        "  const event = { type: 'end_of_utterance', time: timestamp ?? -1, forced: true };",
        "  if (type === 'end_utterance') parentPort.postMessage({ type: 'event', session, event });",
        "  parentPort.postMessage({ type: 'done', call });",
        '});',
      );
      const times: number[] = [];
      const recognition = await recogniser.open(settings, (event) => {
        if (event.type === 'end_of_utterance') times.push(event.time);
      });
      await recognition.endUtterance(1.5);
      await recognition.endUtterance();
      assert.deepEqual(times, [1.5, -1]);
      await recogniser.close();
    });

    it('hands on why a recognition cannot be opened, and lives on', async () => {
      const message = `The built-in recogniser is not installed. Run: ${installCommand}`;
      const reply = JSON.stringify({ type: 'refused', code: 'recogniser_missing', message });
      const { recogniser, failures } = scripted(
        'let asked = 0;',
        `parentPort.on('message', ({ call }) => {`,
        `  parentPort.postMessage(asked++ === 0 ? { ...${reply}, call } : { type: 'done', call });`,
        '});',
      );
      await assert.rejects(recogniser.open(settings, unexpected), (error: unknown) => {
        assert.ok(error instanceof RecogniserLoadError);
        assert.deepEqual([error.code, error.message], ['recogniser_missing', message]);
        return true;
      });
      await recogniser.open(settings, unexpected);
      assert.equal(failures.length, 0);
      await recogniser.close();
    });
  });
});
