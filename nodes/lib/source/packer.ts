/** Seconds in a packet. */
export const PACKET_SECONDS = 0.1;

/** Cuts samples into packets of 100 ms. */
export class Packer {
  private readonly size: number;
  private gathered: Buffer[] = [];
  private bytes = 0;

  /** @param rate Hz, of samples of 16 bits */
  constructor(
    rate: number,
    readonly channels: number,
  ) {
    this.size = Math.round(rate * PACKET_SECONDS) * channels * 2;
  }

  /** Adds whole frames; returns complete packets. */
  push(data: Buffer): Buffer[] {
    const packets: Buffer[] = [];
    let rest = data;
    while (this.bytes + rest.length >= this.size) {
      const missing = this.size - this.bytes;
      packets.push(this.join(rest.subarray(0, missing)));
      rest = rest.subarray(missing);
    }
    if (rest.length > 0) this.gathered.push(rest);
    this.bytes += rest.length;
    return packets;
  }

  /** Returns the incomplete packet, which may be empty. */
  flush(): Buffer {
    return this.join(Buffer.alloc(0));
  }

  private join(last: Buffer): Buffer {
    const packet = this.gathered.length === 0 ? last : Buffer.concat([...this.gathered, last]);
    this.gathered = [];
    this.bytes = 0;
    return packet;
  }
}
