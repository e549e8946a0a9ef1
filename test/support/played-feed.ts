import type { Feed, FeedEvent } from '../../nodes/lib/source/feed';

/** A feed that a test plays. */
export class PlayedFeed implements Feed {
  readonly calls: string[] = [];
  /** Lets it be gone. */
  vanish = (): void => {};
  private readonly gone = new Promise<void>((resolve) => (this.vanish = resolve));

  constructor(readonly play: (event: FeedEvent) => void) {}

  pause(): void {
    this.calls.push('pause');
  }
  resume(): void {
    this.calls.push('resume');
  }
  stop(): Promise<void> {
    this.calls.push('stop');
    return this.gone;
  }
}
