/** What starts in each packet. */
const RTP = {
  header: 12,
  synchronisationSource: 8,
  longest: 2000,
  /** Bytes before each packet: none, or its length (RFC 4571), or that and a channel (RFC 7826). */
  prefixes: [0, 2, 4],
};
const AUDIO_SOCKET = { header: 3, longest: 4096, framesInARow: 3 };
/** Payload types of speech and music: the static ones of RFC 3551, and the dynamic ones. */
const RTP_TYPES: ReadonlySet<number> = new Set([...range(0, 18), ...range(96, 127)]);
/** RFC 6455: a final binary frame. */
const WEBSOCKET_BINARY = 0x82;

/** The protocol whose packets or frames bytes are, by its name; undefined where they show none. */
export function protocolOf(bytes: Buffer): string | undefined {
  if (isAudioSocket(bytes)) return 'AudioSocket frames (Asterisk)';
  if (RTP.prefixes.some((length) => isRtp(bytes.subarray(length), length))) return 'RTP packets';
  if (isWebSocket(bytes)) return 'WebSocket frames';
  return undefined;
}

/** Whether the bytes of one packet can't tell yet. */
export function mayBeProtocol(bytes: Buffer): boolean {
  if (bytes.length < RTP.header) return false;
  const first = bytes.readUInt8(0);
  if (bytes.length <= RTP.longest && first === 0x80 && RTP_TYPES.has(bytes.readUInt8(1) & 0x7f)) return true;
  // A frame or two that end where the message ends.
  let at = 0;
  for (let length = audioSocketFrame(bytes, at); length !== undefined; length = audioSocketFrame(bytes, at))
    at += length;
  return at > 0 && at === bytes.length;
}

/** RFC 3550: version 2, a source that stays, packets of one length, numbers and times that go up evenly. */
function isRtp(bytes: Buffer, prefix: number): boolean {
  if (bytes.length < 3 * RTP.header || bytes.readUInt8(0) >> 6 !== 2) return false;
  const source = bytes.subarray(RTP.synchronisationSource, RTP.header);
  const end = Math.min(bytes.length, RTP.longest + RTP.header);
  for (let at = bytes.indexOf(source, RTP.header); at >= 0 && at < end; at = bytes.indexOf(source, at + 1)) {
    const length = at - RTP.synchronisationSource;
    if (length > RTP.header + prefix && areRtpPackets(bytes, length)) return true;
  }
  return false;
}

function areRtpPackets(bytes: Buffer, length: number): boolean {
  if (bytes.length < 2 * length + RTP.header) return false;
  const [first, second, third] = [0, length, 2 * length];
  const number = (at: number): number => bytes.readUInt16BE(at + 2);
  const time = (at: number): number => bytes.readUInt32BE(at + 4);
  // Both begin again after their highest value.
  const step = (time(second) - time(first)) >>> 0;
  const isSame = (at: number): boolean =>
    bytes[at] === bytes[0] &&
    ((bytes[at + 1]! ^ bytes[1]!) & 0x7f) === 0 &&
    bytes.readUInt32BE(at + 8) === bytes.readUInt32BE(8);
  const follows = (before: number, at: number): boolean => ((number(at) - number(before)) & 0xffff) === 1;
  const counts = follows(first, second) && follows(second, third);
  return isSame(second) && isSame(third) && counts && step > 0 && (time(third) - time(second)) >>> 0 === step;
}

function isAudioSocket(bytes: Buffer): boolean {
  return chain(bytes, audioSocketFrame, AUDIO_SOCKET.framesInARow) === AUDIO_SOCKET.framesInARow;
}

/** The length of a frame with the id of a call, a key, or audio. */
function audioSocketFrame(bytes: Buffer, at: number): number | undefined {
  if (at + AUDIO_SOCKET.header > bytes.length) return undefined;
  const kind = bytes.readUInt8(at);
  const length = bytes.readUInt16BE(at + 1);
  const isAudio = kind >= 0x10 && kind <= 0x18 && length >= 20 && length <= AUDIO_SOCKET.longest && length % 2 === 0;
  return isAudio || (kind === 0x01 && length === 16) || (kind === 0x03 && length === 1)
    ? AUDIO_SOCKET.header + length
    : undefined;
}

/** A few binary frames in a row whose length takes 16 bits. */
function isWebSocket(bytes: Buffer): boolean {
  const frame = (data: Buffer, at: number): number | undefined => {
    if (at + 4 > data.length || data.readUInt8(at) !== WEBSOCKET_BINARY) return undefined;
    const second = data.readUInt8(at + 1);
    const length = data.readUInt16BE(at + 2);
    if ((second & 0x7f) !== 126 || length < 126 || length > 2 * AUDIO_SOCKET.longest) return undefined;
    return 4 + (second & 0x80 ? 4 : 0) + length;
  };
  return chain(bytes, frame, 3) === 3;
}

/** How many frames follow one another from the first byte on, `most` at the most. */
function chain(bytes: Buffer, frame: (bytes: Buffer, at: number) => number | undefined, most: number): number {
  let count = 0;
  for (let at = 0; count < most; count++) {
    const length = frame(bytes, at);
    if (length === undefined) break;
    at += length;
  }
  return count;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}
