import assert from 'node:assert/strict';
import fc from 'fast-check';
import { AudioReader } from '../../../nodes/lib/audio/audio-reader';
import { AudioDiagnostics } from '../../../nodes/lib/audio/audio-diagnostics';
import { DEFAULT_FORMAT, type RawFormat } from '../../../nodes/lib/audio/format';
import { readPcm, recordings } from '../../../dev/recordings';

const speech = Buffer.concat(recordings.map(readPcm));

/** The codes of all warnings about audio that comes in chunks, each at its time in milliseconds. */
function diagnose(
  chunks: Iterable<{ data: Buffer; at: number | undefined }>,
  format: RawFormat = DEFAULT_FORMAT,
): string[] {
  const reader = new AudioReader(format);
  const diagnosis = new AudioDiagnostics(format);
  const codes: string[] = [];
  for (const { data, at } of chunks) codes.push(...diagnosis.note(reader.read(data), at).map(({ code }) => code));
  return codes;
}

/** Speech that comes in chunks of so many bytes, every so many milliseconds. */
function* live(bytes: number, every: number, seconds: number, jitter = 0): Generator<{ data: Buffer; at: number }> {
  let state = 1;
  for (let turn = 0; turn * every < seconds * 1000; turn++) {
    const start = (turn * bytes) % (speech.length - bytes);
    state = (state * 48271) % 0x7fffffff;
    yield {
      data: speech.subarray(start - (start % 2), start - (start % 2) + bytes),
      at: turn * every + (jitter * state) / 0x7fffffff,
    };
  }
}

describe('audio/audio-diagnostics', () => {
  it('raises no alarm on any recording, live or from a file', () => {
    for (const recording of recordings) {
      const pcm = readPcm(recording);
      assert.deepEqual(diagnose([{ data: pcm, at: undefined }]), []);
    }
    assert.deepEqual(diagnose(live(3200, 100, 60)), []);
    assert.deepEqual(diagnose(live(640, 20, 60, 80)), []);
    assert.deepEqual(diagnose(live(32768, 1024, 60)), []);
  });

  it('knows a steady source whose rate, channels or width were told wrongly, once', () => {
    const cases: [rate: number, declared: number][] = [
      [48000, 44100],
      [44100, 48000],
      [8000, 16000],
      [44100, 16000],
      [16000, 48000],
      [32000, 16000],
      [88200, 44100],
    ];
    for (const [rate, declared] of cases) {
      const format = { ...DEFAULT_FORMAT, sample_rate: declared };
      assert.deepEqual(diagnose(live(rate / 5, 100, 60), format), ['rate_mismatch'], `${rate} as ${declared}`);
      assert.deepEqual(diagnose(live(rate / 5, 100, 9), format), []);
    }
  });

  it('is not deceived by bursts, pauses, and files that come faster', () => {
    const pauses = [...live(3200, 100, 60)].filter(({ at }) => Math.floor(at / 1700) % 3 > 0);
    assert.deepEqual(diagnose(pauses), []);
    const bursts = [...live(3200, 100, 60)].map(({ data, at }) => ({ data, at: Math.ceil(at / 3000) * 3000 }));
    assert.deepEqual(diagnose(bursts), []);
    assert.deepEqual(diagnose(live(65536, 5, 30)), []);
  });

  it('stays calm however late the chunks of a right source come', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { minLength: 150, maxLength: 300 }), (delays) => {
        let last = 0;
        const chunks = [...live(3200, 100, delays.length / 10)].map(({ data, at }, index) => {
          last = Math.max(last, at + delays[index]!);
          return { data, at: last };
        });
        assert.deepEqual(diagnose(chunks), []);
      }),
      { numRuns: 30 },
    );
  });

  it('knows audio that was decoded as text', () => {
    const decoded = Buffer.from(speech.toString('utf8'));
    assert.deepEqual(diagnose([{ data: decoded, at: undefined }]), ['text_not_audio']);
  });

  it('tells of ten seconds of zeros, in mu-law too', () => {
    const zeros = (seconds: number, byte = 0): { data: Buffer; at: undefined }[] => [
      { data: Buffer.alloc(seconds * 32000, byte), at: undefined },
    ];
    assert.deepEqual(diagnose(zeros(10)), ['silent_audio']);
    assert.deepEqual(diagnose([...zeros(9.5), { data: speech, at: undefined }, ...zeros(9.5)]), []);
    const mulaw = { type: 'raw', encoding: 'mulaw', sample_rate: 8000 } as const;
    assert.deepEqual(diagnose(zeros(3, 0xff), mulaw), ['silent_audio']);
  });

  it('tells of ten seconds of one sample, as a dead line has it', () => {
    const samples = [
      [0xff, 0xff],
      [0x01, 0x00],
      [0x00, 0x7f],
    ];
    for (const sample of samples) {
      const line = { data: Buffer.alloc(10 * 32000, Buffer.from(sample)), at: undefined };
      assert.deepEqual(diagnose([line]), ['silent_audio']);
    }
    const floats = { type: 'raw', encoding: 'pcm_f32le', sample_rate: 16000 } as const;
    assert.deepEqual(
      diagnose([{ data: Buffer.alloc(640_000, Buffer.from([0, 0, 0x80, 0x3b])), at: undefined }], floats),
      ['silent_audio'],
    );
    const hum = { data: Buffer.alloc(10 * 32000, Buffer.from([0, 0, 1, 0, 0, 0, 0xff, 0xff])), at: undefined };
    assert.deepEqual(diagnose([hum]), []);
  });

  it('tells of rates outside of 8 to 48 kHz', () => {
    const codes = (sample_rate: number): string[] =>
      diagnose([{ data: speech.subarray(0, 320), at: 0 }], { ...DEFAULT_FORMAT, sample_rate });
    assert.deepEqual(
      [codes(8000), codes(48000), codes(7999), codes(96000)],
      [[], [], ['unusual_rate'], ['unusual_rate']],
    );
  });
});
