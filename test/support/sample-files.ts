/** Files of big-endian 16-bit samples at 16 kHz around samples that are little-endian, by their endings; as RIFX, too. */
export function sampleFiles(samples: Buffer): Record<'rifx' | 'rf64' | 'aiff' | 'aifc' | 'au' | 'caf', Buffer> {
  const swapped = Buffer.from(samples).swap16();
  return {
    rifx: Buffer.concat([
      text('RIFX'),
      uint32(0xffffffff),
      text('WAVEfmt '),
      uint32(16),
      Buffer.from([0, 1, 0, 1]),
      uint32(16000),
      uint32(32000),
      Buffer.from([0, 2, 0, 16]),
      text('data'),
      uint32(samples.length),
      swapped,
    ]),
    rf64: rf64(samples),
    aiff: aiff('AIFF', Buffer.alloc(0), swapped),
    aifc: aiff('AIFC', text('sowt\0\0'), samples),
    au: Buffer.concat([text('.snd'), ...[28, samples.length, 3, 16000, 1, 0].map(uint32), swapped]),
    caf: caf(samples),
  };
}

function aiff(kind: string, compression: Buffer, samples: Buffer): Buffer {
  const frames = samples.length / 2;
  // 16000 in extended precision.
  const rate = Buffer.from('400cfa00000000000000', 'hex');
  const common = Buffer.concat([Buffer.from([0, 1]), uint32(frames), Buffer.from([0, 16]), rate, compression]);
  const chunks = Buffer.concat([
    text('COMM'),
    uint32(common.length),
    common,
    text('SSND'),
    uint32(samples.length + 8),
    Buffer.alloc(8),
    samples,
  ]);
  return Buffer.concat([text('FORM'), uint32(chunks.length + 4), text(kind), chunks]);
}

function caf(samples: Buffer): Buffer {
  const rate = Buffer.alloc(8);
  rate.writeDoubleBE(16000);
  const length = Buffer.alloc(8);
  length.writeBigInt64BE(BigInt(samples.length + 4));
  const description = Buffer.concat([rate, text('lpcm'), ...[2, 2, 1, 1, 16].map(uint32)]);
  return Buffer.concat([
    text('caff\0\x01\0\0desc'),
    uint32(0),
    uint32(description.length),
    description,
    text('data'),
    length,
    uint32(0),
    samples,
  ]);
}

function rf64(samples: Buffer): Buffer {
  const long = Buffer.alloc(28);
  long.writeBigUInt64LE(BigInt(samples.length), 8);
  const format = Buffer.from('01000100803e0000007d000002001000', 'hex');
  const [sixteen, twentyEight] = [16, 28].map((length) => Buffer.from([length, 0, 0, 0]));
  return Buffer.concat([
    text('RF64\xff\xff\xff\xffWAVEds64'),
    twentyEight!,
    long,
    text('fmt '),
    sixteen!,
    format,
    text('data\xff\xff\xff\xff'),
    samples,
  ]);
}

function text(latin1: string): Buffer {
  return Buffer.from(latin1, 'latin1');
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
