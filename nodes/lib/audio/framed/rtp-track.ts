import type { FrameEvent } from './unwrapper';
import { sequenceDistance, timestampDistance, type RtpPacket } from './rtp-packet';
import { frameBytes, silentTicks, unknownPayloadType, type RtpFormat, type RtpPayloadTypes } from './rtp-payload-types';

/** The most packets that wait for a missing one before it counts as lost. */
const REORDERED = 3;
/** Distance of sequence numbers above which the sender must have restarted. */
const JUMP = 1000;
/** Seconds of the longest gap that is filled. */
const LONGEST_GAP = 10;
/** Milliseconds without packets after which the stream fills the pause itself. */
const PAUSE = 1000;

/** One source of RTP packets: puts them in order, and replaces lost ones with silence. */
export class RtpTrack {
  /** Packets that came early, by sequence number. */
  private readonly early = new Map<number, RtpPacket>();
  private next: { sequence: number; timestamp: number } | undefined;
  private format: { payloadType: number; format: RtpFormat } | undefined;
  private readonly refused = new Set<number>();
  /** When audio was last returned, milliseconds. */
  private latest = -Infinity;
  private paused = false;

  constructor(
    private readonly track: string,
    private readonly payloadTypes: RtpPayloadTypes,
  ) {}

  /** @param at when the packet came, milliseconds */
  read(packet: RtpPacket, at: number): FrameEvent[] {
    this.paused ||= at - this.latest >= PAUSE;
    const distance = this.next ? sequenceDistance(this.next.sequence, packet.sequence) : 0;
    const before = Math.abs(distance) > JUMP ? this.end() : [];
    // Late or duplicate.
    if (this.next && distance < 0) return before;
    this.early.set(packet.sequence, packet);
    const heard = this.takeReady(REORDERED);
    if (heard.some(({ kind }) => kind === 'audio')) this.latest = at;
    return [...before, ...heard];
  }

  /** Returns what waits for missing packets. */
  end(): FrameEvent[] {
    const events = this.takeReady(0);
    this.next = undefined;
    return events;
  }

  /** @param waiting the most packets that wait for a missing one, or at the beginning for earlier ones */
  private takeReady(waiting: number): FrameEvent[] {
    const events: FrameEvent[] = [];
    while (this.early.size > 0) {
      const isLate = this.early.size > waiting || (!this.next && this.early.size === waiting);
      const packet = this.early.get(this.next?.sequence ?? -1) ?? (isLate ? this.earliest() : undefined);
      if (!packet) break;
      this.early.delete(packet.sequence);
      events.push(...this.hear(packet));
    }
    return events;
  }

  private earliest(): RtpPacket | undefined {
    return [...this.early.values()].reduce((one, other) =>
      sequenceDistance(one.sequence, other.sequence) < 0 ? other : one,
    );
  }

  private hear({ payloadType, payload, sequence, timestamp }: RtpPacket): FrameEvent[] {
    const expected = this.next?.timestamp ?? timestamp;
    const following = (sequence + 1) & 0xffff;
    const meaning = this.payloadTypes.get(payloadType);
    if (meaning === 'nothing' || payload.length === 0) {
      this.next = { sequence: following, timestamp: expected };
      return [];
    }
    if (meaning === undefined || 'refused' in meaning) {
      this.next = { sequence: following, timestamp: expected };
      return this.refuse(payloadType, meaning);
    }
    const ends = this.format && this.format.payloadType !== payloadType;
    this.format = { payloadType, format: meaning };
    const hints = { encoding: meaning.sampleFormat, rate: meaning.rate, channels: meaning.channels };
    const gap = ends ? 0 : this.gapOf(timestampDistance(expected, timestamp), meaning);
    const ticks = Math.floor(payload.length / frameBytes(meaning));
    this.next = { sequence: following, timestamp: (timestamp + ticks) >>> 0 };
    const { track } = this;
    return [
      ...(ends ? [{ kind: 'end' as const, track }] : []),
      ...(gap > 0 ? [{ kind: 'audio' as const, data: silentTicks(meaning, gap), hints, track }] : []),
      { kind: 'audio', data: payload.subarray(0, ticks * frameBytes(meaning)), hints, track },
    ];
  }

  /** Ticks to fill with silence. A pause without any packets is filled by the stream. */
  private gapOf(ticks: number, { rate }: RtpFormat): number {
    const { paused } = this;
    this.paused = false;
    return paused || ticks <= 0 || ticks > rate * LONGEST_GAP ? 0 : ticks;
  }

  private refuse(payloadType: number, meaning: { refused: string } | undefined): FrameEvent[] {
    // Telephone keys have a payload type of their own.
    if (this.refused.has(payloadType) || (this.format && meaning === undefined)) return [];
    this.refused.add(payloadType);
    return [{ kind: 'refused', error: unknownPayloadType(payloadType, meaning) }];
  }
}
