import type { Clock } from '../../time/clock';

/** An amount of audio. `seconds` is 0 where it is unknown (containers). */
export interface AudioAmount {
  seconds: number;
  bytes: number;
}

/** Milliseconds without a loss after which an outage is over: a queue at its limit loses a piece now and then. */
const CALM = 5000;

/** Counts what is dropped, so that an outage is reported when it begins and, with its total, when it is over. */
export class DroppedAudio {
  private outage: { amount: AudioAmount; latest: number } | undefined;

  constructor(private readonly clock: Clock) {}

  /** @returns whether this begins an outage */
  add({ seconds, bytes }: AudioAmount): boolean {
    const { amount } = this.outage ?? { amount: { seconds: 0, bytes: 0 } };
    const begins = this.outage === undefined;
    this.outage = {
      amount: { seconds: amount.seconds + seconds, bytes: amount.bytes + bytes },
      latest: this.clock.now(),
    };
    return begins;
  }

  /** Returns, once, what was dropped in an outage that is over. */
  takeWhenCalm(): AudioAmount | undefined {
    if (!this.outage || this.clock.now() - this.outage.latest < CALM) return undefined;
    return this.take();
  }

  /** Returns, once, what was dropped in the outage, rounded to milliseconds. */
  take(): AudioAmount | undefined {
    const amount = this.outage?.amount;
    this.outage = undefined;
    return amount && { ...amount, seconds: Math.round(amount.seconds * 1000) / 1000 };
  }
}
