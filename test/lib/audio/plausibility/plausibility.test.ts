import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import type { SampleFormat } from '../../../../nodes/lib/audio/format';
import { judgeSamples } from '../../../../nodes/lib/audio/plausibility/plausibility';
import { storedBytes } from '../../../../nodes/lib/audio/samples';
import { readCodes, readContainer } from '../../../support/containers';
import { encode, SAMPLE_FORMATS } from '../../../support/encodings';
import { readPcm, readSamples, recordings } from '../../../../dev/recordings';

const RATES = [8000, 11025, 16000, 22050, 32000, 44100, 48000];
const SPEECH = recordings.map(readSamples);

type Random = () => number;

function randomNumbers(seed: number): Random {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function gaussian(random: Random): number {
  return Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
}

/** Sums of tones, as of music, keys and hum. */
function tones(frequencies: readonly number[]): (index: number, rate: number) => number {
  return (index, rate) =>
    frequencies.reduce((sum, hertz, at) => sum + Math.sin((2 * Math.PI * hertz * index) / rate + at), 0) /
    frequencies.length;
}

function pink(random: Random): () => number {
  const octaves = [0, 0, 0, 0, 0, 0];
  return () => {
    const white = random() * 2 - 1;
    octaves.forEach((octave, at) => (octaves[at]! += (white - octave) / 2 ** (at * 1.5)));
    return octaves.reduce((sum, octave) => sum + octave, 0);
  };
}

/** What a microphone, a line or a test may send; louder than full scale is clipped. */
const SOUNDS: Record<string, (random: Random) => (index: number, rate: number) => number> = {
  'white noise': (random) => () => gaussian(random),
  'pink noise': pink,
  'even noise': (random) => () => 2 * random() - 1,
  'a tone': (random) => tones([50 + 7900 * random()]),
  keys: (random) =>
    tones([[697, 770, 852, 941][Math.floor(4 * random())]!, [1209, 1336, 1477, 1633][Math.floor(4 * random())]!]),
  music: (random) => tones(Array.from({ length: 6 }, () => 50 + 3500 * random())),
  hum: () => tones([50, 100, 150, 250, 350]),
  'a square wave': () => (index, rate) => Math.sign(Math.sin((2 * Math.PI * 330 * index) / rate)),
  clicks: () => (index) => (index % 400 === 0 ? 1 : 0),
  'tones in noise that come with every third or fifth sample': (random) => {
    const period = [3, 5, 2.5, 15][Math.floor(4 * random())]!;
    const level = random();
    return (index) => level * Math.sin((2 * Math.PI * index) / period) + 0.3 * gaussian(random);
  },
  'clicks in noise': (random) => {
    const period = [3, 5, 15, 60][Math.floor(4 * random())]!;
    return (index) => (index % period === 0 ? 1 : 0) + 0.2 * gaussian(random);
  },
  silence: () => () => 0,
  'an offset': () => () => 0.2,
};
const LEVELS = [-90, -60, -40, -20, -10, -6, 0, 12];

/** The samples of speech at another rate. */
function speechAt(rate: number, recording: number): Float32Array {
  const samples = SPEECH[recording % SPEECH.length]!;
  return Float32Array.from({ length: Math.floor((samples.length * rate) / 16000) }, (_, index) => {
    const at = (index * 16000) / rate;
    const whole = Math.floor(at);
    return samples[whole]! * (1 - at + whole) + (samples[whole + 1] ?? 0) * (at - whole);
  });
}

function judge(bytes: Buffer, sampleFormat: SampleFormat, rate = 16000): string {
  return judgeSamples(bytes, { type: 'stored', sampleFormat, channels: 1, sampleRate: rate });
}

const anyRate = fc.constantFrom(...RATES);
const anyFormat = fc.constantFrom(...SAMPLE_FORMATS);
const anyLength = fc.constantFrom(0.02, 0.1, 0.3);

describe('audio/plausibility', () => {
  it('refuses no sound, at any level and rate and in any encoding', () => {
    const names = fc.constantFrom(...Object.keys(SOUNDS));
    fc.assert(
      fc.property(names, fc.constantFrom(...LEVELS), anyRate, anyFormat, anyLength, fc.nat(), (...drawn) => {
        const [name, level, rate, format, seconds, seed] = drawn;
        const make = SOUNDS[name]!(randomNumbers(seed));
        const gain = 10 ** (level / 20);
        const samples = Float32Array.from({ length: Math.floor(rate * seconds) }, (_, at) => gain * make(at, rate));
        judge(encode(samples, format), format, rate);
      }),
      { numRuns: 400 },
    );
  });

  it('refuses no speech, wherever it is cut, clipped or not', () => {
    const gains = fc.constantFrom(0.05, 1, 3, 12);
    fc.assert(
      fc.property(
        fc.nat(9),
        gains,
        anyRate,
        anyFormat,
        anyLength,
        fc.double({ min: 0, max: 1, noNaN: true }),
        (...drawn) => {
          const [recording, gain, rate, format, seconds, place] = drawn;
          const samples = speechAt(rate, recording);
          const length = Math.floor(rate * seconds);
          const start = Math.floor(place * (samples.length - length));
          const part = samples.subarray(start, start + length).map((sample) => sample * gain);
          judge(encode(part, format), format, rate);
        },
      ),
      { numRuns: 400 },
    );
  });

  /** Bytes from the middle of a second of speech on, in another form than that which they are taken for. */
  const misread: [name: string, bytes: () => Buffer, taken: SampleFormat, says: RegExp][] = [
    ...(['s16be', 's24le', 's24be', 's32le', 's32be', 'f32le', 'f32be', 'mulaw', 'alaw', 'u8'] as const).map(
      (format): (typeof misread)[number] => [format, () => loud(format), 's16le', /probably|take turns/],
    ),
    ...(['s16le', 's16be', 'alaw', 'u8', 's8'] as const).map((format): (typeof misread)[number] => [
      `${format} for mu-law`,
      () => loud(format),
      'mulaw',
      /mu-law/,
    ]),
    ...(['s16le', 's32le', 'mulaw'] as const).map((format): (typeof misread)[number] => [
      `${format} for floats`,
      () => loud(format),
      'f32le',
      /probably/,
    ]),
    ['floats of 16 bits', () => encodeScaled(), 'f32le', /32768/],
    ['an MP3', () => readContainer('mono-16000.mp3').subarray(5000), 's16le', /compressed/],
    ['Opus in Ogg', () => readContainer('opus.ogg').subarray(3000), 's16le', /compressed/],
    ['AAC', () => readContainer('adts.aac').subarray(5001), 's16le', /compressed/],
    ['AAC for mu-law', () => readContainer('adts.aac').subarray(5001), 'mulaw', /compressed/],
    ['gzip', () => gzipSync(readPcm(recordings[1]!)).subarray(1000), 's16le', /compressed/],
    ['codes of 4 bits', () => codes(), 's16le', /ADPCM/],
    ['codes of 4 bits for mu-law', () => codes(), 'mulaw', /ADPCM/],
    ['codes of 4 bits for bytes', () => codes(), 'u8', /ADPCM/],
    ...(['mulaw', 'alaw', 'u8', 's16le'] as const).flatMap((taken) =>
      (['g722', 'g726-24', 'g726-40', 'g726le-24', 'g726le-40'] as const).map((name): (typeof misread)[number] => [
        `${name} for ${taken}`,
        () => readCodes(`speech.${name}`),
        taken,
        name === 'g722' ? /G\.722/ : /ADPCM/,
      ]),
    ),
    ...(['s8', 's16le', 's16be'] as const).flatMap((format) =>
      (['s32le', 's24le'] as const).map((taken): (typeof misread)[number] => [
        `${format} for ${taken}`,
        () => loud(format),
        taken,
        new RegExp(`"${format}"`),
      ]),
    ),
    ...(['s24be', 's32be', 'f32be', 'f32le'] as const).map((format): (typeof misread)[number] => [
      `${format} of 16 bits for integers`,
      () => encode(SPEECH[0]!.subarray(16000, 32000), format),
      format.startsWith('s24') ? 's24le' : 's32le',
      new RegExp(`"${format}"`),
    ]),
    ['AudioSocket', () => audioSocket(encode(speechAt(8000, 0), 's16le')), 's16le', /AudioSocket/],
    ['RTP', () => rtp(encode(speechAt(8000, 0), 'mulaw')), 's16le', /RTP/],
    ['RTP over TCP', () => rtp(encode(speechAt(8000, 0), 'mulaw'), '00ac'), 's16le', /RTP/],
    ['RTP of RTSP', () => rtp(encode(speechAt(8000, 0), 'mulaw'), '240000ac'), 's16le', /RTP/],
    ['WebSocket frames', () => webSocket(loud('s16le')), 's16le', /WebSocket/],
    ['JSON', () => Buffer.from(JSON.stringify({ text: 'he was not an ill disposed young man' })), 's16le', /text/],
    ['base64', () => Buffer.from(loud('s16le').toString('base64')), 's16le', /base64/],
    ['numbers as text', () => Buffer.from([...loud('s8')].join(',')), 's16le', /text/],
  ];
  for (const [name, bytes, taken, says] of misread) {
    it(`refuses ${name} within 300 ms`, () => {
      const window = bytes().subarray(0, 0.3 * 16000 * storedBytes(taken));
      assert.throws(() => judge(window, taken), { message: says });
    });
  }

  it('takes 24 bits in four bytes, and refuses three bytes that are said to be four', () => {
    const padded = Buffer.from(encode(SPEECH[0]!.subarray(16000, 32000), 's32le'));
    for (let at = 0; at < padded.length; at += 4) padded.writeInt32LE(padded.readInt32LE(at) >> 8, at);
    for (let at = 0; at + 19_200 <= padded.length; at += 6400) {
      assert.notEqual(judge(padded.subarray(at, at + 19_200), 's24_32le'), 'noise');
    }
    assert.throws(() => judge(loud('s24le').subarray(0, 19_200), 's24_32le'), { message: /"s24le"/ });
  });

  it('refuses packed codes wherever they are cut', () => {
    fc.assert(
      fc.property(fc.constantFrom('g726-24', 'g726-40', 'g726le-24', 'g726le-40'), fc.nat(1500), (name, start) => {
        const bytes = readCodes(`speech.${name}`).subarray(start, start + 2400);
        assert.throws(() => judge(bytes, 'mulaw', 8000), { message: /ADPCM/ });
      }),
      { numRuns: 30 },
    );
  });

  it('refuses most of stereo that is taken for mono, as long as both speak or one is silent', () => {
    for (const right of [SPEECH[2]!, new Float32Array(80000)]) {
      const windows = Array.from({ length: 8 }, (_, at) =>
        stereo(SPEECH[0]!, right).subarray(at * 9600, at * 9600 + 9600),
      );
      const refused = windows.filter((window) => {
        try {
          return judge(window, 's16le') === 'unclear';
        } catch (error) {
          return /msg.channels/.test((error as Error).message);
        }
      });
      assert.ok(refused.length >= 4, `${refused.length} of 8`);
    }
  });

  it('takes noise around two values of one byte for no floats, which would be fainter than any sound', () => {
    const random = randomNumbers(1);
    for (const value of [0x23, 0x28, 0x30]) {
      const noise = Buffer.from(
        Array.from({ length: 4800 }, () => (random() < 0.5 ? value : value | 0x80) ^ (random() < 0.5 ? 1 : 0)),
      );
      for (const sampleFormat of ['mulaw', 'alaw'] as const) {
        assert.equal(judgeSamples(noise, { type: 'stored', sampleFormat, channels: 1, sampleRate: 8000 }), 'plausible');
      }
    }
  });

  it('looks quickly', () => {
    const bytes = encode(speechAt(16000, 0).subarray(0, 4800), 's16le');
    const start = process.cpuUsage();
    for (let look = 0; look < 100; look++) judge(bytes, 's16le');
    const { user } = process.cpuUsage(start);
    assert.ok(user < 100 * 20_000, `${user / 100} microseconds a look`);
  });
});

/** Speech from a word on, with the noise of the last bit that sources of more than 16 bits have. */
function loud(format: SampleFormat): Buffer {
  const random = randomNumbers(7);
  const samples = SPEECH[0]!.subarray(16000, 32000).map((sample) => sample + (random() - 0.5) / 0x8000);
  return encode(samples, format);
}

/** Two codes in each byte, small steps more often than large ones. */
function codes(): Buffer {
  const random = randomNumbers(11);
  const code = (): number => (Math.floor(Math.abs(gaussian(random)) * 3.5) & 7) | (random() < 0.5 ? 8 : 0);
  return Buffer.from(Array.from({ length: 9600 }, () => (code() << 4) | code()));
}

function encodeScaled(): Buffer {
  const scaled = SPEECH[0]!.subarray(16000, 32000).map((sample) => Math.round(sample * 0x8000));
  return Buffer.from(scaled.buffer);
}

function stereo(left: Float32Array, right: Float32Array): Buffer {
  const samples = Float32Array.from({ length: 80000 }, (_, at) => (at % 2 ? right : left)[8000 + (at >> 1)]!);
  return encode(samples, 's16le');
}

function packets(audio: Buffer, size: number, header: (index: number, length: number) => Buffer): Buffer {
  const count = Math.floor(audio.length / size);
  return Buffer.concat(
    Array.from({ length: count }, (_, index) => {
      const part = audio.subarray(index * size, (index + 1) * size);
      return Buffer.concat([header(index, part.length), part]);
    }),
  );
}

function audioSocket(audio: Buffer): Buffer {
  const start = Buffer.concat([Buffer.from([0x01, 0, 16]), randomBytes(16)]);
  return Buffer.concat([start, packets(audio, 320, (_, length) => Buffer.from([0x10, length >> 8, length & 0xff]))]);
}

function rtp(audio: Buffer, prefix = ''): Buffer {
  return packets(audio, 160, (index) => {
    const header = Buffer.from('800000000000000012345678', 'hex');
    header.writeUInt16BE((0xffff + index) & 0xffff, 2);
    header.writeUInt32BE((0xffffff60 + 160 * index) >>> 0, 4);
    return Buffer.concat([Buffer.from(prefix, 'hex'), header]);
  });
}

function webSocket(audio: Buffer): Buffer {
  return packets(audio, 640, (_, length) => Buffer.from([0x82, 126, length >> 8, length & 0xff]));
}
