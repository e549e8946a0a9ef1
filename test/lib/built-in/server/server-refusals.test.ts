import assert from 'node:assert/strict';
import type { RawClient } from '../../../support/raw-client';
import { AUDIO, RAW, ServedApi, startMessage, transcribe } from '../../../support/speech-api';

describe('built-in/server/server-session', () => {
  let api: ServedApi;

  beforeEach(async () => {
    api = await ServedApi.serve();
  });
  afterEach(() => api.stop());

  describe('refuses, with an Error of the right type and the close code that goes with it,', () => {
    const refusals: [title: string, say: (client: RawClient) => void, type: string, code: number, reason: RegExp][] = [
      ['audio first', (client) => client.sendAudio(AUDIO), 'protocol_error', 1003, /before RecognitionStarted/],
      [
        'anything but StartRecognition first',
        (client) => client.send({ message: 'EndOfStream', last_seq_no: 0 }),
        'protocol_error',
        1003,
        /StartRecognition/,
      ],
      [
        'a second StartRecognition',
        (client) => {
          client.send(startMessage());
          client.send(startMessage());
        },
        'protocol_error',
        1003,
        /twice/,
      ],
      [
        'a second EndOfStream',
        (client) => {
          client.send(startMessage());
          client.send({ message: 'EndOfStream', last_seq_no: 0 });
          client.send({ message: 'EndOfStream', last_seq_no: 0 });
        },
        'protocol_error',
        1003,
        /EndOfStream came after EndOfStream/,
      ],
      ['text that is no JSON', (client) => client.send('hello'), 'invalid_message', 1003, /not JSON/],
      ['JSON that is no object', (client) => client.send('[1]'), 'invalid_message', 1003, /object/],
      ['a message without a name', (client) => client.send({}), 'invalid_message', 1003, /"message"/],
      [
        'an unknown message',
        (client) => client.send({ message: 'toString' }),
        'invalid_message',
        1003,
        /"toString" is not known/,
      ],
      [
        'a message with a wrong field',
        (client) => client.send({ message: 'EndOfStream', last_seq_no: '4' }),
        'invalid_message',
        1003,
        /EndOfStream\.last_seq_no must be an integer/,
      ],
      ['another language', (client) => client.send(startMessage({ language: 'fr' })), 'invalid_model', 4004, /"fr"/],
      [
        'a wrong setting',
        (client) => client.send(startMessage({ max_delay: 0.1 })),
        'invalid_config',
        1003,
        /transcription_config\.max_delay must be a number from 0\.7 to 20/,
      ],
      [
        'a change that is not possible',
        (client) => {
          client.send(startMessage());
          client.send({ message: 'SetRecognitionConfig', transcription_config: { diarization: 'speaker' } });
        },
        'invalid_config',
        1003,
        /transcription_config\.diarization can't be changed/,
      ],
      [
        'an unknown encoding',
        (client) => client.send(startMessage({}, { ...RAW, encoding: 'opus' })),
        'invalid_audio_type',
        1003,
        /audio_format\.encoding/,
      ],
      [
        'audio in channels',
        (client) => {
          client.send(startMessage({ diarization: 'channel' }));
          client.send({ message: 'AddChannelAudio', channel: 'left', data: '' });
        },
        'not_allowed',
        4003,
        /one channel/,
      ],
      [
        'the end of an utterance in one channel',
        (client) => {
          client.send(startMessage());
          client.send({ message: 'ForceEndOfUtterance', channel: 'left' });
        },
        'not_allowed',
        4003,
        /one channel/,
      ],
      [
        'a file that is no audio',
        (client) => {
          client.send(startMessage({}, { type: 'file' }));
          void client.wait('RecognitionStarted').then(() => {
            client.sendAudio(Buffer.alloc(65536, 'no audio at all'));
            client.send({ message: 'EndOfStream', last_seq_no: 1 });
          });
        },
        'job_error',
        4013,
        /check the audio format/,
      ],
    ];
    for (const [title, say, type, code, reason] of refusals) {
      it(title, async () => {
        const client = await api.connect();
        say(client);
        const error = await client.wait('Error');
        assert.equal(error.type, type);
        assert.match(error.reason, reason);
        assert.deepEqual(await client.closed, { code, reason: type });
        assert.equal(client.received.at(-1), error);
        assert.equal(await transcribe(await api.start()), 'one two three ');
      });
    }
  });

  it('repeats only the beginning of what it does not know', async () => {
    const client = await api.connect();
    client.send(startMessage({ ['x'.repeat(100_000)]: 1 }));
    const { type, reason } = await client.wait('Error');
    assert.equal(type, 'invalid_config');
    assert.ok(reason.length < 200);
  });
});
