/** A frame of AudioSocket. */
export function audioSocketFrame(kind: number, body: Buffer): Buffer {
  const header = Buffer.from([kind, 0, 0]);
  header.writeUInt16BE(body.length, 1);
  return Buffer.concat([header, body]);
}

/** A call over AudioSocket: its UUID, a frame for each piece, and the end. */
export function audioSocketCall(pieces: readonly Buffer[], kind = 0x10): Buffer[] {
  return [
    audioSocketFrame(0x01, Buffer.from('00112233445566778899aabbccddeeff', 'hex')),
    ...pieces.map((piece) => audioSocketFrame(kind, piece)),
    audioSocketFrame(0x00, Buffer.alloc(0)),
  ];
}

export interface RtpHeader {
  payloadType: number;
  sequence: number;
  timestamp: number;
  ssrc: number;
}

/** A packet of RTP. */
export function rtpPacket({ payloadType, sequence, timestamp, ssrc }: RtpHeader, payload: Buffer): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt8(0x80, 0);
  header.writeUInt8(payloadType, 1);
  header.writeUInt16BE(sequence & 0xffff, 2);
  header.writeUInt32BE(timestamp >>> 0, 4);
  header.writeUInt32BE(ssrc >>> 0, 8);
  return Buffer.concat([header, payload]);
}

/**
 * Packets of RTP, one for each piece.
 *
 * @param frameBytes bytes of a tick of the timestamp
 */
export function rtpPackets(
  pieces: readonly Buffer[],
  { payloadType = 0, frameBytes = 1, sequence = 65530, timestamp = 0xffffff00, ssrc = 0x12345678 } = {},
): Buffer[] {
  let at = timestamp;
  return pieces.map((piece, index) => {
    const packet = rtpPacket({ payloadType, sequence: sequence + index, timestamp: at, ssrc }, piece);
    at += piece.length / frameBytes;
    return packet;
  });
}

/** An event of Wyoming as it is on the wire. */
export function wyomingEvent(type: string, data?: object, payload: Buffer = Buffer.alloc(0)): Buffer {
  const body = data ? Buffer.from(JSON.stringify(data)) : Buffer.alloc(0);
  const header = {
    type,
    version: '1.5.2',
    ...(body.length > 0 && { data_length: body.length }),
    ...(payload.length > 0 && { payload_length: payload.length }),
  };
  return Buffer.concat([Buffer.from(`${JSON.stringify(header)}\n`), body, payload]);
}

/** Audio as a Wyoming satellite sends it. */
export function wyomingStream(pieces: readonly Buffer[], format = { rate: 16000, width: 2, channels: 1 }): Buffer[] {
  return [
    wyomingEvent('audio-start', { ...format, timestamp: 0 }),
    ...pieces.map((piece) => wyomingEvent('audio-chunk', { ...format, timestamp: 1 }, piece)),
    wyomingEvent('audio-stop', { timestamp: 2 }),
  ];
}
