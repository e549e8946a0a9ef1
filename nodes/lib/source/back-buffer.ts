import type { Packet } from './source-run';
import { PACKET_SECONDS } from './packer';

/** The last seconds of audio, for who comes too late to have heard them. */
export class BackBuffer {
  private readonly packets: Packet[] = [];

  /** @param seconds at most */
  constructor(private readonly seconds: number) {}

  push(packet: Packet): void {
    this.packets.push(packet);
    if (this.packets.length * PACKET_SECONDS > this.seconds + PACKET_SECONDS / 2) this.packets.shift();
  }

  /** Gives what it holds, oldest first, and holds nothing any more. */
  take(): Packet[] {
    return this.packets.splice(0);
  }
}
