import assert from 'node:assert/strict';

import fc from 'fast-check';
import { AudioReader } from '../../../nodes/lib/audio/audio-reader';
import { DEFAULT_FORMAT, type SourceFormat } from '../../../nodes/lib/audio/format';
import { wavFile, type WavFileOptions } from '../../../dev/wav-file';
import { cut, readContainer } from '../../support/containers';
import { quietNoise } from '../../support/quiet-noise';

const samples = quietNoise(2 * 16000);
/** Two seconds: no live source wraps as much in a file. */
const recording = quietNoise(4 * 16000);

function readAll(
  parts: Buffer[],
  assumed: SourceFormat = DEFAULT_FORMAT,
): { reader: AudioReader; bytes: Buffer; longest: number } {
  const reader = new AudioReader(assumed);
  const pieces = [...parts.flatMap((part) => reader.read(part)), ...reader.end()];
  const bytes = Buffer.concat(pieces.map(({ data }) => data));
  return { reader, bytes, longest: Math.max(0, ...pieces.map(({ data }) => data.length)) };
}

function cutAt(bytes: Buffer, places: number[]): Buffer[] {
  const sorted = [0, ...places.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  return sorted.slice(1).map((end, index) => bytes.subarray(sorted[index], end));
}

/** A whole number in little-endian bytes. */
function bytesOf(length: number, value: number): number[] {
  const bytes = Buffer.alloc(length);
  bytes.writeIntLE(value, 0, length);
  return [...bytes];
}

describe('audio/audio-reader', () => {
  it('takes headerless audio for what it is told to be', () => {
    const { reader, bytes } = readAll([samples], { type: 'raw', encoding: 'mulaw', sample_rate: 8000 });
    assert.deepEqual(reader.format, { type: 'raw', encoding: 'mulaw', sample_rate: 8000 });
    assert.deepEqual(bytes, samples);
  });

  it('gives the same bytes for any cuts, in whole samples of at most 100 ms', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(), { maxLength: 30 }), fc.boolean(), (cuts, asWav) => {
        const { bytes, longest, reader } = readAll(cutAt(asWav ? wavFile(samples) : samples, cuts));
        assert.deepEqual(bytes, samples);
        assert.deepEqual(reader.format, DEFAULT_FORMAT);
        assert.ok(longest <= 3200);
      }),
    );
  });

  it('gives views of what came in and never changes it', () => {
    const before = Buffer.from(samples);
    const pieces = new AudioReader(DEFAULT_FORMAT).read(samples);
    assert.ok(pieces.every(({ data }) => data.buffer === samples.buffer));
    assert.deepEqual(samples, before);
  });

  it('takes the format of a WAV header, behind other chunks and in an extensible header too', () => {
    const chunksBefore = [{ id: 'LIST', body: Buffer.from('odd') }];
    const wav = readAll([wavFile(samples, { rate: 44100, chunksBefore })]);
    assert.deepEqual(wav.reader.format, { type: 'raw', encoding: 'pcm_s16le', sample_rate: 44100 });
    assert.deepEqual(wav.bytes, samples);
    assert.deepEqual(readAll([wavFile(samples, { tag: 0xfffe })]).reader.format, DEFAULT_FORMAT);
    assert.deepEqual(readAll([wavFile(samples, { tag: 7, bits: 8, rate: 8000 })]).reader.format, {
      type: 'raw',
      encoding: 'mulaw',
      sample_rate: 8000,
    });
  });

  it('is complete when the announced samples were read, and leaves out what stands behind them', () => {
    const { reader, bytes } = readAll([wavFile(recording, { trailing: Buffer.from('LIST....') }), Buffer.from('more')]);
    assert.equal(reader.complete, true);
    assert.deepEqual(bytes, recording);
  });

  it('is never complete when a live source announced no length', () => {
    for (const announcedLength of [0, 0xffffffff]) {
      const { reader, bytes } = readAll([wavFile(samples, { announcedLength }), samples]);
      assert.equal(reader.complete, false);
      assert.deepEqual(bytes, Buffer.concat([samples, samples]));
    }
  });

  it('sends the same bytes for a recording that is stored in any lossless way', () => {
    const stored: [options: Parameters<typeof wavFile>[1], store: (sample: number) => number[]][] = [
      [{ channels: 2 }, (sample) => [...bytesOf(2, sample), ...bytesOf(2, sample)]],
      [{ bits: 24 }, (sample) => bytesOf(3, sample * 0x100)],
      [{ bits: 32 }, (sample) => bytesOf(4, sample * 0x10000)],
    ];
    for (const [options, store] of stored) {
      const bytes = Buffer.from(Array.from({ length: 1000 }, (_, at) => store(samples.readInt16LE(at * 2))).flat());
      const { reader, bytes: sent } = readAll(cutAt(wavFile(bytes, options), [5, 20, 1000, 1001]));
      assert.deepEqual(reader.format, DEFAULT_FORMAT);
      assert.deepEqual(sent, samples.subarray(0, 2000));
    }
    const swapped = Buffer.from(samples).swap16();
    const bigEndian = { type: 'stored', sampleFormat: 's16be', channels: 1, sampleRate: 16000 } as const;
    assert.deepEqual(readAll(cutAt(swapped, [5, 21, 1001]), bigEndian).bytes, samples);
  });

  it('gives the same bytes for any cuts with any mix of headers', () => {
    const header = fc.constantFrom<WavFileOptions | undefined>(
      undefined,
      {},
      { announcedLength: 0 },
      { announcedLength: 0xffffffff },
      { chunksBefore: [{ id: 'LIST', body: Buffer.from('odd') }] },
      { trailing: Buffer.from('LIST\x04\0\0\0abcd') },
      { tag: 0xfffe },
    );
    // Shorter than half a second each: longer ones are whole recordings.
    const part = fc.record({ bytes: fc.integer({ min: 12, max: 15000 }), header, cut: fc.nat(60) });
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 20 }), (parts) => {
        let at = 0;
        const messages = parts.flatMap(({ bytes, header, cut }) => {
          const audio = samples.subarray(at, (at += bytes));
          if (!header || audio.length === 0) return audio.length === 0 ? [] : [audio];
          const file = wavFile(audio, header);
          return header.trailing ? [file] : cutAt(file, [cut]).filter(({ length }) => length > 0);
        });
        // Half a sample at the very end is none.
        const whole = Math.min(at, samples.length);
        assert.deepEqual(readAll(messages).bytes, samples.subarray(0, whole - (whole % 2)));
      }),
      { numRuns: 300 },
    );
  });

  it('takes a short WAV file for a chunk of a live source, and goes on behind it', () => {
    const short = wavFile(samples.subarray(0, 15000));
    const { reader, bytes } = readAll([short, short, samples]);
    assert.equal(reader.complete, false);
    assert.deepEqual(bytes, Buffer.concat([samples.subarray(0, 15000), samples.subarray(0, 15000), samples]));
  });

  it('goes on with the next header where a recorder began another file within a message', () => {
    const { bytes, reader } = readAll([
      Buffer.concat([wavFile(samples), wavFile(samples, { announcedLength: 0 })]),
      samples,
    ]);
    assert.equal(reader.complete, false);
    assert.deepEqual(bytes, Buffer.concat([samples, samples, samples]));
  });

  it('waits for the tags behind the samples that the header announces', () => {
    const trailing = Buffer.from('LIST\x0c\0\0\0INFOabcdefgh', 'latin1');
    const file = wavFile(recording, { trailing });
    file.writeUInt32LE(file.length - 8, 4);
    const reader = new AudioReader(DEFAULT_FORMAT);
    reader.read(file.subarray(0, -trailing.length));
    assert.equal(reader.complete, false);
    assert.deepEqual(reader.read(file.subarray(-trailing.length)), []);
    assert.equal(reader.complete, true);
  });

  it('refuses a header that changes what was told to the server', () => {
    assert.throws(() => readAll([samples, wavFile(samples, { rate: 44100 })]), { code: 'unsupported_audio' });
  });

  it('does not look into audio that is told to be a file', () => {
    const wav = wavFile(samples);
    assert.deepEqual(readAll([wav], { type: 'file' }).bytes, wav);
  });

  it('knows the end of a WAV file that is told to be a file, whatever its codec, and passes it on as it is', () => {
    const second = Buffer.alloc(32_000);
    const trailing = Buffer.concat([Buffer.from('LIST\x04\0\0\0'), Buffer.from('tags')]);
    const tagged = wavFile(second, { trailing });
    tagged.writeUInt32LE(tagged.length - 8, 4);
    const chunksBefore = [{ id: 'LIST', body: Buffer.from('abcd') }];
    for (const file of [wavFile(second), wavFile(second, { tag: 2 }), wavFile(second, { chunksBefore }), tagged]) {
      for (const cut of [file.length, 100, 20_000, file.length - 1]) {
        const reader = new AudioReader({ type: 'file' });
        const parts = [file.subarray(0, cut), file.subarray(cut)].filter(({ length }) => length > 0);
        const pieces = parts.flatMap((part, index) => {
          assert.equal(reader.complete, false, `part ${index}`);
          return reader.read(part);
        });
        assert.equal(reader.complete, true);
        assert.deepEqual(Buffer.concat(pieces.map(({ data }) => data)), file);
        assert.equal(reader.format?.type, 'file');
      }
    }
  });

  it('goes on where a file does not tell its end, or is as short as those of live sources', () => {
    const second = Buffer.alloc(32_000);
    for (const data of [
      wavFile(second, { announcedLength: 0 }),
      wavFile(second, { announcedLength: 0xffffffff }),
      wavFile(second.subarray(0, 3200)),
      wavFile(second).subarray(0, 30),
      wavFile(second, { rate: 0 }),
      Buffer.concat([Buffer.from('OggS'), second]),
    ]) {
      const reader = new AudioReader({ type: 'file' });
      reader.read(data);
      reader.read(second);
      assert.equal(reader.complete, false);
    }
  });

  it('gives audio that is shorter than a header at its end', () => {
    assert.deepEqual(readAll([Buffer.from('RIFF')]).bytes, Buffer.from('RIFF'));
  });

  it('refuses a WAV file that ends within its header', () => {
    assert.throws(() => readAll([wavFile(samples).subarray(0, 30)]), { code: 'invalid_wav' });
  });

  it('refuses WAV files without a format, of an unknown codec, or with an endless header', () => {
    const noFormat = Buffer.from('RIFF\0\0\0\0WAVEdata\x08\0\0\0........', 'latin1');
    assert.throws(() => readAll([noFormat]), { code: 'invalid_wav' });
    assert.throws(() => readAll([wavFile(samples, { tag: 2, bits: 4 })]), { code: 'unsupported_audio' });
    const endless = Buffer.from('RIFF\0\0\0\0WAVELIST\xff\xff\xff\x7f', 'latin1');
    assert.throws(() => readAll([endless]), { code: 'invalid_wav' });
  });

  it('hears a stream of frames that is joined in its middle from the next frame on, however it is cut', () => {
    for (const [name, ...sizes] of [
      ['mono-16000.mp3', 300, 1460, 4096],
      ['stereo-44100.mp3', 1460, 4096, 100_000],
      ['adts.aac', 1460, 4096, 100_000],
    ] as [string, ...number[]][]) {
      const file = readContainer(name);
      for (const size of sizes) {
        const joined = file.subarray(Math.floor(file.length / 3) + sizes.indexOf(size));
        const { reader, bytes } = readAll([...cut(joined, [size])], { type: 'auto' });
        assert.deepEqual(reader.format, { type: 'file' }, name);
        const begin = joined.length - bytes.length;
        assert.ok(begin > 0 && begin < 2000 && bytes[0] === 0xff, `${name}: from ${begin}`);
        assert.deepEqual(bytes, joined.subarray(begin));
      }
    }
  });

  it('looks for frames only in audio of which nothing is said, and not for long', () => {
    const joined = readContainer('stereo-44100.mp3').subarray(3001);
    assert.throws(() => readAll([joined], DEFAULT_FORMAT), { code: 'not_samples' });
    const reader = new AudioReader({ type: 'auto' });
    assert.throws(() => reader.read(readContainer('opus.ogg').subarray(3001)), { code: 'not_samples' });
  });

  it('ends random bytes as audio or as an error with a code, whatever they are', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (random, riff) => {
        const bytes = Buffer.concat([riff ? Buffer.from('RIFF....WAVEfmt ') : Buffer.alloc(0), random]);
        try {
          readAll([bytes]);
        } catch (error) {
          assert.ok(typeof (error as { code?: unknown }).code === 'string');
        }
      }),
    );
  });
});
