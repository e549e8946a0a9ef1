import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { FileDecoder } from '../../../../../nodes/lib/built-in/server/audio-input/file-decoder';
import { cut, readContainer } from '../../../../support/containers';
import { decodeAll, likeness, piecesOf } from '../../../../../dev/decoding';
import { requireProgram } from '../../../../../dev/programs';
import { readSamples, recordingNamed } from '../../../../../dev/recordings';

const RECORDING = recordingNamed('austen-0880');
const MISSING = 'no-such-ffmpeg';

const BY_LIBRARY = ['mono-16000.mp3', 'stereo-44100.mp3', 'mono-16000.flac', 'vorbis.ogg', 'opus.ogg', 'flac.ogg'];
const BY_FFMPEG = ['faststart.m4a', 'adts.aac', 'transport-stream.mpegts'];

async function checkWhole(bytes: Buffer, ffmpeg: string): Promise<void> {
  const decoded = await decodeAll(new FileDecoder(ffmpeg), [bytes]);
  const expected = readSamples(RECORDING);
  assert.ok(Math.abs(decoded.length - expected.length) <= 0.12 * 16000, `${decoded.length} samples`);
  assert.ok(decoded.every((sample) => Math.abs(sample) <= 1.001));
  const alike = likeness(expected, decoded);
  assert.ok(alike > 0.9, `likeness ${alike}`);
}

async function checkCuts(bytes: Buffer, ffmpeg: string, numRuns: number): Promise<void> {
  const whole = await decodeAll(new FileDecoder(ffmpeg), [bytes]);
  const sizes = fc.array(fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 1, max: 9000 })), {
    minLength: 1,
    maxLength: 10,
  });
  const property = fc.asyncProperty(sizes, async (lengths) => {
    assert.deepEqual(await decodeAll(new FileDecoder(ffmpeg), cut(bytes, lengths)), whole);
  });
  await fc.assert(property, { numRuns, examples: [[[1]]] });
}

async function refusal(bytes: Buffer, sizes: readonly number[] = [1000], ffmpeg = MISSING): Promise<string> {
  const error = await decodeAll(new FileDecoder(ffmpeg), cut(bytes, sizes)).then(
    () => assert.fail('it was not refused'),
    (reason: unknown) => reason as { type?: string; message: string },
  );
  assert.equal(error.type, 'job_error', error.message);
  assert.match(error.message, /^the audio could not be read, please check the audio format: /);
  return error.message;
}

function noise(length: number): Buffer {
  let state = 1;
  return Buffer.from(Uint8Array.from({ length }, () => (state = (state * 48271) % 0x7fffffff) >> 8));
}

describe('FileDecoder', () => {
  for (const name of BY_LIBRARY) {
    it(`decodes ${name} without a program`, () => checkWhole(readContainer(name), MISSING));
    it(`decodes ${name} alike however it is cut`, () => checkCuts(readContainer(name), MISSING, 5));
  }

  for (const name of BY_FFMPEG) {
    it(`decodes ${name} by ffmpeg`, async function () {
      await checkWhole(readContainer(name), requireProgram(this, 'ffmpeg'));
    });
    it(`decodes ${name} alike however it is cut`, async function () {
      await checkCuts(readContainer(name), requireProgram(this, 'ffmpeg'), 3);
    });
    it(`asks for ffmpeg when it is missing: ${name}`, async () => {
      assert.match(await refusal(readContainer(name)), /need the program ffmpeg on the PATH/);
    });
  }

  it('decodes WAV alike however it is cut', async () => {
    const bytes = readFileSync(RECORDING.path);
    await checkWhole(bytes, MISSING);
    await checkCuts(bytes, MISSING, 5);
  });

  it('decodes MP3 and AAC from the middle of a frame on, as radio streams come', async function () {
    await checkWhole(readContainer('stereo-44100.mp3').subarray(700), MISSING);
    await checkWhole(readContainer('adts.aac').subarray(100), requireProgram(this, 'ffmpeg'));
  });

  it('goes on behind tags, whatever they hold', async () => {
    const tag = Buffer.concat([Buffer.from('ID3\x03\0\0\0\0\x7f\x7f', 'latin1'), noise(0x3fff)]);
    for (const name of ['mono-16000.mp3', 'mono-16000.flac']) {
      await checkWhole(Buffer.concat([tag, tag, readContainer(name)]), MISSING);
    }
    assert.match(await refusal(tag.subarray(0, 5000)), /ends within a tag/);
  });

  it('gives an empty transcript for an empty file', async () => {
    assert.equal((await decodeAll(new FileDecoder(MISSING), [])).length, 0);
    assert.equal((await decodeAll(new FileDecoder(MISSING), [Buffer.alloc(0)])).length, 0);
  });

  it('refuses noise, text and silence, however they are cut', async () => {
    for (const bytes of [noise(200_000), Buffer.from('Not audio. '.repeat(5000)), Buffer.alloc(100_000), noise(3)]) {
      for (const sizes of [[bytes.length], [1, 4000]]) assert.match(await refusal(bytes, sizes), /none of WAV, MP3/);
    }
  });

  it('refuses noise behind the first bytes of a container', async () => {
    for (const start of ['fLaC', 'OggS', 'RIFF\0\0\0\0WAVE']) {
      await refusal(Buffer.concat([Buffer.from(start, 'latin1'), noise(200_000)]));
    }
  });

  it('refuses a container that ends within its header', async () => {
    for (const name of ['mono-16000.flac', 'vorbis.ogg', 'opus.ogg', 'mono-16000.mp3']) {
      for (const length of [3, 20, 60]) await refusal(readContainer(name).subarray(0, length));
    }
    assert.match(await refusal(readFileSync(RECORDING.path).subarray(0, 30)), /ends within its header/);
  });

  it('gives what there is of a file that is cut off', async () => {
    for (const name of BY_LIBRARY) {
      const bytes = readContainer(name);
      const decoded = await decodeAll(
        new FileDecoder(MISSING),
        cut(bytes.subarray(0, Math.floor(bytes.length * 0.7)), [1000]),
      );
      assert.ok(decoded.length >= 16000 && decoded.length < 45000, `${name}: ${decoded.length}`);
    }
  });

  it('decodes a voice memo whose index stands at its end, however it is cut', async function () {
    requireProgram(this, 'ffmpeg');
    const file = readContainer('header-at-end.m4a');
    const index = file.indexOf('moov') - 4;
    // Behind more than ffmpeg can look back in a pipe.
    const free = Buffer.concat([Buffer.from('00030d4066726565', 'hex'), Buffer.alloc(200_000 - 8)]);
    const memo = Buffer.concat([file.subarray(0, index), free, file.subarray(index)]);
    const expected = readSamples(RECORDING);
    for (const sizes of [[memo.length], [4000], [1, 700]]) {
      const decoded = await decodeAll(new FileDecoder('ffmpeg'), cut(memo, sizes));
      assert.ok(likeness(decoded, expected) > 0.9);
    }
  });

  it('decodes the WebM of a browser without ffmpeg, alike however it is cut', async () => {
    const webm = readFileSync('test/recordings/opus.webm');
    const expected = readSamples(RECORDING);
    for (const sizes of [[webm.length], [4000], [1, 700]]) {
      const decoded = await decodeAll(new FileDecoder(MISSING), cut(webm, sizes));
      assert.ok(likeness(decoded, expected) > 0.95);
    }
  });

  it('says what of WebM is taken', async () => {
    assert.match(await refusal(Buffer.concat([Buffer.from('1a45dfa3', 'hex'), noise(1000)])), /WebM.*Ogg or WAV/);
  });

  it('may be closed at any time, twice', async () => {
    for (const name of BY_LIBRARY) {
      const decoder = new FileDecoder(MISSING);
      const decoding = piecesOf(decoder.decode(readContainer(name)));
      decoder.close();
      await decoding;
      decoder.close();
      assert.deepEqual(await piecesOf(decoder.decode(Buffer.from('more'))), []);
    }
  });
});
