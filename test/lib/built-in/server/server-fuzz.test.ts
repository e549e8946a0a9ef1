import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import fc from 'fast-check';
import { AUDIO, RAW, ServedApi, startMessage, transcribe } from '../../../support/speech-api';

/** Messages of the protocol, right, half right and wrong. */
const message: fc.Arbitrary<object> = fc.oneof(
  fc.constant(startMessage({ enable_partials: true })),
  fc.record({
    message: fc.constant('StartRecognition'),
    audio_format: fc.oneof(fc.constant(RAW), fc.constant({ type: 'file' }), fc.jsonValue()),
    transcription_config: fc.oneof(
      fc.dictionary(fc.constantFrom('language', 'max_delay', 'diarization', 'model'), fc.jsonValue()),
      fc.jsonValue(),
    ),
  }),
  fc.record({ message: fc.constant('EndOfStream'), last_seq_no: fc.oneof(fc.nat(), fc.jsonValue()) }),
  fc.record(
    {
      message: fc.constant('SetRecognitionConfig'),
      transcription_config: fc.oneof(fc.record({ max_delay: fc.double({ min: 0, max: 5 }) }), fc.jsonValue()),
    },
    { requiredKeys: ['message'] },
  ),
  fc.record(
    { message: fc.constant('ForceEndOfUtterance'), timestamp: fc.double({ min: 0, max: 3, noNaN: true }) },
    { requiredKeys: ['message'] },
  ),
  fc.record({ message: fc.constant('GetSpeakers'), final: fc.boolean() }, { requiredKeys: ['message'] }),
  fc.record({ message: fc.constantFrom('AddChannelAudio', 'EndOfChannel', 'AddAudio', '__proto__', '') }),
);

/** Frames: text as a string, audio as bytes. */
const frame: fc.Arbitrary<string | Buffer> = fc.oneof(
  { weight: 6, arbitrary: message.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string() },
  { weight: 3, arbitrary: fc.nat({ max: AUDIO.length }).map((length) => AUDIO.subarray(0, length)) },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)) },
);

describe('built-in/server/server-session, whatever a client says in whatever order,', () => {
  let api: ServedApi;

  before(async () => {
    api = await ServedApi.serve();
  });
  after(() => api.stop());

  it('answers in order, ends with EndOfTranscript or an Error, and serves the next one', async () => {
    const dialogue = fc.tuple(fc.boolean(), fc.array(frame, { maxLength: 12 }));
    await fc.assert(
      fc.asyncProperty(dialogue, async ([wellBegun, frames]) => {
        const client = await api.connect();
        if (wellBegun) {
          client.send(startMessage());
          await client.wait('RecognitionStarted');
        }
        for (const data of frames) client.socket.send(data);
        // Whoever has got this far without an Error gets one now, or has had the end of the transcript.
        client.send('the end');
        await client.closed;

        const names = client.received.map(({ message: name }) => name);
        assert.equal(names.at(-1), 'Error');
        for (const once of ['RecognitionStarted', 'EndOfTranscript', 'Error'] as const) {
          assert.ok(client.all(once).length <= 1);
        }
        const acknowledged = client.all('AudioAdded').map(({ seq_no }) => seq_no);
        assert.deepEqual(
          acknowledged,
          acknowledged.map((_, index) => index + 1),
        );
        const started = names.indexOf('RecognitionStarted');
        const transcript = names.findIndex((name) => /Transcript|AudioAdded|EndOfUtterance|Speakers/.test(name));
        assert.ok(transcript === -1 || (started !== -1 && started < transcript));
        client.close();
      }),
      { numRuns: 300 },
    );
    await api.untilIdle();
    assert.equal(await transcribe(await api.start()), 'one two three ');
  });

  it('survives clients that break off in the middle of a frame', async () => {
    for (const bytes of ['', '\x81', '\x82\xfe', '\x81\x85\x00\x00\x00\x00\xff\xfe\xff\xff\xff', '\xff\xff\xff\xff']) {
      const client = await api.start();
      const transport = (client.socket as unknown as { _socket: Socket })._socket;
      transport.write(Buffer.from(bytes, 'latin1'));
      transport.resetAndDestroy();
      await api.untilIdle();
    }
    assert.equal(await transcribe(await api.start()), 'one two three ');
  });
});
