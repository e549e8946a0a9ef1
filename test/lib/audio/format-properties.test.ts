import assert from 'node:assert/strict';
import { DEFAULT_FORMAT, type SampleFormat } from '../../../nodes/lib/audio/format';
import { formatPropertiesOf, readFormat } from '../../../nodes/lib/audio/format-properties';
import { toMono } from '../../../nodes/lib/audio/samples';

const auto = { type: 'auto' } as const;

describe('audio/format-properties', () => {
  const read = (message: object, setting: Parameters<typeof readFormat>[1] = auto): ReturnType<typeof readFormat> =>
    readFormat(formatPropertiesOf(message), setting);

  it('leaves it to the setting, or to the first bytes, when nothing is said', () => {
    assert.deepEqual(read({}), auto);
    assert.deepEqual(read({ format: 'anything', encoding: 'base64' }), auto);
    const setting = { type: 'raw', encoding: 'mulaw', sample_rate: 8000 } as const;
    assert.deepEqual(read({}, setting), setting);
    assert.deepEqual(read({ bits: 8 }, setting), setting);
    assert.deepEqual(read({ rate: 16000 }, { type: 'file' }), { type: 'file' });
  });

  it('reads the properties of audio nodes, numbers also from strings', () => {
    const pcm = (sample_rate: number): object => ({ ...DEFAULT_FORMAT, sample_rate });
    assert.deepEqual(read({ rate: '44100', bits: '16', encoding: 'signed-integer' }), pcm(44100));
    assert.deepEqual(read({ sample_rate: 8000, width: 2, channels: 1 }), pcm(8000));
    assert.deepEqual(read({ sampleRate: 8000, bitDepth: 16 }), pcm(8000));
    assert.deepEqual(read({ encoding: 'floating-point', bits: 32 }), { ...pcm(16000), encoding: 'pcm_f32le' });
    assert.deepEqual(read({ encoding: 'mu-law', rate: 8000 }), { ...pcm(8000), encoding: 'mulaw' });
  });

  it('reads numbers with their units, and channels in words, but guesses nothing', () => {
    const stereo = { type: 'stored', sampleFormat: 's16le', channels: 2, sampleRate: 16000 };
    assert.deepEqual(read({ rate: '16 kHz', channels: 'stereo', bits: '16-bit' }), stereo);
    assert.deepEqual(read({ rate: '44.1k', channels: 'mono' }), { ...DEFAULT_FORMAT, sample_rate: 44100 });
    assert.deepEqual(read({ 'sample-rate': '8000 Hz' }), { ...DEFAULT_FORMAT, sample_rate: 8000 });
    for (const wrong of [
      { rate: 'fast' },
      { rate: '44.1' },
      { channels: '5.1' },
      { bits: '16 kHz' },
      { rate: '1e9k' },
    ]) {
      assert.throws(() => read(wrong), { code: 'invalid_audio_format' });
    }
  });

  it('reads 24 bits in three or four bytes, by whose spelling it is', () => {
    const formatOf = (message: object): unknown => (read(message) as { sampleFormat?: unknown }).sampleFormat;
    for (const encoding of ['S24_LE', 's24_le', 'S24_32LE', 's24-32le']) {
      assert.equal(formatOf({ encoding }), 's24_32le', encoding);
    }
    assert.equal(formatOf({ encoding: 'S24_BE', bits: 24 }), 's24_32be');
    for (const encoding of ['s24le', 'pcm_s24le', 'S24_3LE', 'S24LE']) {
      assert.equal(formatOf({ encoding }), 's24le', encoding);
    }
    assert.equal(formatOf({ encoding: 'S24_LE', width: 3 }), 's24le');
    const bytes = Buffer.from('00004000' + '0000c0ff' + '0000c000', 'hex');
    assert.deepEqual([...toMono(bytes, 's24_32le', 1)], [0.5, -0.5, -0.5]);
    assert.deepEqual([...toMono(Buffer.from(bytes).swap32(), 's24_32be', 1)], [0.5, -0.5, -0.5]);
  });

  it('knows every sample format by the names in use', () => {
    const cases: [object, SampleFormat][] = [
      [{ bits: 8 }, 'u8'],
      [{ encoding: 'signed-integer', bits: 8 }, 's8'],
      [{ encoding: 'unsigned-integer' }, 'u8'],
      [{ bits: 24 }, 's24le'],
      [{ width: 4 }, 's32le'],
      [{ encoding: 'float', bits: 64 }, 'f64le'],
      [{ encoding: 'a-law' }, 'alaw'],
      [{ format: 'S16_BE' }, 's16be'],
      [{ bits: 16, endian: 'big' }, 's16be'],
      [{ encoding: 'pcm_s24be' }, 's24be'],
      [{ encoding: 'f32be' }, 'f32be'],
    ];
    for (const [message, sampleFormat] of cases) {
      const sampleRate = sampleFormat === 'alaw' ? 8000 : 16000;
      const expected = { type: 'stored', sampleFormat, channels: 1, sampleRate };
      assert.deepEqual(read(message), expected, JSON.stringify(message));
    }
    assert.deepEqual(read({ encoding: 'mulaw' }, { ...DEFAULT_FORMAT, sample_rate: 44100 }), {
      type: 'raw',
      encoding: 'mulaw',
      sample_rate: 44100,
    });
    assert.deepEqual(read({ channels: '2' }), {
      type: 'stored',
      sampleFormat: 's16le',
      channels: 2,
      sampleRate: 16000,
    });
  });

  it('takes the name of a container for it', () => {
    assert.deepEqual(read({ format: 'mp3' }), { type: 'file' });
    assert.throws(() => read({ format: 'webm' }), { code: 'unsupported_audio', message: /ffmpeg/ });
  });

  it('says what it can not take', () => {
    for (const message of [
      { bits: 12 },
      { encoding: 'opus' },
      { encoding: 's16le', bits: 24 },
      { encoding: 'constructor' },
    ]) {
      assert.throws(() => read(message), { code: 'unsupported_audio' }, JSON.stringify(message));
    }
    for (const message of [{ rate: 'fast' }, { rate: 1e300 }, { channels: 0 }, { channels: 1.5 }, { rate: {} }]) {
      assert.throws(() => read(message), { code: 'invalid_audio_format' }, JSON.stringify(message));
    }
  });
});
