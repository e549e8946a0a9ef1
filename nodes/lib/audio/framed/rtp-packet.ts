/** One RTP packet (RFC 3550, 5.1). Numbers as they are on the wire. */
export interface RtpPacket {
  payloadType: number;
  sequence: number;
  timestamp: number;
  /** Identifies one of several sources of a sender. */
  ssrc: number;
  payload: Buffer;
}

const HEADER_LENGTH = 12;
/** Bytes of the longest packet that audio is sent in. */
const LONGEST = 8192;
/** Second bytes of RTCP packets (RFC 5761, 4), which a sender may multiplex on the same port. */
const RTCP = { first: 192, last: 223 };

/** Whether a message on an RTP port is an RTCP packet. */
export function isRtcp(bytes: Buffer): boolean {
  const type = bytes[1] ?? 0;
  return isVersion2(bytes) && type >= RTCP.first && type <= RTCP.last;
}

/** Reads a message as an RTP packet; undefined if it can't be one. */
export function readRtpPacket(bytes: Buffer): RtpPacket | undefined {
  if (bytes.length < HEADER_LENGTH || bytes.length > LONGEST || !isVersion2(bytes) || isRtcp(bytes)) return undefined;
  const first = bytes.readUInt8(0);
  let start = HEADER_LENGTH + (first & 0x0f) * 4;
  if ((first & 0x10) !== 0) {
    if (start + 4 > bytes.length) return undefined;
    start += 4 + bytes.readUInt16BE(start + 2) * 4;
  }
  const padding = (first & 0x20) === 0 ? 0 : bytes.readUInt8(bytes.length - 1);
  if (start + padding > bytes.length || ((first & 0x20) !== 0 && padding === 0)) return undefined;
  return {
    payloadType: bytes.readUInt8(1) & 0x7f,
    sequence: bytes.readUInt16BE(2),
    timestamp: bytes.readUInt32BE(4),
    ssrc: bytes.readUInt32BE(8),
    payload: bytes.subarray(start, bytes.length - padding),
  };
}

/** Distance from one sequence number to a later one, with wraparound; negative if it is earlier. */
export function sequenceDistance(from: number, to: number): number {
  return ((to - from + 0x18000) & 0xffff) - 0x8000;
}

/** Ticks from one timestamp to a later one, with wraparound; negative if it is earlier. */
export function timestampDistance(from: number, to: number): number {
  return (to - from) | 0;
}

function isVersion2(bytes: Buffer): boolean {
  return ((bytes[0] ?? 0) & 0xc0) === 0x80;
}
