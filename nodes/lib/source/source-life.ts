import { CodedError } from '../errors/coded-error';
import type { Clock } from '../time/clock';
import { Timeout } from '../time/timeout';
import type { Feed, FeedEvent, Found, OpenFeed } from './feed';

/** Milliseconds before a restart: the first one, and the maximum. */
const BACK_OFF = { first: 1000, most: 60_000 };
/** Milliseconds of audio after which the back-off starts again. */
const RAN_WELL = 30_000;
/** Milliseconds for the first audio beyond the limit for a stall, for DNS and TLS. */
const START_ALLOWANCE = 10_000;

/** How a source is watched. */
export interface LifeSettings {
  /** Milliseconds without audio after which a feed is started again; 0: never. */
  stall: number;
  /** Whether a feed may wait without limit for its first audio, from a sender. */
  waits: boolean;
  /** Whether a feed that ends is started again. */
  restarts: boolean;
}

/** Events of a source. */
export type LifeEvent =
  | { type: 'state'; state: LifeState }
  | { type: 'found'; found: Found; isFinite: boolean }
  | { type: 'audio'; data: Buffer; channels: number }
  /** No audio came for `seconds`: the feed is restarted. */
  | { type: 'stalled'; seconds: number }
  /** The feed was lost, and is restarted after `delay` seconds. */
  | { type: 'lost'; error: CodedError; attempt: number; delay: number }
  /** Audio comes again after `gap` seconds. */
  | { type: 'restarted'; attempt: number; gap: number }
  /** The last event. Without an error: everything was read, or it was stopped. */
  | { type: 'ended'; reason: EndReason; error?: CodedError };

export type LifeState = 'starting' | 'running' | 'paused' | 'backing_off' | 'ended';
export type EndReason = 'completed' | 'stopped' | 'failed';

type State =
  | { name: 'starting' | 'running' | 'paused'; feed: Feed }
  /** A feed that stalled is ending. */
  | { name: 'stalled'; feed: Feed }
  | { name: 'backing_off' }
  | { name: 'ended' };

/**
 * Runs one source: starts its feed, watches it, and restarts it with a growing back-off. There is never more than one feed: the
 * next one starts when the one before has ended completely.
 */
export class SourceLife {
  private state: State;
  private attempt = 0;
  private isPaused = false;
  private isFinite = false;
  private isHeld = false;
  /** When the audio of this feed began. */
  private runningSince: number | undefined;
  private lastAudio: number;
  private readonly alarm: Timeout;
  private readonly backOff: Timeout;
  private stopping: Promise<void> = Promise.resolve();

  constructor(
    private readonly settings: LifeSettings,
    private readonly open: OpenFeed,
    private readonly clock: Clock,
    private readonly onEvent: (event: LifeEvent) => void,
  ) {
    this.alarm = new Timeout(clock);
    this.backOff = new Timeout(clock);
    this.lastAudio = clock.now();
    this.state = { name: 'starting', feed: this.openFeed() };
  }

  /** Whether audio can come. */
  get isOpen(): boolean {
    return this.state.name !== 'ended';
  }

  /** Pauses the feed; what a live source sends in the meantime is lost. */
  pause(): void {
    this.isPaused = true;
    this.show();
    if (this.state.name === 'running' || this.state.name === 'starting') {
      this.alarm.clear();
      if (this.isFinite) this.state.feed.pause();
      this.state = { name: 'paused', feed: this.state.feed };
    }
  }

  /** Continues after `pause`. */
  resume(): void {
    this.isPaused = false;
    if (this.state.name === 'paused') {
      if (!this.isHeld) this.state.feed.resume();
      this.state = { name: 'running', feed: this.state.feed };
      this.runningSince = this.lastAudio = this.clock.now();
      this.watchAudio();
    }
    this.show();
  }

  /** Pauses or resumes the feed for its consumer, which does not count as a stall. */
  hold(isHeld: boolean): void {
    this.isHeld = isHeld;
    if (this.state.name !== 'running') return;
    if (isHeld) this.state.feed.pause();
    else this.state.feed.resume();
    this.watchAudio();
  }

  /** Ends the source. Resolves when its feed has ended completely. */
  stop(): Promise<void> {
    if (this.state.name !== 'ended') this.end('stopped');
    return this.stopping;
  }

  private openFeed(): Feed {
    const { stall, waits } = this.settings;
    this.watch(stall === 0 || waits ? 0 : stall + START_ALLOWANCE);
    const feed: Feed = this.open((event) => this.take(feed, event));
    return feed;
  }

  private take(feed: Feed, event: FeedEvent): void {
    if (!('feed' in this.state) || this.state.feed !== feed) return;
    switch (event.type) {
      case 'found':
        this.isFinite = event.isFinite;
        if (this.isFinite && this.state.name === 'paused') feed.pause();
        this.onEvent(event);
        break;
      case 'audio':
        this.takeAudio(feed, event);
        break;
      case 'ended':
        this.feedEnded(event.error);
        break;
    }
  }

  private takeAudio(feed: Feed, event: Extract<FeedEvent, { type: 'audio' }>): void {
    if (this.state.name === 'paused' || this.state.name === 'stalled') return;
    const now = this.clock.now();
    const gap = (now - this.lastAudio) / 1000;
    this.lastAudio = now;
    const isFirst = this.state.name === 'starting';
    if (isFirst) {
      this.state = { name: 'running', feed };
      this.runningSince = now;
      if (this.isHeld) feed.pause();
      this.show();
    }
    this.watchAudio();
    if (isFirst && this.attempt > 0) this.onEvent({ type: 'restarted', attempt: this.attempt, gap });
    this.onEvent(event);
  }

  private feedEnded(error: CodedError | undefined): void {
    this.alarm.clear();
    const fault = this.state.name === 'stalled' ? stalledError(this.settings.stall) : error;
    // A finite source would start from its beginning.
    const isOver =
      !this.settings.restarts || (this.isFinite && this.runningSince !== undefined) || fault?.retryable === false;
    if (fault && isOver) this.end('failed', fault);
    else if (isOver || (this.isFinite && !fault)) this.end('completed');
    else this.startAgain(fault ?? droppedError());
  }

  private startAgain(error: CodedError): void {
    const ranWell = this.runningSince !== undefined && this.lastAudio - this.runningSince >= RAN_WELL;
    if (ranWell) this.attempt = 0;
    this.runningSince = undefined;
    const delay = Math.min(BACK_OFF.most, BACK_OFF.first * 2 ** this.attempt);
    this.attempt += 1;
    // The feed may still hold the device.
    const gone = 'feed' in this.state ? this.state.feed.stop() : this.stopping;
    this.stopping = gone;
    this.state = { name: 'backing_off' };
    this.onEvent({ type: 'lost', error, attempt: this.attempt, delay: delay / 1000 });
    this.show();
    this.backOff.set(delay, () => {
      void gone.then(() => {
        if (this.state.name !== 'backing_off') return;
        this.state = { name: 'starting', feed: this.openFeed() };
        if (this.isPaused) this.pause();
        else this.show();
      });
    });
  }

  private watchAudio(): void {
    this.watch(this.isHeld ? 0 : this.settings.stall);
  }

  private watch(limit: number): void {
    if (limit === 0) this.alarm.clear();
    else this.alarm.set(limit, () => this.stalled());
  }

  private stalled(): void {
    if (this.state.name !== 'running' && this.state.name !== 'starting') return;
    const { feed } = this.state;
    this.state = { name: 'stalled', feed };
    this.onEvent({ type: 'stalled', seconds: (this.clock.now() - this.lastAudio) / 1000 });
    void feed.stop();
  }

  private end(reason: EndReason, error?: CodedError): void {
    this.alarm.clear();
    this.backOff.clear();
    if ('feed' in this.state) this.stopping = this.state.feed.stop();
    this.state = { name: 'ended' };
    this.show();
    this.onEvent({ type: 'ended', reason, ...(error && { error }) });
  }

  private show(): void {
    const { name } = this.state;
    if (name === 'stalled') return;
    const state = this.isPaused && name !== 'ended' ? 'paused' : name;
    this.onEvent({ type: 'state', state });
  }
}

function stalledError(stall: number): CodedError {
  return new CodedError('source_stalled', `No audio came for ${stall / 1000} s.`, {
    retryable: true,
  });
}

function droppedError(): CodedError {
  return new CodedError('source_dropped', 'The source closed the connection, or its device is gone.', {
    retryable: true,
  });
}
