/** Sample types of codecs. */
type Plane = Uint8Array | Int16Array | Int32Array | Float32Array;

/** Decoded samples of all channels: one plane each, or interleaved in one. */
export interface DecodedFrame {
  data: Plane | Plane[];
  channels: number;
  /** Samples per channel. */
  length: number;
}

/** The mean of all channels, -1 to 1. */
export function frameToMono({ data, channels, length }: DecodedFrame): Float32Array {
  const planes = Array.isArray(data) ? data : Array.from({ length: channels }, (_, channel) => data.subarray(channel));
  const step = Array.isArray(data) ? 1 : channels;
  const mono = new Float32Array(length);
  for (const plane of planes) {
    const { zero, one } = scaleOf(plane);
    const factor = 1 / (one * planes.length);
    for (let i = 0; i < length; i++) mono[i]! += (plane[i * step]! - zero) * factor;
  }
  return mono;
}

function scaleOf(plane: Plane): { zero: number; one: number } {
  if (plane instanceof Uint8Array) return { zero: 0x80, one: 0x80 };
  if (plane instanceof Int16Array) return { zero: 0, one: 0x8000 };
  if (plane instanceof Int32Array) return { zero: 0, one: 0x80000000 };
  return { zero: 0, one: 1 };
}
