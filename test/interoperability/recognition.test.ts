import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { WorkerRecogniser } from '../../nodes/lib/built-in/process/worker-recogniser';
import { readPcm, recordingNamed } from '../../dev/recordings';
import { ServedApi } from '../support/speech-api';
import { VendorClient } from '../support/vendor-client';
import { wordErrorRate } from '../../dev/word-error-rate';

/** Milliseconds: the model is loaded with the first session. */
const TIMEOUT = 60_000;
/** Share of words; these recordings are clear. */
const ACCEPTED_ERROR_RATE = 0.1;

describe('the built-in appliance with its recogniser, to the official client', function () {
  this.timeout(2 * TIMEOUT);
  let api: ServedApi;
  let recogniser: WorkerRecogniser;

  before(async () => {
    recogniser = new WorkerRecogniser((error) => {
      throw error;
    });
    api = await ServedApi.serve({}, recogniser);
  });
  after(async () => {
    await api.stop();
    await recogniser.close();
  });

  it('transcribes raw speech, with partials before finals and words in order', async () => {
    const recording = recordingNamed('austen-0870');
    const vendor = new VendorClient(api.server.url, TIMEOUT);
    await vendor.start({ transcription_config: { language: 'en', enable_partials: true, max_delay: 2 } });
    vendor.sendAudio(readPcm(recording), 8192);
    await vendor.client.stopRecognition();
    assert.ok(wordErrorRate(recording.text, vendor.text) <= ACCEPTED_ERROR_RATE, vendor.text);

    const first = vendor.received.find(
      ({ message }) => message === 'AddPartialTranscript' || message === 'AddTranscript',
    );
    assert.equal(first?.message, 'AddPartialTranscript');
    const words = vendor.all('AddTranscript').flatMap(({ results }) => results);
    let before = 0;
    for (const { start_time, end_time } of words) {
      assert.ok(before <= start_time && start_time <= end_time && end_time <= recording.seconds + 0.1);
      before = start_time;
    }
  });

  it('transcribes a file', async () => {
    const recording = recordingNamed('austen-0890');
    const vendor = new VendorClient(api.server.url, TIMEOUT);
    await vendor.start({ audio_format: { type: 'file' } });
    vendor.sendAudio(readFileSync(recording.path), 4096);
    await vendor.client.stopRecognition();
    assert.ok(wordErrorRate(recording.text, vendor.text) <= ACCEPTED_ERROR_RATE, vendor.text);
  });

  it('answers a forced end of utterance with the words so far', async () => {
    const recording = recordingNamed('austen-0890');
    const vendor = new VendorClient(api.server.url, TIMEOUT);
    await vendor.start();
    vendor.sendAudio(readPcm(recording), 8192);
    vendor.client.forceEndOfUtterance();
    assert.equal((await vendor.wait('EndOfUtterance')).forced, true);
    assert.equal(vendor.all('AddTranscript').at(-1)?.forced, true);
    assert.ok(wordErrorRate(recording.text, vendor.text) <= ACCEPTED_ERROR_RATE, vendor.text);
    await vendor.client.stopRecognition();
  });
});
