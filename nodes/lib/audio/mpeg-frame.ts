/** One frame of an MPEG audio stream: MP3, the older layers, or AAC in ADTS. */
export interface MpegFrame {
  kind: 'mp3' | 'mpeg_audio' | 'aac';
  /** Bytes from the start of this frame to the next one. */
  length: number;
  /** Hz. */
  sampleRate: number;
}

/** kbit/s by bitrate index; ISO/IEC 11172-3 table 2.4.2.3 and ISO/IEC 13818-3 table 2.4.2.3. */
const BITRATES = {
  mpeg1: {
    layer1: [32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448],
    layer2: [32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    layer3: [32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
  },
  mpeg2: {
    layer1: [32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    layer2: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
    layer3: [8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
  },
};

/** Hz by sampling frequency index of MPEG-1; MPEG-2 has half, MPEG-2.5 a quarter of it. */
const SAMPLE_RATES = [44100, 48000, 32000];
/** Hz by sampling frequency index; ISO/IEC 14496-3 table 1.18. */
const ADTS_SAMPLE_RATES = [96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350];

const LAYERS = [undefined, 'layer3', 'layer2', 'layer1'] as const;
/** How often the rates above are halved, by version ID; 1 is reserved. */
const HALVINGS = [2, undefined, 1, 0] as const;

const ADTS_HEADER_LENGTH = 7;

/** The frame whose header is at byte `at`; undefined if there is none, or the bytes end within the header. */
export function mpegFrameAt(bytes: Buffer, at: number): MpegFrame | undefined {
  if (at + ADTS_HEADER_LENGTH > bytes.length || bytes[at] !== 0xff) return undefined;
  const second = bytes.readUInt8(at + 1);
  if ((second & 0xf6) === 0xf0) return adtsFrameAt(bytes, at);
  return (second & 0xe0) === 0xe0 ? layerFrameAt(bytes, at) : undefined;
}

/** ISO/IEC 14496-3 section 1.A.2. */
function adtsFrameAt(bytes: Buffer, at: number): MpegFrame | undefined {
  const sampleRate = ADTS_SAMPLE_RATES[(bytes.readUInt8(at + 2) >> 2) & 0x0f];
  const length = (bytes.readUIntBE(at + 3, 3) >> 5) & 0x1fff;
  return sampleRate === undefined || length < ADTS_HEADER_LENGTH ? undefined : { kind: 'aac', length, sampleRate };
}

/** ISO/IEC 11172-3 section 2.4.1.3; frames of a free bitrate don't state their length and are not recognised. */
function layerFrameAt(bytes: Buffer, at: number): MpegFrame | undefined {
  const second = bytes.readUInt8(at + 1);
  const third = bytes.readUInt8(at + 2);
  const halvings = HALVINGS[(second >> 3) & 3];
  const layer = LAYERS[(second >> 1) & 3];
  const fullRate = SAMPLE_RATES[(third >> 2) & 3];
  if (halvings === undefined || layer === undefined || fullRate === undefined) return undefined;
  const bitrate = BITRATES[halvings === 0 ? 'mpeg1' : 'mpeg2'][layer][(third >> 4) - 1];
  if (bitrate === undefined) return undefined;
  const sampleRate = fullRate >> halvings;
  const padding = (third >> 1) & 1;
  const bitsPerSecond = bitrate * 1000;
  if (layer === 'layer1') {
    return { kind: 'mpeg_audio', length: (Math.floor((12 * bitsPerSecond) / sampleRate) + padding) * 4, sampleRate };
  }
  const slots = layer === 'layer3' && halvings > 0 ? 72 : 144;
  const length = Math.floor((slots * bitsPerSecond) / sampleRate) + padding;
  return { kind: layer === 'layer3' ? 'mp3' : 'mpeg_audio', length, sampleRate };
}

/** Consecutive frames that are required: a single header occurs in any noise. */
const FRAMES_IN_A_ROW = 3;
/** Bytes that hold the start of a frame: of 384 kbit/s at 32 kHz, with the next header. AAC of two channels has fewer. */
const LONGEST_FRAME = 1728 + ADTS_HEADER_LENGTH;

/** The kind of consecutive frames from byte `at` on; `unclear` if the bytes end too early. */
export function mpegFramesAt(bytes: Buffer, at: number): MpegFrame['kind'] | 'none' | 'unclear' {
  let first: MpegFrame | undefined;
  for (let count = 0; count < FRAMES_IN_A_ROW; count++) {
    const frame = mpegFrameAt(bytes, at);
    if (!frame) return mayBeFrameAt(bytes, at) ? 'unclear' : 'none';
    first ??= frame;
    if (frame.kind !== first.kind || frame.sampleRate !== first.sampleRate) return 'none';
    at += frame.length;
  }
  return first?.kind ?? 'none';
}

/**
 * Finds consecutive frames in bytes that may start in the middle of one; `unclear` if more bytes are needed.
 */
export function findMpegFrames(bytes: Buffer): number | 'none' | 'unclear' {
  let isUnclear = bytes.length < LONGEST_FRAME;
  for (let at = bytes.indexOf(0xff); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    const kind = mpegFramesAt(bytes, at);
    if (kind === 'unclear') isUnclear ||= (mpegFrameAt(bytes, at)?.length ?? Infinity) <= LONGEST_FRAME;
    else if (kind !== 'none') return at;
  }
  return isUnclear ? 'unclear' : 'none';
}

/** Whether the bytes end before or within a header. */
function mayBeFrameAt(bytes: Buffer, at: number): boolean {
  const header = bytes.subarray(at, at + ADTS_HEADER_LENGTH);
  if (header.length === ADTS_HEADER_LENGTH) return false;
  return (header[0] ?? 0xff) === 0xff && ((header[1] ?? 0xff) & 0xe0) === 0xe0;
}
