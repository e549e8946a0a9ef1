import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { AudioReader } from '../../../nodes/lib/audio/audio-reader';
import type { Format } from '../../../nodes/lib/audio/format';
import { readFormat } from '../../../nodes/lib/audio/format-properties';
import { readInput, type InputMessage } from '../../../nodes/lib/audio/input-message';
import { readContainer } from '../../support/containers';
import { readPcm, recordingNamed } from '../../../dev/recordings';
import { wavFile } from '../../../dev/wav-file';

/** Two seconds of speech: what every lossless row has to give. */
const pcm = readPcm(recordingNamed('austen-0880')).subarray(0, 64000);
const PCM: Format = { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 };

const samples = new Int16Array(pcm.length / 2);
for (let at = 0; at < samples.length; at++) samples[at] = pcm.readInt16LE(at * 2);
const floats = Float32Array.from(samples, (sample) => sample / 0x8000);
const floatBytes = Buffer.from(floats.buffer);
const mulaw = Buffer.from(pcm.subarray(0, 8000));
const afterJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

interface Heard {
  bytes: Buffer;
  format: Format | undefined;
  /** What the messages without audio ask for, and `end` where a message or a header ends the stream. */
  marks: string[];
}

/** What a stream makes of messages, as the transcribe node reads them: the first one opens it. */
function hear(messages: InputMessage[], setting: Format | { type: 'auto' } = { type: 'auto' }): Heard {
  const heard: Heard = { bytes: Buffer.alloc(0), format: undefined, marks: [] };
  let reader: AudioReader | undefined;
  for (const message of messages) {
    const input = readInput(message);
    if (input.kind === 'nothing' || input.kind === 'empty') continue;
    reader ??= new AudioReader(readFormat(input.hints, setting));
    if (input.kind === 'action') heard.marks.push(input.action);
    if (input.kind !== 'audio') continue;
    const data = reader.read(input.data).map((piece) => piece.data);
    heard.bytes = Buffer.concat([heard.bytes, ...data]);
    if (input.last || reader.complete || reader.endsFile) heard.marks.push('end');
  }
  const rest = reader?.end().map(({ data }) => data) ?? [];
  return { ...heard, bytes: Buffer.concat([heard.bytes, ...rest]), format: reader?.format };
}

function cut(bytes: Buffer, size: number): Buffer[] {
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, index) =>
    bytes.subarray(index * size, (index + 1) * size),
  );
}

function lossless(messages: InputMessage[], marks: string[] = []): void {
  assert.deepEqual(hear(messages), { bytes: pcm, format: PCM, marks });
}

describe('audio sources', () => {
  it('node-red-contrib-mic: Buffers of event "data", the first with a header, an empty Buffer at the end', () => {
    const [first, ...others] = cut(pcm, 3210);
    const header = wavFile(first!, { announcedLength: 0x7fffffdc });
    const messages: InputMessage[] = [header, ...others].map((payload) => ({ payload, event: 'data' }));
    lossless([...messages, { payload: Buffer.alloc(0), event: 'end' }], ['finish']);
  });

  it('node-red-contrib-mic in stream mode: a Readable', () => {
    const readable = Readable.from([pcm]);
    assert.deepEqual(readInput({ payload: readable }), { kind: 'readable', readable, hints: {} });
  });

  it('node-red-contrib-micropi: Buffers of status "data", empty strings with other statuses', () => {
    const data = cut(pcm, 4096).map((payload) => ({ payload, status: 'data' }));
    const notes = ['startRecording', 'silence', 'resumeRecording'].map((status) => ({ payload: '', status }));
    lossless([...notes, ...data, { payload: '', status: 'stopRecording' }], ['finish']);
  });

  it('sox-utils record: Buffers beside rate, bits, channels and encoding, also as strings', () => {
    const hints = { encoding: 'signed-integer', rate: '16000', bits: '16', channels: '1', format: 'raw' };
    lossless(cut(pcm, 8192).map((payload) => ({ payload, ...hints })));
    assert.throws(() => readInput({ payload: '/tmp/record.wav', ...hints }), {
      code: 'text_not_audio',
      message: /file in/,
    });
  });

  it('exec in spawn mode: Buffers that split samples, and the exit code', () => {
    lossless([...cut(pcm, 777).map((payload) => ({ payload })), { payload: { code: 0 } }], ['finish']);
    assert.equal(readInput({ payload: { code: null, signal: 'SIGTERM' } }).kind, 'action');
  });

  it('ffmpeg-spawn: Buffers beside a foreign action', () => {
    lossless(cut(pcm, 4096).map((payload) => ({ payload, topic: 'stdout', action: 'data' })));
  });

  it('file in, stream of Buffers: 64 KiB with parts', () => {
    const chunks = cut(wavFile(pcm), 32768);
    const messages = chunks.map((payload, index) => {
      const count = index === chunks.length - 1 ? { count: chunks.length } : {};
      return { payload, filename: '/data/a.wav', parts: { id: 'f', type: 'buffer', index, ...count } };
    });
    lossless(messages, ['end']);
  });

  it('file in, a single Buffer: the whole file beside its name', () => {
    lossless([{ payload: wavFile(pcm), filename: '/data/a.wav' }], ['end']);
    lossless([{ payload: pcm, filename: '/data/a.raw' }], ['end']);
  });

  it('http in: an upload of one file, or the one that is audio', () => {
    const file = { fieldname: 'sound', mimetype: 'audio/wav', buffer: wavFile(pcm) };
    lossless(
      [{ payload: { room: 'kitchen' }, req: { files: [{ ...file, mimetype: 'application/octet-stream' }] } }],
      ['end'],
    );
    const other = { mimetype: 'text/plain', buffer: Buffer.from('hello') };
    lossless([{ payload: {}, req: { files: [other, file] } }], ['end']);
    assert.throws(() => readInput({ payload: {}, req: { files: [other, other] } }), { code: 'not_audio' });
  });

  it('udp in: Buffers of 16-bit samples, or of floats that msg.bits tells', () => {
    const from = { ip: '10.0.0.7', port: 4000, fromip: '10.0.0.7:4000' };
    lossless(cut(pcm, 1024).map((payload) => ({ payload, ...from })));
    const messages = cut(floatBytes, 1024).map((payload) => ({ payload, ...from, encoding: 'float', bits: 32 }));
    assert.deepEqual(hear(messages), { bytes: floatBytes, format: { ...PCM, encoding: 'pcm_f32le' }, marks: [] });
  });

  it('tcp in: Buffers with a session', () => {
    const session = { _session: { type: 'tcp', id: 'a1' }, topic: 'room', ip: '10.0.0.7', port: 9 };
    lossless(cut(pcm, 1460).map((payload) => ({ payload, ...session })));
  });

  it('websocket in: Buffers, typed arrays, and JSON with base64, between control words', () => {
    lossless(
      [{ payload: 'start' }, ...cut(pcm, 4096).map((payload) => ({ payload })), { payload: 'stop' }],
      ['start', 'finish'],
    );
    const base64 = cut(pcm, 3001).map((part) => ({
      payload: JSON.stringify({ audio: part.toString('base64'), encoding: 'base64', rate: 16000 }),
    }));
    lossless(base64);
    lossless([{ payload: { audio: `data:audio/L16;rate=16000;base64,${pcm.toString('base64')}` } }]);
  });

  it('mqtt in: a Buffer; base64 with msg.encoding; decoded text is told how to cure', () => {
    lossless(cut(pcm, 3200).map((payload) => ({ payload, topic: 'room', qos: 0, retain: false })));
    lossless(cut(pcm, 3200).map((part) => ({ payload: part.toString('base64'), encoding: 'base64' })));
    assert.throws(() => readInput({ payload: pcm.subarray(0, 3200).toString('utf8') }), {
      code: 'text_not_audio',
      message: /"a Buffer"/,
    });
  });

  it('Rhasspy and Hermes: a whole WAV file in every message', () => {
    const topic = 'hermes/audioServer/kitchen/audioFrame';
    lossless(cut(pcm, 2048).map((part) => ({ payload: wavFile(part), topic })));
  });

  it('Twilio: start, media and stop as JSON objects or text', () => {
    const mediaFormat = { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 };
    const events = [
      { event: 'connected', protocol: 'Call', version: '1.0.0' },
      { event: 'start', streamSid: 'MZ1', start: { tracks: ['inbound'], mediaFormat } },
      ...cut(mulaw, 160).map((part) => ({
        event: 'media',
        streamSid: 'MZ1',
        media: { payload: part.toString('base64') },
      })),
      { event: 'stop', streamSid: 'MZ1', stop: {} },
    ];
    const format: Format = { type: 'raw', encoding: 'mulaw', sample_rate: 8000 };
    const expected = { bytes: mulaw, format, marks: ['start', 'finish'] };
    assert.deepEqual(hear(events.map((payload) => ({ payload }))), expected);
    assert.deepEqual(hear(events.map((event) => ({ payload: JSON.stringify(event) }))), expected);
    const media_format = { encoding: 'PCMU', sample_rate: 8000, channels: 1 };
    assert.deepEqual(
      hear([
        { payload: { event: 'start', start: { media_format } } },
        ...events.slice(2).map((payload) => ({ payload })),
      ]),
      expected,
    );
    assert.deepEqual(hear(events.slice(2).map((payload) => ({ payload }))).format, format);
  });

  it('Wyoming: rate, width in bytes and channels; start and stop events', () => {
    const hints = { rate: 16000, width: 2, channels: 1 };
    const chunks = cut(pcm, 2048).map((payload) => ({ payload, ...hints, timestamp: 5, event: 'audio-chunk' }));
    lossless([{ event: 'audio-start', ...hints }, ...chunks, { event: 'audio-stop' }], ['start', 'finish']);
    const wrapped = cut(pcm, 2048).map((payload) => ({ payload: { type: 'audio-chunk', data: hints, payload } }));
    lossless(
      [{ payload: { type: 'audio-start', data: hints } }, ...wrapped, { payload: { type: 'audio-stop' } }],
      ['start', 'finish'],
    );
  });

  it('ESPHome: Buffers without a word', () => {
    lossless(cut(pcm, 1024).map((payload) => ({ payload })));
  });

  it('browser-utils and ui_microphone: one WAV file per recording', () => {
    const wav = wavFile(pcm, { rate: 44100 });
    assert.deepEqual(hear([{ payload: wav }]), { bytes: pcm, format: { ...PCM, sample_rate: 44100 }, marks: ['end'] });
  });

  it('ui_microphone in speech mode: text that was recognised', () => {
    assert.throws(() => readInput({ payload: 'turn on the light', interim: false }), {
      code: 'text_not_audio',
      message: /record audio instead of speech/,
    });
  });

  it('dashboard-2 audio-capture: fileBase64, and WebM that names its cure', () => {
    lossless([{ payload: { fileBase64: wavFile(pcm).toString('base64'), filePath: 'a.wav' } }], ['end']);
    const webm = Buffer.concat([Buffer.from('1a45dfa3', 'hex'), pcm]).toString('base64');
    assert.throws(() => hear([{ payload: { fileBase64: `data:audio/webm;codecs=opus;base64,${webm}` } }]), {
      code: 'unsupported_audio',
      message: /ffmpeg/,
    });
  });

  it('ui-media-source: Float32Array and ArrayBuffer, also after JSON', () => {
    const expected = { bytes: floatBytes, format: { ...PCM, encoding: 'pcm_f32le', sample_rate: 48000 }, marks: [] };
    for (const payload of [floats, afterJson(floats), [...floats]]) {
      assert.deepEqual(hear([{ payload, rate: 48000 } as InputMessage]), expected);
    }
    lossless([{ payload: new Uint8Array(pcm).buffer }]);
  });

  it('Int16Array and lists of 16-bit numbers, also after JSON', () => {
    for (const payload of [samples, afterJson(samples), [...samples], { data: [...samples] }]) lossless([{ payload }]);
    lossless([{ payload: afterJson(pcm) }]);
    lossless([{ payload: new Uint8Array(pcm) }]);
  });

  it('takes numbers that could be of either kind as what the stream has', () => {
    const silence = [0, 0, 1, -1];
    assert.equal(readInput({ payload: silence }).kind, 'nothing');
    const asInteger = readInput({ payload: silence, encoding: 's16le' });
    assert.ok(asInteger.kind === 'audio' && asInteger.data.length === 8);
    const asFloat = readInput({ payload: silence }, 'f32le');
    assert.ok(asFloat.kind === 'audio' && asFloat.data.length === 16);
    for (const payload of [[0.5, 'x'], [0.5, NaN], [40000], [0.5, 3]]) {
      assert.throws(() => readInput({ payload }), { code: 'not_audio' });
    }
  });

  it('Telegram receiver: an Ogg file', () => {
    const ogg = readContainer('opus.ogg');
    assert.deepEqual(hear([{ payload: ogg, chatId: 7 } as InputMessage]), {
      bytes: ogg,
      format: { type: 'file' },
      marks: [],
    });
  });

  it('ESP32 sketches: audioData:<base64>, or bare base64 that msg.encoding tells', () => {
    lossless(cut(pcm, 999).map((part) => ({ payload: `audioData:${part.toString('base64')}` })));
    assert.throws(() => readInput({ payload: pcm.toString('base64') }), {
      code: 'text_not_audio',
      message: /msg\.encoding/,
    });
  });

  it('control words of older flows, as text, as an action and in an object', () => {
    const words = { start: 'start', stop: 'finish', pause: 'mute', resume: 'unmute', flush: 'force_end_of_utterance' };
    for (const [word, action] of Object.entries(words)) {
      for (const message of [
        { payload: word },
        { action: word },
        { payload: { action: word } },
        { payload: `{"action":"${word}"}` },
      ]) {
        assert.deepEqual(readInput(message), { kind: 'action', action, hints: {} });
      }
    }
  });
});
