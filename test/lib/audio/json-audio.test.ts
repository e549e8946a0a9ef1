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
      { kind: 'AudioData', audioData: { data: base64, silent: false } },
      { event: { audioInput: { promptName: 'p', content: base64 } } },
      { event: 'audio_mixed_raw.data', data: { data: { buffer: base64 } } },
      { eventType: 'media', track: 'inbound', payload: base64 },
      { event: 'media', data: { samples: [...new Int16Array(new Uint8Array(pcm).buffer)] } },
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
      [{ callId: '1', 'sample-rate': 8000, 'num-channels': 2 }, 8000, 2],
      [{ mode: '2pass', is_speaking: true, audio_fs: 8000, wav_format: 'pcm' }, 8000, 1],
      [{ type: 'session.update', session: { input_audio_format: 'pcm16', rate: 24000 } }, 24000, 1],
      [{ event: 'start', start: { mediaFormat: { encoding: 'audio/x-l16', sampleRate: 16000 } } }, 16000, 1],
      [audioHook('open', [PCMU, { ...PCMU, channels: ['external'] }]), 8000, 2],
      [{ kind: 'AudioMetadata', audioMetadata: { encoding: 'PCM', sampleRate: 24000, channels: 1 } }, 24000, 1],
      [{ session: { audio: { input: { format: { type: 'audio/pcm', rate: 24000 } } } } }, 24000, 1],
      [
        { session: { audio: { output: { format: { rate: 48000 } }, input: { format: { type: 'audio/pcmu' } } } } },
        8000,
        1,
      ],
      [{ streamingConfig: { config: { encoding: 'LINEAR16', sampleRateHertz: 8000 } } }, 8000, 1],
      [{ config: { explicitDecodingConfig: { sampleRateHertz: 8000, audioChannelCount: 2 } } }, 8000, 2],
      [{ header: { name: 'StartTranscription' }, payload: { format: 'pcm', sample_rate: 8000 } }, 8000, 1],
      [
        { event: { contentStart: { audioInputConfiguration: { mediaType: 'audio/lpcm', sampleRateHertz: 8000 } } } },
        8000,
        1,
      ],
      [{ type: 'userStream.start', mediaFormat: 'raw/lpcm16_24' }, 24000, 1],
      [
        { eventType: 'start', metadata: { tracks: [{ mediaFormat: { encoding: 'L16', sampleRate: 24000 } }] } },
        24000,
        1,
      ],
      [{ event: 'MEDIA_START', format: 'ulaw', ptime: 20 }, 8000, 1],
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
    const ends = [
      ...[audioHook('close'), { eof: 1 }, { type: 'CloseStream' }, { terminate_session: true }],
      ...[{ message: 'EndOfStream', last_seq_no: 3 }, { type: 'stop_recording' }, { type: 'userStream.stop' }],
      ...[{ type: 'input_audio.end' }, { realtimeInput: { audioStreamEnd: true } }, { event: { sessionEnd: {} } }],
      ...[{ header: { name: 'StopTranscription' } }, { header: { action: 'finish-task' } }, { kind: 'StopAudio' }],
      ...[{ eventType: 'stop' }, { event: 'websocket:disconnected' }, { type: 'FINISH' }],
    ];
    for (const object of ends) {
      const input = readInput({ payload: JSON.stringify(object) });
      assert.ok(input.kind === 'action' && input.action === 'finish');
    }
  });

  it('knows the text frames of FunASR and of Azure Speech', () => {
    assert.deepEqual(readInput({ payload: '{"is_speaking":false}' }).kind, 'action');
    const notice = 'X-RequestId: 12\r\nPath: speech.config\r\nContent-Type: application/json\r\n\r\n{"context":{}}';
    assert.deepEqual(readInput({ payload: notice, _session: { type: 'websocket' } }), { kind: 'nothing' });
    assert.throws(() => readInput({ payload: 'the path: home\r\n' }), { code: 'text_not_audio' });
  });

  it('ends no stream where an utterance or a turn ends', () => {
    for (const word of ['speech_end', 'EndOfTurn', 'utterance_end', 'contentEnd', 'DTMF_END', 'mark', 'backend']) {
      for (const object of [{ type: word }, { event: word }, { event: { [word]: {} } }]) {
        assert.deepEqual(readInput({ payload: object }, 's16le'), { kind: 'nothing' }, JSON.stringify(object));
      }
    }
  });

  it('reads a text frame that came as the entire message', () => {
    const session = { _session: { type: 'websocket', id: '1' } };
    const media = readInput({ event: 'media', media: { payload: base64 }, ...session } as InputMessage);
    assert.ok(media.kind === 'audio' && media.data.equals(pcm));
    const start = readInput({ sample_rate: 8000, channels: 2, ...session } as InputMessage);
    assert.ok(start.kind === 'action' && start.action === 'start');
    assert.deepEqual(readInput({ type: 'ping', ...session }), { kind: 'nothing' });
    assert.throws(() => readInput({ event: 'media', media: { payload: base64 } } as InputMessage), {
      code: 'not_audio',
    });
  });

  it('reads what Asterisk sends as text, and lists: of samples, or of what says nothing of the audio', () => {
    const session = { _session: { type: 'websocket', id: '1' } };
    const start = readInput({
      payload: 'MEDIA_START connection_id:a channel:WebSocket/b format:slin ptime:20',
      ...session,
    });
    assert.ok(start.kind === 'action' && start.action === 'start');
    assert.deepEqual(readFormat(start.hints, { type: 'auto' }), {
      type: 'raw',
      encoding: 'pcm_s16le',
      sample_rate: 8000,
    });
    for (const payload of ['MEDIA_XOFF', 'DTMF_END digit:5 duration_ms:90', '[{"name":"A","isSpeaking":true}]']) {
      assert.deepEqual(readInput({ payload, ...session }), { kind: 'nothing' });
      assert.throws(() => readInput({ payload }), { code: 'text_not_audio' });
    }
    const numbers = readInput({ payload: JSON.stringify([...new Int16Array(new Uint8Array(pcm).buffer)]) });
    assert.ok(numbers.kind === 'audio' && numbers.data.equals(pcm));
  });

  it('reads the format where it is told: in a data URI, by HTTP, or with an upload', () => {
    const eightKilohertz = { type: 'raw', encoding: 'pcm_s16le', sample_rate: 8000 };
    const type = 'audio/l16;rate=8000';
    const messages: InputMessage[] = [
      { payload: `data:${type};base64,${base64}` },
      { payload: pcm, req: { headers: { 'content-type': type } } },
      { payload: pcm, headers: { 'content-type': type } },
      { payload: {}, req: { files: [{ buffer: pcm, mimetype: type }] } },
    ];
    for (const message of messages) {
      const input = readInput(message);
      assert.ok(input.kind === 'audio' && input.data.equals(pcm));
      assert.deepEqual(readFormat(input.hints, { type: 'auto' }), eightKilohertz);
    }
    for (const unknown of ['application/json', 'audio/x-own-thing', 'audio/mpeg', 5]) {
      const input = readInput({ payload: pcm, req: { headers: { 'content-type': unknown } } });
      assert.ok(input.kind === 'audio');
      assert.deepEqual(readFormat(input.hints, { type: 'auto' }), { type: 'auto' });
    }
  });

  it('takes bytes out of text of whatever kind that says so, or that has a character for each', () => {
    const messages: InputMessage[] = [
      { payload: pcm.toString('hex'), encoding: 'hex' },
      { payload: base64, encoding: 'BASE64' },
      { payload: base64, format: 'base64' },
      { payload: pcm.toString('latin1') },
    ];
    for (const message of messages) {
      const input = readInput(message);
      assert.ok(input.kind === 'audio' && input.data.equals(pcm));
      assert.deepEqual(readFormat(input.hints, { type: 'auto' }), { type: 'auto' });
    }
    assert.throws(() => readInput({ payload: pcm.toString('hex') }), { message: /"hex"/ });
    assert.throws(() => readInput({ payload: 'xyz', encoding: 'hex' }), { code: 'text_not_audio' });
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

  it('ends with the last frame of iFlytek, with audio or without', () => {
    const told = { format: 'audio/L16;rate=16000', encoding: 'raw' };
    const ofNow = (status: number, audio: string): object => ({
      header: { app_id: 'a', status },
      payload: { audio: { encoding: 'raw', sample_rate: 16000, status, audio } },
    });
    for (const payload of [{ data: { status: 2, ...told, audio: base64 } }, ofNow(2, base64)]) {
      for (const said of [payload, JSON.stringify(payload)]) {
        const input = readInput({ payload: said });
        assert.ok(input.kind === 'audio' && input.last && input.data.equals(pcm));
      }
    }
    for (const payload of [{ data: { status: 2 } }, { data: { status: 2, ...told, audio: '' } }, ofNow(2, '')]) {
      const input = readInput({ payload });
      assert.ok(input.kind === 'action' && input.action === 'finish');
    }
    for (const payload of [{ data: { status: 1, ...told, audio: base64 } }, ofNow(0, base64)]) {
      const input = readInput({ payload });
      assert.ok(input.kind === 'audio' && !input.last);
    }
    const other = readInput({ payload: { status: 2, data: base64, encoding: 'base64' } });
    assert.ok(other.kind === 'audio' && !other.last);
  });
});
