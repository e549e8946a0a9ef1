import assert from 'node:assert/strict';
import fc from 'fast-check';
import { readPcm, readSamples, recordings } from '../../../../dev/recordings';
import { AudioReader } from '../../../../nodes/lib/audio/audio-reader';
import type { SampleFormat } from '../../../../nodes/lib/audio/format';
import { MessageCheck } from '../../../../nodes/lib/audio/plausibility/message-check';
import { storedBytes } from '../../../../nodes/lib/audio/samples';
import { encode } from '../../../support/encodings';
import { quietNoise } from '../../../support/quiet-noise';

const SPEECH = recordings.filter(({ name }) => name.startsWith('austen'));
const RATE = 16000;
const MILLISECONDS = [10, 20, 32, 64, 100];

interface Wrapped {
  before?: Buffer;
  after?: Buffer;
}

/** A whole number in so many bytes. */
function whole(bytes: number, value: number, order: 'BE' | 'LE'): Buffer {
  const buffer = Buffer.alloc(8);
  if (order === 'BE') buffer.writeBigUInt64BE(BigInt(value));
  else buffer.writeBigUInt64LE(BigInt(value));
  return order === 'BE' ? buffer.subarray(8 - bytes) : buffer.subarray(0, bytes);
}

function vban(index: number): Buffer {
  const header = Buffer.alloc(28);
  header.write('VBAN\x03\xff\x00\x01Stream1', 'latin1');
  header.writeUInt32LE(index, 24);
  return header;
}

/** What senders put around the samples of each message. `time`: milliseconds, not quite even. */
const KINDS: Record<string, (index: number, length: number, time: number) => Wrapped> = {
  'the number of a handler': () => ({ before: Buffer.from([1]) }),
  'a sequence number': (index) => ({ before: whole(4, index, 'LE') }),
  'a big-endian sequence number': (index) => ({ before: whole(4, index, 'BE') }),
  'a time': (_, __, time) => ({ before: whole(8, 1.79e12 + time, 'LE') }),
  'a big-endian time': (_, __, time) => ({ before: whole(8, 1.79e12 + time, 'BE') }),
  'a short length': (_, length) => ({ before: whole(2, length, 'BE') }),
  'a long length': (_, length) => ({ before: whole(4, length, 'LE') }),
  VBAN: (index) => ({ before: vban(index) }),
  'the end of a line': () => ({ after: Buffer.from('\n') }),
  'a number behind': (index) => ({ after: whole(4, index, 'BE') }),
};

function piecesOf(audio: Buffer, bytes: number): Buffer[] {
  return Array.from({ length: Math.floor(audio.length / bytes) }, (_, index) =>
    audio.subarray(index * bytes, (index + 1) * bytes),
  );
}

/** The error, and after how many messages. */
function refusalOf(
  messages: Buffer[],
  sampleFormat: SampleFormat = 's16le',
  channels = 1,
): [number, string] | undefined {
  const check = new MessageCheck({ type: 'stored', sampleFormat, channels, sampleRate: RATE });
  for (const [index, message] of messages.entries()) {
    try {
      check.push(message);
    } catch (error) {
      assert.equal((error as { code?: string }).code, 'not_samples');
      return [index + 1, (error as Error).message];
    }
  }
  return undefined;
}

describe('audio/plausibility/message-check', () => {
  for (const [kind, wrap] of Object.entries(KINDS)) {
    it(`refuses speech with ${kind} around each message, and says how many bytes to remove`, () => {
      for (const recording of SPEECH) {
        for (const milliseconds of MILLISECONDS) {
          const pieces = piecesOf(readPcm(recording), milliseconds * 32);
          const around = pieces.map((piece, index) => wrap(index, piece.length, index * milliseconds + (index % 3)));
          const { before = '', after = '' } = around[0]!;
          const messages = pieces.map((piece, index) =>
            Buffer.concat([around[index]!.before ?? Buffer.alloc(0), piece, around[index]!.after ?? Buffer.alloc(0)]),
          );
          const [count, reason] = refusalOf(messages) ?? [0, ''];
          const cure = `.subarray(${before.length}${after.length > 0 ? `, -${after.length}` : ''})`;
          const where = `${recording.name}, ${milliseconds} ms: ${reason}`;
          assert.ok(reason.includes(cure), where);
          assert.ok(count <= Math.max(16, 1500 / milliseconds), `${where} after ${count}`);
        }
      }
    });
  }

  it('never refuses speech, however it is stored and cut', () => {
    const formats: SampleFormat[] = ['s16le', 'u8', 's24le', 's32le', 'f32le', 'mulaw', 'alaw', 's16be'];
    fc.assert(
      fc.property(
        fc.constantFrom(...recordings),
        fc.constantFrom(...formats),
        fc.constantFrom(1, 2),
        fc.constantFrom(0.001, 0.03, 0.5, 1, 3),
        fc.integer({ min: 40, max: 3000 }),
        fc.constantFrom<'whole' | 'gaps' | 'anywhere'>('whole', 'gaps', 'anywhere'),
        (recording, format, channels, gain, length, cuts) => {
          const mono = readSamples(recording)
            .subarray(0, RATE)
            .map((sample) => sample * gain);
          const samples = Array.from({ length: mono.length * channels }, (_, at) => mono[Math.floor(at / channels)]!);
          const frame = storedBytes(format) * channels;
          const pieces = piecesOf(encode(samples, format), cuts === 'anywhere' ? length : frame * (length >> 4));
          const messages = cuts === 'gaps' ? pieces.filter((_, index) => (index * 7) % 10 < 6) : pieces;
          assert.equal(refusalOf(messages, format, channels), undefined);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('never refuses noise, silence, clicks, or pieces that have nothing to do with each other', () => {
    const clicks = Buffer.alloc(32000).map((_, at) => (at % 640 === 1 ? 0x40 : 0)) as Buffer;
    const clips = SPEECH.flatMap((recording) => piecesOf(readPcm(recording), 640)).sort(
      (one, two) => one[100]! - two[100]!,
    );
    assert.equal(refusalOf(clips), undefined);
    for (const audio of [quietNoise(64000), Buffer.alloc(32000), clicks]) {
      for (const bytes of [160, 320, 640, 3200]) assert.equal(refusalOf(piecesOf(audio, bytes)), undefined);
    }
  });

  it('refuses it in a stream, whose first messages told nothing', () => {
    const reader = new AudioReader({ type: 'auto' });
    const audio = Buffer.concat([Buffer.alloc(6400), readPcm(SPEECH[0]!)]);
    const messages = piecesOf(audio, 640).map((piece, index) => Buffer.concat([whole(4, index, 'LE'), piece]));
    assert.throws(() => messages.forEach((message) => reader.read(message)), {
      code: 'not_samples',
      message: /begins with 4 bytes that are not samples.*msg\.payload\.subarray\(4\)/,
    });
  });
});
