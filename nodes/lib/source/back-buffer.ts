import type { Packet } from './source-run';
import { PACKET_SECONDS } from './packer';

/** Keeps the last seconds of audio, to listen back. */
export class BackBuffer {
  private readonly packets: Packet[] = [];

  /** @param seconds the most that are kept */
  constructor(private readonly seconds: number) {}

  push(packet: Packet): void {
    this.packets.push(packet);
    if (this.packets.length * PACKET_SECONDS > this.seconds + PACKET_SECONDS / 2) this.packets.shift();
  }

  /** Removes and returns its content, oldest first. */
  take(): Packet[] {
    return this.packets.splice(0);
  }
}
