import { isRtcp, readRtpPacket, sequenceDistance, timestampDistance, type RtpPacket } from './rtp-packet';
import type { RtpPayloadTypes } from './rtp-payload-types';
import { RtpTrack } from './rtp-track';
import type { Finding, FrameEvent, FramedProtocol, Unwrapper } from './unwrapper';

/** Consecutive packets of one source that prove the protocol. */
const PACKETS_IN_A_ROW = 3;
/** Packets that are examined. */
const MOST_PACKETS = 8;
/** Combinations of source and payload type among them: several senders, and telephone keys. */
const MOST_ROWS = 3;
/** How far consecutive packets may be apart: some are lost or reordered. */
const CLOSE = { sequence: 16, seconds: 10 };
/** The fastest timestamp clock, Hz. */
const FASTEST_CLOCK = 192_000;
/** The most simultaneous sources of one sender. */
const MOST_TRACKS = 16;
/** Consecutive messages that are not packets after which the connection is not RTP. */
const MOST_OTHERS = 50;

/** RTP, a packet in each message (RFC 3550). */
export function rtp(payloadTypes: RtpPayloadTypes): FramedProtocol {
  return { name: 'RTP', find: findPackets, unwrap: () => new RtpUnwrapper(payloadTypes) };
}

/**
 * Finds three packets of the same source and type with increasing sequence numbers and timestamps. Samples look like that by
 * chance once in 10^15 times, and never in silence or a tone, where nothing increases.
 */
function findPackets(messages: readonly Buffer[]): Finding {
  const bySource = new Map<string, RtpPacket[]>();
  for (const message of messages) {
    if (isRtcp(message)) continue;
    const packet = readRtpPacket(message);
    if (!packet) return 'none';
    const source = `${packet.ssrc} ${packet.payloadType}`;
    const packets = bySource.get(source) ?? [];
    bySource.set(source, [...packets, packet]);
  }
  const rows = [...bySource.values()];
  if (rows.some((packets) => packets.slice(1).some((packet, index) => !follows(packets[index]!, packet))))
    return 'none';
  if (rows.some((packets) => packets.length >= PACKETS_IN_A_ROW)) return 'found';
  return messages.length < MOST_PACKETS && rows.length <= MOST_ROWS ? 'unclear' : 'none';
}

function follows(before: RtpPacket, packet: RtpPacket): boolean {
  const steps = sequenceDistance(before.sequence, packet.sequence);
  const ticks = timestampDistance(before.timestamp, packet.timestamp);
  const isClose = Math.abs(steps) <= CLOSE.sequence && Math.abs(ticks) <= CLOSE.seconds * FASTEST_CLOCK;
  return steps !== 0 && isClose && Math.sign(steps) === Math.sign(ticks);
}

class RtpUnwrapper implements Unwrapper {
  /** By SSRC, least recently used first. */
  private readonly tracks = new Map<number, RtpTrack>();
  private others = 0;

  constructor(private readonly payloadTypes: RtpPayloadTypes) {}

  get lost(): boolean {
    return this.others > MOST_OTHERS;
  }

  read(data: Buffer, at: number): FrameEvent[] {
    if (isRtcp(data)) return [];
    const packet = readRtpPacket(data);
    this.others = packet ? 0 : this.others + 1;
    if (!packet) return [];
    const { ssrc } = packet;
    const track = this.tracks.get(ssrc) ?? new RtpTrack(nameOf(ssrc), this.payloadTypes);
    this.tracks.delete(ssrc);
    this.tracks.set(ssrc, track);
    return [...this.endOldest(), ...track.read(packet, at)];
  }

  end(): FrameEvent[] {
    return [...this.tracks.values()].flatMap((track) => track.end());
  }

  private endOldest(): FrameEvent[] {
    const [oldest] = this.tracks;
    if (!oldest || this.tracks.size <= MOST_TRACKS) return [];
    const [ssrc, track] = oldest;
    this.tracks.delete(ssrc);
    return [...track.end(), { kind: 'end', track: nameOf(ssrc) }];
  }
}

function nameOf(ssrc: number): string {
  return ssrc.toString(16).padStart(8, '0');
}
