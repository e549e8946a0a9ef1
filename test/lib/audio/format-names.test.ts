import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { SampleFormat } from '../../../nodes/lib/audio/format';
import { formatPropertiesOf, readFormat } from '../../../nodes/lib/audio/format-properties';

/** How the samples are stored that a message with this encoding brings. */
function read(encoding: string): unknown {
  return readFormat(formatPropertiesOf({ encoding }), { type: 'auto' });
}

/** Names in use, by what they mean. */
const SAMPLES: [names: string[], sampleFormat: SampleFormat, rate?: number, channels?: number][] = [
  [
    ['L16', 'linear16', 'LINEAR16', 'pcm', 'audio/pcm', 'audio/x-pcm', 'pcm16', 'pcm_s16le', 's16', 'S16_LE', 'S16LE'],
    's16le',
  ],
  [['signed-integer', 'int16', 'audio/L16', 'audio/x-l16', 'lpcm', 'LINEAR-16', '<i2'], 's16le'],
  [
    ['audio/l16;rate=16000', 'audio/L16; rate=16000; channels=1', 'slin16', 'pcm_16000', 'raw-16khz-16bit-mono-pcm'],
    's16le',
    16000,
  ],
  [
    ['pcm-16', 'pcm_16', 'lpcm16', 'int16le', 's16ne', 'FORMAT_PCM16', 'paInt16', '16bit', '16-bit PCM', 's16p', 'sw'],
    's16le',
  ],
  [
    ['ENCODING_PCM_16BIT', 'AUDIO_ENCODING_LINEAR_16', 'Int16Array', 'Signed 16 bit Little Endian', 's16-planar'],
    's16le',
  ],
  [['slin', 'slin8', 'audio/pcm;rate=8000', 'pcm_8000', 'pcm_s16le 8k'], 's16le', 8000],
  [['audio/L16; rate=8000; channels=1', 'L16/8000', 'audio/x-raw-int,width=16,rate=8000'], 's16le', 8000],
  [['audio/lpcm; sample-rate=8000; sample-size-bits=16; channel-count=1; is-big-endian=false'], 's16le', 8000],
  [['L16/44100/2', 'raw-44.1khz-16bit-stereo-pcm'], 's16le', 44100, 2],
  [['PCMU/8000', 'Raw8Khz8BitMonoMulaw', 'audio/PCMU;rate=8000'], 'mulaw', 8000],
  [['µ-law', 'G.711 mu-law', 'G711Ulaw', 'wav/ulaw', 'WAVE_FORMAT_MULAW'], 'mulaw'],
  [['paFloat32', 'flt', 'Float32Array', '32-bit float', 'ENCODING_PCM_FLOAT', 'float32ne', 'f32-planar'], 'f32le'],
  [['audio/l16;endianness=big-endian', 's16re', 'BEI16', '>i2'], 's16be'],
  [['8bit', 'pcm8', 'paUInt8', 'ub'], 'u8'],
  [
    ['slin48', 'audio/x-raw,format=S16LE,rate=48000,channels=1', 'audio/x-raw, format=(string)S16LE, rate=(int)48000'],
    's16le',
    48000,
  ],
  [['audio/l16;rate=44100;channels=2'], 's16le', 44100, 2],
  [
    [
      'mulaw',
      'mu-law',
      'PCMU',
      'ulaw',
      'pcm_mulaw',
      'g711_ulaw',
      'audio/x-mulaw',
      'audio/pcmu',
      'MULAW',
      'audio/mulaw',
      'MU_LAW',
    ],
    'mulaw',
  ],
  [['audio/basic', 'ulaw_8000', 'raw-8khz-8bit-mono-mulaw'], 'mulaw', 8000],
  [['alaw', 'a-law', 'PCMA', 'pcm_alaw', 'g711_alaw', 'audio/x-alaw', 'audio/PCMA', 'ALAW', 'A_LAW'], 'alaw'],
  [['f32', 'float32', 'pcm_f32le', 'F32LE', 'FLOAT_LE', 'floating-point'], 'f32le'],
  [['s16be', 'pcm_s16be', 'S16_BE'], 's16be'],
  [['u8', 'L8', 'pcm_u8', 'unsigned-integer'], 'u8'],
  [['L16@8000h', 'L16@8000h@20i@1c', 'pcm_s16le,8000,1', 'raw/lpcm16_8'], 's16le', 8000],
  [['wav/lpcm16_24', 'audio/x-raw,+rate=(int)24000,+format=(string)S16LE,+channels=(int)1'], 's16le', 24000],
  [['L16@48000h@10i@2c', 's16le,48000,2'], 's16le', 48000, 2],
  [['PCMU@8000h@20i', 'audio/x-wav;codec=pcmu;samplerate=8000'], 'mulaw', 8000],
  [['audio/pcm;format=f32le', 'audio/pcm; encoding=float; bits=32', 'audio/pcm;codecs="pcm_f32le"'], 'f32le'],
  [['int16_t', 'short', 'signed short', 'slinear', 'kAudioFormatLinearPCM', 'raw/lpcm16'], 's16le'],
];
const WIRE: Partial<Record<SampleFormat, string>> = { s16le: 'pcm_s16le', f32le: 'pcm_f32le', mulaw: 'mulaw' };

describe('audio/format-names', () => {
  it('knows the names of samples that are in use, with what they say of rate and channels', () => {
    for (const [names, sampleFormat, ownRate, channels = 1] of SAMPLES) {
      // Mu-law and A-law are of telephone lines.
      const rate = ownRate ?? (sampleFormat.endsWith('law') ? 8000 : 16000);
      const encoding = channels === 1 ? WIRE[sampleFormat] : undefined;
      const expected = encoding
        ? { type: 'raw', encoding, sample_rate: rate }
        : { type: 'stored', sampleFormat, channels, sampleRate: rate };
      for (const name of names) assert.deepEqual(read(name), expected, name);
      for (const name of names) assert.deepEqual(read(` ${name.toUpperCase()} `), expected, name);
    }
  });

  it('leaves files to their first bytes, or to the server', () => {
    for (const name of [
      'mp3',
      'audio/mpeg',
      'AUDIO/FLAC',
      'audio/ogg; codecs=opus',
      'OGG_OPUS',
      'audio/x-m4a',
      'amr-wb',
      'aac',
    ]) {
      assert.deepEqual(read(name), { type: 'file' }, name);
    }
    for (const name of [
      'wav',
      'audio/x-wav',
      'audio/vnd.wave',
      'application/octet-stream',
      'base64',
      'UTF-8',
      'audio/aiff',
    ]) {
      assert.deepEqual(read(name), { type: 'auto' }, name);
    }
    for (const name of [
      'audio/3gpp2',
      'audio/vnd.dlna.adts',
      'mp3_44100_128',
      'audio/mp4; codecs="mp4a.40.2"',
      'MP4_AAC',
    ]) {
      assert.deepEqual(read(name), { type: 'file' }, name);
    }
    for (const name of ['audio/webm;codecs=opus', 'WEBM_OPUS']) assert.throws(() => read(name), /WebM/);
  });

  it('refuses what may mean several things, and what is compressed, with the cure', () => {
    for (const name of ['G.711', 'g711', 'audio/G711', 'G.711/8000']) {
      assert.throws(() => read(name), { code: 'unsupported_audio', message: /"mulaw".*"alaw"/ }, name);
    }
    for (const name of ['opus', 'G.722', 'g729', 'GSM', 'ima-adpcm', 'audio/32KADPCM', 'SPEEX_WITH_HEADER_BYTE']) {
      assert.throws(() => read(name), { code: 'unsupported_audio', message: /container/ }, name);
    }
    for (const name of ['u16le', 'pcm_s16le_s24le', 's16p;channels=2', 'half float', 'mono', '16000']) {
      assert.throws(() => read(name), { code: 'unsupported_audio' }, name);
    }
  });

  it('believes what a message says over what a name does', () => {
    const format = readFormat(formatPropertiesOf({ encoding: 'audio/l16;rate=8000', rate: 16000 }), { type: 'auto' });
    assert.deepEqual(format, { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 });
  });

  it('passes over what other nodes call by these names', () => {
    for (const words of [
      { contentType: 'application/json' },
      { format: 'yyyy-mm-dd' },
      { codec: 7 },
      { mimetype: 'text/html' },
    ]) {
      assert.deepEqual(readFormat(formatPropertiesOf(words), { type: 'auto' }), { type: 'auto' });
    }
  });

  it('ends any name as a format or an error with a code', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        try {
          read(name);
        } catch (error) {
          assert.ok(
            ['unsupported_audio', 'invalid_audio_format'].includes((error as { code: string }).code),
            String(error),
          );
        }
      }),
    );
  });
});
