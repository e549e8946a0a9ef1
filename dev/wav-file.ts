/** What a test WAV file is to hold. */
export interface WavFileOptions {
  /** Format tag: 1 PCM, 3 float, 6 A-law, 7 mu-law, 0xfffe extensible. */
  tag?: number;
  channels?: number;
  rate?: number;
  bits?: number;
  /** Chunks between the format and the samples. */
  chunksBefore?: { id: string; body: Buffer }[];
  /** In place of the true length, as live sources write it. */
  announcedLength?: number;
  /** Bytes behind the samples. */
  trailing?: Buffer;
}

/** A WAV file around samples. */
export function wavFile(samples: Buffer, options: WavFileOptions = {}): Buffer {
  const { tag = 1, channels = 1, rate = 16000, bits = 16, chunksBefore = [], trailing = Buffer.alloc(0) } = options;
  const format = Buffer.alloc(tag === 0xfffe ? 40 : 16);
  format.writeUInt16LE(tag, 0);
  format.writeUInt16LE(channels, 2);
  format.writeUInt32LE(rate, 4);
  format.writeUInt32LE((rate * channels * bits) / 8, 8);
  format.writeUInt16LE((channels * bits) / 8, 12);
  format.writeUInt16LE(bits, 14);
  // The sub-format of an extensible header starts with the tag that it stands for.
  if (tag === 0xfffe) format.writeUInt16LE(1, 24);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(options.announcedLength ?? samples.length);
  return Buffer.concat([
    Buffer.from('RIFF\xff\xff\xff\xffWAVE', 'latin1'),
    chunk('fmt ', format),
    ...chunksBefore.map(({ id, body }) => chunk(id, body)),
    Buffer.from('data'),
    length,
    samples,
    trailing,
  ]);
}

function chunk(id: string, body: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(body.length);
  return Buffer.concat([Buffer.from(id), length, body, Buffer.alloc(body.length % 2)]);
}
