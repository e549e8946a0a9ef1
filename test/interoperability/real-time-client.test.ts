import assert from 'node:assert/strict';
import type { RealtimeTranscriptionConfig } from '@speechmatics/real-time-client';
import { AUDIO, PIECE, ServedApi, WORDS } from '../support/speech-api';
import { VendorClient } from '../support/vendor-client';
import { wavFile } from '../../dev/wav-file';

describe('the built-in appliance, to the official client', () => {
  let api: ServedApi;

  beforeEach(async () => {
    api = await ServedApi.serve();
  });
  afterEach(() => api.stop());

  async function started(config?: Partial<RealtimeTranscriptionConfig>): Promise<VendorClient> {
    const vendor = new VendorClient(api.server.url);
    await vendor.start(config);
    return vendor;
  }

  it('transcribes raw audio that is sent at once', async () => {
    const vendor = await started();
    vendor.sendAudio(AUDIO, PIECE);
    await vendor.client.stopRecognition();
    assert.equal(vendor.text, 'one two three ');
    assert.equal(vendor.all('AudioAdded').at(-1)?.seq_no, Math.ceil(AUDIO.length / PIECE));
    const [word] = vendor.all('AddTranscript').flatMap(({ results }) => results);
    assert.deepEqual([word?.type, word?.start_time, word?.end_time], ['word', 0.2, 0.5]);
    assert.equal(word?.alternatives?.[0]?.content, 'one');
    await vendor.closed();
    await api.untilIdle();
  });

  it('transcribes a file', async () => {
    const vendor = await started({ audio_format: { type: 'file' } });
    vendor.sendAudio(wavFile(AUDIO), 4096);
    await vendor.client.stopRecognition();
    assert.equal(vendor.text, 'one two three ');
  });

  it('tells of itself when it starts', async () => {
    const vendor = await started({ transcription_config: { language: 'en', model: 'enhanced' } });
    assert.deepEqual(
      vendor.received.map(({ message }) => message),
      ['RecognitionStarted'],
    );
    assert.equal(vendor.all('RecognitionStarted')[0]?.language_pack_info?.word_delimiter, ' ');
    await vendor.client.stopRecognition();
  });

  it('sends partials that grow, each replaced by the next or by a final', async () => {
    const vendor = await started({
      transcription_config: { language: 'en', enable_partials: true, max_delay: 1, model: 'standard' },
    });
    vendor.sendAudio(AUDIO, PIECE);
    await vendor.client.stopRecognition();
    const texts = vendor.received.flatMap((message) =>
      message.message === 'AddPartialTranscript' ? [message.metadata.transcript] : [],
    );
    assert.deepEqual([...new Set(texts)].slice(0, 2), ['one ', 'one two ']);
    assert.equal(vendor.text, 'one two three ');
  });

  it('ends utterances by silence', async () => {
    const vendor = await started({
      transcription_config: { language: 'en', conversation_config: { end_of_utterance_silence_trigger: 0.5 } },
    });
    vendor.sendAudio(AUDIO, PIECE);
    await vendor.client.stopRecognition();
    assert.deepEqual(
      vendor.all('EndOfUtterance').map(({ metadata }) => metadata),
      [{ start_time: 0.9, end_time: 0.9 }],
    );
  });

  it('ends an utterance when it is told to', async () => {
    const vendor = await started();
    vendor.sendAudio(AUDIO.subarray(0, 10 * PIECE), PIECE);
    vendor.client.forceEndOfUtterance();
    assert.equal((await vendor.wait('EndOfUtterance')).forced, true);
    assert.equal(vendor.text, 'one two ');
    vendor.sendAudio(AUDIO.subarray(10 * PIECE), PIECE);
    await vendor.client.stopRecognition();
    assert.equal(vendor.text, 'one two three ');
  });

  it('takes a new configuration in mid-session', async () => {
    const vendor = await started();
    vendor.sendAudio(AUDIO.subarray(0, 5 * PIECE), PIECE);
    vendor.client.setRecognitionConfig({ language: 'en', enable_partials: true, max_delay: 1 });
    vendor.sendAudio(AUDIO.subarray(5 * PIECE), PIECE);
    assert.match((await vendor.wait('AddPartialTranscript')).metadata.transcript, /^one/);
    await vendor.client.stopRecognition();
    assert.equal(vendor.text, 'one two three ');
  });

  it('knows no speakers', async () => {
    const vendor = await started();
    assert.deepEqual((await vendor.client.getSpeakers()).speakers, []);
    const atTheEnd = vendor.client.getSpeakers({ final: true });
    await vendor.client.stopRecognition();
    assert.deepEqual((await atTheEnd).speakers, []);
  });

  it('warns of what it will not do, and goes on', async () => {
    const vendor = await started({
      transcription_config: {
        language: 'en',
        diarization: 'speaker',
        domain: 'medical',
        additional_vocab: ['gnocchi'],
      },
      translation_config: { target_languages: ['fr'] },
      audio_events_config: { types: ['music'] },
    });
    assert.deepEqual(
      vendor.all('Warning').map(({ type }) => type as string),
      ['validation_warning', 'validation_warning', 'unsupported_translation_pair', 'validation_warning'],
    );
    vendor.sendAudio(AUDIO, PIECE);
    await vendor.client.stopRecognition();
    assert.equal(vendor.text, 'one two three ');
  });

  it('serves two at once', async () => {
    const [one, other] = await Promise.all([started(), started()]);
    one.sendAudio(AUDIO, PIECE);
    other.sendAudio(AUDIO.subarray(0, 5 * PIECE), PIECE);
    await Promise.all([one.client.stopRecognition(), other.client.stopRecognition()]);
    assert.deepEqual([one.text, other.text], ['one two three ', 'one ']);
  });

  describe('says by the type of its Error', () => {
    const refusals: [title: string, config: object, type: string][] = [
      ['that it has no such language', { transcription_config: { language: 'fr' } }, 'invalid_model'],
      ['that it has no such model', { transcription_config: { language: 'en', model: 'melia-1' } }, 'invalid_model'],
      ['that a setting is wrong', { transcription_config: { language: 'en', max_delay: 60 } }, 'invalid_config'],
      ['that a setting is not known', { transcription_config: { language: 'en', speed: 2 } }, 'invalid_config'],
      [
        'that it does not take the audio',
        { audio_format: { type: 'raw', encoding: 'opus', sample_rate: 16000 } },
        'invalid_audio_type',
      ],
    ];
    for (const [title, config, type] of refusals) {
      it(title, async () => {
        const vendor = new VendorClient(api.server.url);
        await assert.rejects(vendor.start(config), { message: type });
        await vendor.closed();
      });
    }

    it('that all sessions are in use, until one of them is free', async () => {
      const [first] = await Promise.all([started(), started()]);
      await assert.rejects(started(), { message: 'quota_exceeded' });
      await first.client.stopRecognition();
      await (await started()).client.stopRecognition();
    });

    it('that a message is not JSON', async () => {
      const vendor = await started();
      vendor.sendText('hello');
      assert.equal((await vendor.wait('Error')).type, 'invalid_message');
      await vendor.closed();
    });

    it('that a session is started twice', async () => {
      const vendor = await started();
      vendor.sendText('{"message":"StartRecognition"}');
      assert.equal((await vendor.wait('Error')).type, 'protocol_error');
    });

    it('that a setting can not be changed', async () => {
      const vendor = await started();
      vendor.client.setRecognitionConfig({ language: 'fr' });
      assert.equal((await vendor.wait('Error')).type, 'invalid_config');
    });

    it('that a file is no audio', async () => {
      const vendor = await started({ audio_format: { type: 'file' } });
      vendor.sendAudio(Buffer.alloc(65536, WORDS.join(' ')), 4096);
      await assert.rejects(vendor.client.getSpeakers({ final: true }), { message: 'job_error' });
    });
  });
});
