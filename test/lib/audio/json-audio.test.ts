import assert from 'node:assert/strict';
import { readFormat } from '../../../nodes/lib/audio/format-properties';
import { readInput, type InputMessage } from '../../../nodes/lib/audio/input-message';
import { readContainer } from '../../support/containers';
import { readPcm, recordingNamed } from '../../../dev/recordings';

const pcm = readPcm(recordingNamed('cards-1')).subarray(6400, 12800);
const base64 = pcm.toString('base64');

const PCMU = { type: 'audio', format: 'PCMU', channels: ['external', 'internal'], rate: 8000 };

/** A message of Genesys AudioHook. */
function audioHook(type: string, media?: object[]): object {
  return {
    version: '2',
    type,
    seq: 1,
    serverseq: 0,
    id: 'e160e428',
    position: 'PT0S',
    parameters: media ? { media } : {},
  };
}

/** Each as an object, as text, and as text in a Buffer. */
function forms(object: object): InputMessage[] {
  const text = JSON.stringify(object);
  return [object, text, Buffer.from(text)].map((payload) => ({ payload }));
}

describe('audio/json-audio', () => {
  it('finds base64 under every usual key', () => {
    const objects: object[] = [
      { type: 'input_audio_buffer.append', audio: base64 },
      { event: 'media', media: { payload: base64 } },
      { audio_data: base64 },
      { user_audio_chunk: base64 },
      { message: 'AddAudio', data: base64 },
      { audio: { content: base64 } },
      { realtimeInput: { mediaChunks: [{ mimeType: 'audio/pcm;rate=16000', data: base64 }] } },
    ];
    for (const object of objects) {
      for (const message of forms(object)) {
        const input = readInput(message);
        assert.ok(input.kind === 'audio' && input.data.equals(pcm), JSON.stringify(object).slice(0, 60));
      }
    }
  });

  it('reads JSON that describes the audio, and opens the stream with it', () => {
    const described: [object, number, number][] = [
      [{ event: 'websocket:connected', 'content-type': 'audio/l16;rate=8000' }, 8000, 1],
      [{ sample_rate: 22050, channels: 2 }, 22050, 2],
      [{ config: { sample_rate: 8000 } }, 8000, 1],
      [{ type: 'session.update', session: { input_audio_format: 'pcm16', rate: 24000 } }, 24000, 1],
      [{ event: 'start', start: { mediaFormat: { encoding: 'audio/x-l16', sampleRate: 16000 } } }, 16000, 1],
      [audioHook('open', [PCMU, { ...PCMU, channels: ['external'] }]), 8000, 2],
      [audioHook('opened', [{ ...PCMU, channels: ['external'] }]), 8000, 1],
    ];
    for (const [object, rate, channels] of described) {
      const input = readInput({ payload: JSON.stringify(object) });
      assert.ok(input.kind === 'action' && input.action === 'start', JSON.stringify(object));
      const format = readFormat(input.hints, { type: 'auto' });
      const [readRate, readChannels] =
        format.type === 'raw'
          ? [format.sample_rate, 1]
          : format.type === 'stored'
            ? [format.sampleRate, format.channels]
            : [];
      assert.deepEqual([readRate, readChannels], [rate, channels]);
    }
  });

  it('passes over JSON that says nothing of the audio, between frames of it', () => {
    const payload = JSON.stringify({ uuid: 'a-b', caller: '+49', name: 'reception' });
    assert.deepEqual(readInput({ payload }, 's16le'), { kind: 'nothing' });
    assert.deepEqual(readInput({ payload, _session: { type: 'websocket', id: '1' } }), { kind: 'nothing' });
    assert.throws(() => readInput({ payload }), { code: 'text_not_audio' });
    const hidden = JSON.stringify({ sound: base64 });
    assert.throws(() => readInput({ payload: hidden }, 's16le'), { code: 'text_not_audio' });
  });

  it('passes over what keeps a connection open, always, and other notes between frames', () => {
    const messages = [
      { type: 'ping' },
      { type: 'KeepAlive' },
      { event: 'pong' },
      audioHook('ping'),
      { action: 'keep-alive' },
    ];
    for (const message of messages.flatMap(forms)) assert.deepEqual(readInput(message), { kind: 'nothing' });
    for (const word of ['ping', 'PONG', ' keep-alive ', 'keepalive', 'heartbeat', 'NOOP']) {
      assert.deepEqual(readInput({ payload: word }), { kind: 'nothing' });
    }
    assert.deepEqual(readInput({ payload: Buffer.from('ping') }), { kind: 'nothing' });
    for (const note of [
      { type: 'Finalize' },
      { level: -20, battery: [1, 2] },
      audioHook('paused'),
      { stats: { rtt: 3 } },
    ]) {
      assert.deepEqual(readInput({ payload: note }, 's16le'), { kind: 'nothing' });
    }
    const circle: Record<string, unknown> = {};
    for (let name = 0; name < 50; name += 1) circle[name] = circle;
    for (const payload of [{}, { sound: pcm }, { sound: { samples: [...pcm.subarray(0, 99)] } }, circle]) {
      assert.throws(() => readInput({ payload }, 's16le'), { code: 'not_audio' });
    }
  });

  it('ends the stream at the words that mean it', () => {
    for (const payload of ['EOS', 'eof', 'END_OF_AUDIO', Buffer.from('END_OF_AUDIO'), Buffer.from('stop')]) {
      const input = readInput({ payload });
      assert.ok(input.kind === 'action' && input.action === 'finish');
    }
    for (const object of [audioHook('close'), { eof: 1 }, { type: 'CloseStream' }, { terminate_session: true }]) {
      const input = readInput({ payload: JSON.stringify(object) });
      assert.ok(input.kind === 'action' && input.action === 'finish');
    }
  });

  it('believes the first bytes of a file, whatever it is said to be', () => {
    for (const encoding of ['opus', 'webm', 'pcm', 'unknown']) {
      const input = readInput({ payload: readContainer('opus.ogg'), encoding });
      assert.ok(input.kind === 'audio');
      assert.deepEqual(readFormat(input.hints, { type: 'auto' }), { type: 'auto' });
    }
    for (const file of ['adts.aac', 'transport-stream.mpegts', 'mono-16000.mp3']) {
      const input = readInput({ payload: readContainer(file), encoding: 'unknown' });
      assert.ok(input.kind === 'audio');
      assert.deepEqual(readFormat(input.hints, { type: 'auto' }), { type: 'auto' }, file);
    }
  });
});
