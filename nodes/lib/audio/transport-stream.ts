/** ISO/IEC 13818-1 section 2.4.3.2. */
const PACKET = { length: 188, sync: 0x47, inARow: 4 };

/** Whether consecutive packets of an MPEG transport stream begin at byte `at`; `unclear` if the bytes end too early. */
export function transportPacketsAt(bytes: Buffer, at: number): 'mpeg_ts' | 'none' | 'unclear' {
  for (let packet = 0; packet < PACKET.inARow; packet++) {
    const byte = bytes[at + packet * PACKET.length];
    if (byte === undefined) return 'unclear';
    if (byte !== PACKET.sync) return 'none';
  }
  return 'mpeg_ts';
}
