import assert from 'node:assert/strict';
import { readPcm, recordingNamed } from '../../../dev/recordings';
import { cut, fragmentedMp4, readContainer } from '../../support/containers';
import { sampleFiles } from '../../support/sample-files';
import { wavFile } from '../../../dev/wav-file';
import { insteadOn, wellBehaved } from '../../support/behaviours';
import { audioSocketCall, rtpPackets, wyomingStream } from '../../../dev/frames';
import { PIECE, silence } from '../stream/stream-harness';
import { TranscriberHarness } from './transcriber-harness';

const speech = readPcm(recordingNamed('austen-0880'));

/** Sounds that are told apart by their bytes. */
function sound(seed: number, bytes: number): Buffer {
  return speech.subarray(20_000 + seed * 2000, 20_000 + seed * 2000 + bytes);
}

function pieces(bytes: Buffer, length: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / length) }, (_, index) =>
    bytes.subarray(index * length, (index + 1) * length),
  );
}

/** The audio of each session, without the silence that was put in. */
function heard(harness: TranscriberHarness): Buffer[] {
  return harness.server.connections.map(({ audio }) => Buffer.concat(audio));
}

describe('transcriber/audio', () => {
  it('unwraps AudioSocket of two calls at once, each from a connection of its own, and ends them by their hang-ups', async () => {
    const harness = new TranscriberHarness(wellBehaved());
    const calls = [sound(7, 3200), sound(11, 3200)].map((bytes) => audioSocketCall(pieces(bytes, 320)));
    for (let frame = 0; frame < calls[0]!.length; frame += 1) {
      for (const [id, call] of calls.entries()) {
        harness.send({ payload: call[frame], _session: { type: 'tcp', id: `${id}` } });
      }
    }
    await harness.time.settle();
    assert.deepEqual(heard(harness), [sound(7, 3200), sound(11, 3200)]);
    assert.equal(harness.events.filter(({ event }) => event === 'end_of_transcript').length, 2);
    harness.transcriber.close();
  });

  it('unwraps Wyoming, and RTP with a source for each voice', async () => {
    const wyoming = new TranscriberHarness(wellBehaved());
    for (const payload of wyomingStream(pieces(sound(7, 6400), 2048))) wyoming.send({ payload });
    await wyoming.time.settle();
    assert.deepEqual(heard(wyoming), [sound(7, 6400)]);
    wyoming.transcriber.close();
    const rtp = new TranscriberHarness(wellBehaved(), { rtp: '96 L16/16000' });
    const voices = [1, 2].map((ssrc) =>
      rtpPackets(pieces(Buffer.from(sound(ssrc * 7, 3200)).swap16(), 320), { payloadType: 96, frameBytes: 2, ssrc }),
    );
    voices[0]!.forEach((payload, index) => {
      for (const voice of [payload, voices[1]![index]]) rtp.send({ payload: voice, fromip: '10.0.0.1:4000' });
    });
    rtp.send({ action: 'finish' });
    await rtp.time.settle();
    assert.deepEqual(heard(rtp), [sound(7, 3200), sound(14, 3200)]);
    assert.deepEqual([...new Set(rtp.transcripts.map(({ track }) => track))], ['00000001', '00000002']);
    rtp.transcriber.close();
  });

  it('answers whoever waits at the end of Wyoming audio, even if nothing was heard', async () => {
    for (const audio of [[], pieces(silence(1), 3200)]) {
      const quiet = insteadOn('EndOfStream', (connection) => connection.send({ message: 'EndOfTranscript' }));
      const harness = new TranscriberHarness(quiet);
      for (const payload of wyomingStream(audio)) harness.send({ payload });
      await harness.time.settle();
      assert.deepEqual(
        harness.transcripts.map(({ payload, partial, complete }) => ({ payload, partial, complete })),
        [{ payload: '', partial: false, complete: true }],
      );
      harness.transcriber.close();
    }
  });

  it('tells once what it can not decode', () => {
    const harness = new TranscriberHarness(wellBehaved());
    const results = rtpPackets(pieces(sound(7, 3200), 320), { payloadType: 9 }).flatMap(
      (payload) => harness.send({ payload }).results,
    );
    assert.deepEqual([...new Set(results)].sort(), ['done', 'unsupported_audio']);
    assert.equal(results.filter((result) => result !== 'done').length, 1);
    harness.transcriber.close();
  });

  it('keeps the tracks of a telephone call apart, whose start tells their format and opens none', async () => {
    const harness = new TranscriberHarness(wellBehaved());
    const format = { encoding: 'pcm_s16le', sampleRate: 16000, channels: 1 };
    const send = (message: object) => harness.send({ payload: { streamSid: 'MZ1', ...message } });
    send({ event: 'start', start: { tracks: ['inbound', 'outbound'], mediaFormat: format } });
    await harness.time.settle();
    assert.equal(harness.server.connections.length, 0);
    const tracks = { inbound: sound(7, 3200), outbound: sound(11, 3200) };
    for (let at = 0; at < 3200; at += 320) {
      for (const [track, bytes] of Object.entries(tracks)) {
        send({ event: 'media', media: { track, payload: bytes.subarray(at, at + 320).toString('base64') } });
      }
    }
    const stop = send({ event: 'stop' });
    await harness.time.settle();
    assert.deepEqual(stop.results, ['done']);
    assert.deepEqual(heard(harness), Object.values(tracks));
    assert.deepEqual([...new Set(harness.transcripts.map(({ track }) => track))], ['inbound', 'outbound']);
    harness.transcriber.close();
  });

  it('keeps them apart by whatever name a service has for the sides of a call, beside the audio or around it', async () => {
    for (const named of [
      (side: string) => ({ track: side }),
      (side: string) => ({ media: { leg: side } }),
      (side: string) => ({ media: { participant_id: side } }),
      (side: string) => ({ media: { channel: Number(side) } }),
    ]) {
      const harness = new TranscriberHarness(wellBehaved());
      const sides = { 0: sound(7, 3200), 1: sound(11, 3200) };
      for (let at = 0; at < 3200; at += 320) {
        for (const [side, bytes] of Object.entries(sides)) {
          const { media, ...around } = named(side) as { media?: object };
          const payload = bytes.subarray(at, at + 320).toString('base64');
          const mediaFormat = { encoding: 'pcm_s16le', sampleRate: 16000 };
          if (at === 0) harness.send({ payload: { event: 'start', start: { mediaFormat } } });
          harness.send({ payload: { event: 'media', ...around, media: { ...media, payload } } });
        }
      }
      harness.send({ payload: { event: 'stop' } });
      await harness.time.settle();
      assert.deepEqual(heard(harness), Object.values(sides), JSON.stringify(named('0')));
      harness.transcriber.close();
    }
  });

  it('takes an empty Buffer for an end only if nothing follows for a moment', async () => {
    const harness = new TranscriberHarness(wellBehaved());
    for (let round = 0; round < 5; round += 1) {
      harness.send({ payload: PIECE });
      const { results } = harness.send({ payload: Buffer.alloc(0) });
      await harness.time.advance(900);
      assert.deepEqual(results, []);
    }
    assert.equal(harness.server.connections.length, 1);
    const [first] = harness.inputs.filter(({ message }) => (message.payload as Buffer).length === 0);
    assert.deepEqual(first!.results, ['done']);
    await harness.time.advance(700);
    assert.equal(harness.events.filter(({ event }) => event === 'end_of_transcript').length, 1);
    assert.ok(harness.inputs.every(({ results }) => results.join() === 'done'));
    harness.transcriber.close();
  });

  it('takes empty Buffers within a file for nothing, however long nothing follows', async () => {
    const opus = readContainer('opus.ogg');
    const wav = wavFile(silence(8));
    const files = {
      fragments: fragmentedMp4(4),
      ogg: [...cut(opus, [opus.length >> 2])],
      wav: [...cut(wav, [wav.length >> 2])],
    };
    for (const [name, parts] of Object.entries(files)) {
      const harness = new TranscriberHarness(wellBehaved());
      for (const payload of parts) {
        harness.send({ payload });
        await harness.time.advance(100);
        const { results } = harness.send({ payload: Buffer.alloc(0) });
        if (payload !== parts.at(-1)) assert.deepEqual(results, ['done'], name);
        await harness.time.advance(2000);
      }
      await harness.time.advance(15_000);
      assert.equal(harness.server.connections.length, 1, name);
      assert.equal(harness.events.filter(({ event }) => event === 'end_of_transcript').length, 1, name);
      assert.ok(
        harness.inputs.every(({ results }) => results.join() === 'done'),
        name,
      );
      harness.transcriber.close();
    }
  });

  it('hears short WAV files that come one after another as one stream, and one alone as a recording', async () => {
    const harness = new TranscriberHarness(wellBehaved());
    for (let second = 0; second < 5; second += 1) {
      harness.send({ payload: wavFile(silence(1)) });
      await harness.time.advance(1000);
    }
    assert.equal(harness.server.connections.length, 1);
    await harness.time.advance(600);
    assert.ok(harness.inputs.every(({ results }) => results.join() === 'done'));
    harness.transcriber.close();
  });

  it('answers two recordings to their own messages, however short, and however close they come', async () => {
    for (const seconds of [1, 3]) {
      const harness = new TranscriberHarness(wellBehaved());
      for (const chatId of [1, 2]) harness.send({ payload: wavFile(silence(seconds)), chatId });
      await harness.time.advance(1600);
      assert.deepEqual([...new Set(harness.transcripts.map((message) => message.chatId))], [1, 2]);
      harness.transcriber.close();
    }
  });

  it('answers recordings without samples, with their request', async () => {
    const request = { req: { id: 1 }, res: { id: 2 } };
    for (const message of [
      { payload: Buffer.alloc(0), ...request },
      { payload: Buffer.alloc(0), filename: 'a.wav', ...request },
      { payload: wavFile(Buffer.alloc(0)), filename: 'a.wav', ...request },
    ]) {
      const harness = new TranscriberHarness(wellBehaved());
      const { results } = harness.send(message);
      await harness.time.settle();
      assert.deepEqual(results, ['done']);
      const [text, ...others] = harness.transcripts;
      assert.deepEqual(others, []);
      assert.deepEqual([text?.payload, text?.partial, text?.complete, text?.req], ['', false, true, request.req]);
      assert.equal(harness.events.filter(({ event }) => event === 'end_of_transcript').length, 1);
      harness.transcriber.close();
    }
  });

  it('answers a short request that nothing follows, and takes those that follow for live audio', async () => {
    const request = { req: { id: 1 }, res: { id: 2 } };
    const { aiff, au } = sampleFiles(Buffer.alloc(0));
    for (const payload of [wavFile(Buffer.alloc(0)), aiff, au, Buffer.alloc(1), PIECE, '', []]) {
      const harness = new TranscriberHarness(wellBehaved());
      const { results } = harness.send({ payload, ...request });
      await harness.time.advance(5000);
      assert.deepEqual(results, ['done']);
      assert.deepEqual([harness.transcripts.length, harness.transcripts[0]?.res], [1, request.res]);
      harness.transcriber.close();
    }
    const harness = new TranscriberHarness(wellBehaved());
    for (let piece = 0; piece < 20; piece += 1) {
      harness.send({ payload: PIECE, ...request });
      await harness.time.advance(100);
    }
    await harness.time.advance(5000);
    assert.equal(harness.server.connections.length, 1);
    assert.deepEqual([harness.transcripts.length, harness.transcripts[0]?.res], [1, undefined]);
    harness.transcriber.close();
  });

  it('lets the clock go on while a live source sends nothing, and puts silence in', async () => {
    const harness = new TranscriberHarness(wellBehaved(), { transcription_config: { language: 'en', max_delay: 2 } });
    const play = async () => {
      for (let piece = 0; piece < 10; piece += 1) {
        harness.send({ payload: PIECE });
        await harness.time.advance(100);
      }
    };
    await play();
    await harness.time.advance(3000);
    const [connection] = harness.server.connections;
    const bytes = (): number => connection!.audio.reduce((sum, { length }) => sum + length, 0);
    const seconds = bytes() / 32_000;
    assert.ok(seconds > 3.3 && seconds <= 4.1, `${seconds}`);
    await harness.time.advance(3000);
    assert.ok(bytes() / 32_000 <= 5.1, 'no more silence than the last words need');
    harness.transcriber.close();
  });
});
