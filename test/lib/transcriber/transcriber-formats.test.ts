import assert from 'node:assert/strict';
import type { FlowMessage } from '../../../nodes/lib/message/flow-message';
import type { StartRecognition } from '../../../nodes/lib/speech-api/messages';
import { readPcm, recordingNamed } from '../../../dev/recordings';
import { wavFile } from '../../../dev/wav-file';
import { cut, fragmentedMp4, readContainer } from '../../support/containers';
import { wellBehaved } from '../../support/behaviours';
import { TranscriberHarness } from './transcriber-harness';

const sound = readPcm(recordingNamed('austen-0880')).subarray(34_000, 37_200);
const other = readPcm(recordingNamed('austen-0880')).subarray(42_000, 45_200);
const session = { _session: { type: 'websocket', id: '1' } };

/** The format and the audio of each session. */
function heard(harness: TranscriberHarness): [format: string, audio: Buffer][] {
  return harness.server.connections.map(({ messages, audio }) => {
    const { audio_format: format } = messages[0] as StartRecognition;
    return [format.type === 'raw' ? `${format.encoding} ${format.sample_rate}` : 'file', Buffer.concat(audio)];
  });
}

async function hear(...messages: FlowMessage[]): Promise<TranscriberHarness> {
  const harness = new TranscriberHarness(wellBehaved());
  for (const message of messages) harness.send(message);
  harness.send({ action: 'finish' });
  await harness.time.settle();
  harness.transcriber.close();
  return harness;
}

describe('transcriber/formats', () => {
  it('goes on in another stream when its source says that its samples are others from now on', async () => {
    const floats = Float32Array.from(new Int16Array(new Uint8Array(sound).buffer), (sample) => sample / 0x8000);
    const changes: [messages: FlowMessage[], formats: string[]][] = [
      [
        [
          { payload: sound, rate: 16000 },
          { payload: other, rate: '8000' },
        ],
        ['pcm_s16le 16000', 'pcm_s16le 8000'],
      ],
      [
        [{ payload: sound }, { payload: { sample_rate: 24000 } }, { payload: other }],
        ['pcm_s16le 16000', 'pcm_s16le 24000'],
      ],
      [
        [{ payload: floats }, { payload: new Int16Array(new Uint8Array(other).buffer) }],
        ['pcm_f32le 16000', 'pcm_s16le 16000'],
      ],
    ];
    for (const [messages, formats] of changes) {
      const sessions = heard(await hear(...messages));
      assert.deepEqual(
        sessions.map(([format]) => format),
        formats,
      );
      assert.deepEqual(sessions[1]![1], other);
    }
  });

  it('goes on in the same stream where the same is said in other words, or nothing more', async () => {
    const words = [
      { rate: 16000 },
      { rate: '16000', encoding: 'pcm' },
      { sample_rate: 16000, bits: 16 },
      { encoding: 'S16_LE' },
      {},
      { encoding: 'audio/L16;rate=16000' },
      { channels: 1 },
    ];
    const messages = words.map((said) => ({ payload: sound, ...said }));
    assert.deepEqual(heard(await hear(...messages)), [['pcm_s16le 16000', Buffer.concat(words.map(() => sound))]]);
    const [start, rest] = [readContainer('mono-16000.mp3').subarray(0, 5000), readContainer('mono-16000.mp3')];
    const file = [{ payload: start }, { payload: rest.subarray(5000), contentType: 'audio/mpeg' }];
    assert.deepEqual(heard(await hear(...file)), [['file', rest]]);
  });

  it('finds the format of a call wherever its start names the call', async () => {
    const media = { payload: sound.toString('base64') };
    const mediaFormat = { encoding: 'audio/x-l16', sampleRate: 16000 };
    const calls: Record<string, object[]> = {
      'named within the start, and beside the media': [
        { event: 'start', start: { streamId: 's', mediaFormat } },
        { event: 'media', streamId: 's', media },
        { event: 'stop', streamId: 's' },
      ],
      'named nowhere but in the start': [
        { eventType: 'start', metadata: { streamId: 's', tracks: [{ name: 'inbound', mediaFormat }] } },
        { eventType: 'media', payload: media.payload },
        { eventType: 'stop' },
      ],
      'with an underscore': [
        { event: 'start', stream_sid: 's', start: { media_format: { encoding: 'base64', sample_rate: '16000' } } },
        { event: 'media', stream_sid: 's', media },
        { event: 'stop', stream_sid: 's' },
      ],
    };
    for (const [name, messages] of Object.entries(calls)) {
      const harness = new TranscriberHarness(wellBehaved());
      for (const message of messages) harness.send({ payload: JSON.stringify(message), ...session });
      await harness.time.settle();
      assert.deepEqual(heard(harness), [['pcm_s16le 16000', sound]], name);
      assert.equal(harness.events.filter(({ event }) => event === 'end_of_transcript').length, 1, name);
      harness.transcriber.close();
    }
  });

  it('ends binary audio with the words of telephone calls, and takes the format of their start', async () => {
    const start = { event: 'start', start: { mediaFormat: { encoding: 'audio/x-l16', sampleRate: 8000 } } };
    for (const [first, format] of [
      [[], 'pcm_s16le 16000'],
      [[{ payload: JSON.stringify(start), ...session }], 'pcm_s16le 8000'],
    ] as const) {
      const harness = new TranscriberHarness(wellBehaved());
      for (const message of [...first, { payload: sound, ...session }]) harness.send(message);
      harness.send({ payload: '{"event":"stop"}', ...session });
      await harness.time.settle();
      assert.deepEqual(heard(harness), [[format, sound]]);
      assert.equal(harness.events.filter(({ event }) => event === 'end_of_transcript').length, 1);
      harness.transcriber.close();
    }
  });

  it('refuses once what it is told that it can not decode', () => {
    for (const said of [{ encoding: 'opus' }, { encoding: 'nobody-knows' }, { rate: 5 }]) {
      const harness = new TranscriberHarness(wellBehaved());
      const results = Array.from({ length: 5 }, () => harness.send({ payload: sound, ...said }).results.join());
      assert.deepEqual(results.slice(1), ['done', 'done', 'done', 'done']);
      assert.match(results[0]!, /unsupported_audio|invalid_audio_format/);
      assert.deepEqual(harness.send({ payload: sound }).results, ['done']);
      harness.transcriber.close();
    }
  });

  it('hears each whole file of a list as a recording, and only what is wrong of it is refused', async () => {
    const ogg = readContainer('opus.ogg');
    const list = [ogg, Buffer.from('GIF89a, which nobody can hear'), ogg];
    const harness = new TranscriberHarness(wellBehaved());
    const inputs = list.map((payload, index) =>
      harness.send({ payload, parts: { id: 'a', type: 'array', index, count: list.length, len: 1 } }),
    );
    await harness.time.advance(12_000);
    assert.deepEqual(heard(harness), [
      ['file', ogg],
      ['file', ogg],
    ]);
    assert.deepEqual(
      inputs.map(({ results }) => results.join()),
      ['done', 'not_audio', 'done'],
    );
    harness.transcriber.close();
  });

  describe('what comes after something else over the same connection has a stream of its own:', () => {
    const raw = readPcm(recordingNamed('austen-0880')).subarray(16_000, 48_000);
    const things: Record<string, [format: string, bytes: Buffer, samples?: Buffer]> = {
      samples: ['pcm_s16le 16000', raw],
      WAV: ['pcm_s16le 8000', wavFile(raw, { rate: 8000 }), raw],
      MP3: ['file', readContainer('mono-16000.mp3')],
      FLAC: ['file', readContainer('mono-16000.flac')],
      Ogg: ['file', readContainer('opus.ogg')],
      'MP4 with its index in front': ['file', readContainer('faststart.m4a')],
      'MP4 with its index at the end': ['file', readContainer('header-at-end.m4a')],
    };
    for (const [first, [firstFormat, firstBytes, firstSamples = firstBytes]] of Object.entries(things)) {
      for (const [second, [format, bytes, samples = bytes]] of Object.entries(things)) {
        // MP3 goes on as MP3, samples as samples, and what was no header would be one of MP3.
        const isOne = first === second && ['samples', 'MP3'].includes(first);
        const isUnframed = first === 'MP3' && second === 'samples';
        const isOfItsOwnEnd = first === 'FLAC' && second === 'samples';
        if (isOne || isUnframed || isOfItsOwnEnd || (first === 'FLAC' && second === 'MP3')) continue;
        it(`${second} after ${first}`, async () => {
          const pieces = [firstBytes, bytes].flatMap((one) => [...cut(one, [5000])]);
          assert.deepEqual(heard(await hear(...pieces.map((payload) => ({ payload })))), [
            [firstFormat, firstSamples],
            [format, samples],
          ]);
        });
      }
    }

    it('a recorder that starts anew, and a picture that is refused', async () => {
      const recorded = fragmentedMp4(3);
      const twice = [...recorded, ...recorded].map((payload) => ({ payload }));
      assert.deepEqual(heard(await hear(...twice)), [
        ['file', Buffer.concat(recorded)],
        ['file', Buffer.concat(recorded)],
      ]);
      const picture = Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), readContainer('opus.ogg').subarray(2000)]);
      const harness = await hear(
        { payload: raw },
        { payload: picture },
        { payload: picture.subarray(3000) },
        { payload: raw },
      );
      assert.deepEqual(
        heard(harness).map(([, audio]) => audio),
        [raw, raw],
      );
      assert.equal(harness.inputs.filter(({ results }) => results.join() === 'not_audio').length, 1);
    });
  });

  it('answers a file without bytes that was read in parts', async () => {
    const harness = new TranscriberHarness(wellBehaved());
    const { results } = harness.send({ parts: { id: 'a', type: 'buffer', ch: '', index: 0, count: 0 } });
    await harness.time.settle();
    assert.deepEqual(results, ['done']);
    assert.deepEqual(
      harness.transcripts.map(({ payload, complete }) => [payload, complete]),
      [['', true]],
    );
    harness.transcriber.close();
  });

  it('passes over datagrams that only keep a way open', async () => {
    const sender = { fromip: '10.0.0.1:4000' };
    const keepAlives = ['\0', '\r\n', '\r\n\r\n', 'hi'].map((text) => ({ payload: Buffer.from(text), ...sender }));
    const messages = keepAlives.flatMap((keepAlive) => [{ payload: sound, ...sender }, keepAlive]);
    const harness = await hear(...messages);
    assert.deepEqual(heard(harness), [['pcm_s16le 16000', Buffer.concat([sound, sound, sound, sound])]]);
  });

  it('hears each of several files in one Buffer', async () => {
    for (const names of [
      ['faststart.m4a', 'header-at-end.m4a'],
      ['opus.ogg', 'vorbis.ogg', 'opus.ogg'],
      ['faststart.m4a', 'opus.ogg'],
    ]) {
      const files = names.map(readContainer);
      const harness = await hear({ payload: Buffer.concat(files) });
      assert.deepEqual(
        heard(harness),
        files.map((file) => ['file', file]),
        names.join(),
      );
      assert.deepEqual(harness.inputs[0]!.results, ['done']);
    }
    const many = new TranscriberHarness(wellBehaved());
    const { results } = many.send({ payload: Buffer.concat(Array(101).fill(readContainer('opus.ogg').subarray())) });
    assert.deepEqual(results, ['unsupported_audio']);
    assert.equal(many.server.connections.length, 0);
    many.transcriber.close();
  });

  it('opens no session for each message of a source whose rate alternates, and names the cause', async () => {
    const messages = Array.from({ length: 60 }, (_, at) => ({ payload: sound, rate: at % 2 ? 8000 : 16000 }));
    const harness = await hear(...messages);
    assert.ok(harness.server.connections.length <= 6, `${harness.server.connections.length} sessions`);
    const codes = harness.inputs.flatMap(({ results }) => results).filter((result) => result !== 'done');
    assert.deepEqual(codes, ['unsupported_audio']);
  });
});
