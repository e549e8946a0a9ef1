import assert from 'node:assert/strict';
import { CodedError } from '../../../nodes/lib/errors/coded-error';
import type { Feed, FeedEvent } from '../../../nodes/lib/source/feed';
import { type LifeEvent, type LifeSettings, SourceLife } from '../../../nodes/lib/source/source-life';
import { PlayedFeed } from '../../support/played-feed';
import { VirtualTime } from '../../support/virtual-time';

const AUDIO: FeedEvent = { type: 'audio', data: Buffer.alloc(3200), channels: 1 };
const FAULT = new CodedError('source_failed', 'Connection refused');

describe('source/source-life', () => {
  let time: VirtualTime;
  let feeds: PlayedFeed[];
  let events: LifeEvent[];

  function begin(settings: Partial<LifeSettings> = {}): SourceLife {
    time = new VirtualTime();
    feeds = [];
    events = [];
    const open = (onEvent: (event: FeedEvent) => void): Feed => {
      const feed = new PlayedFeed(onEvent);
      feeds.push(feed);
      return feed;
    };
    return new SourceLife({ stall: 10_000, restarts: true, waits: false, ...settings }, open, time.clock, (event) =>
      events.push(event),
    );
  }

  const feed = (): PlayedFeed => feeds.at(-1)!;
  const told = (type: LifeEvent['type']): LifeEvent[] => events.filter((event) => event.type === type);
  const states = (): string[] => told('state').map((event) => (event as { state: string }).state);

  /** Ends the present feed and lets nothing be left of it. */
  function drop(error?: CodedError): void {
    feed().play({ type: 'ended', ...(error && { error }) });
    feed().vanish();
  }

  it('runs from the first audio to the end of what has one', () => {
    begin();
    feed().play({ type: 'found', found: { codec: 'flac' }, isFinite: true });
    feed().play(AUDIO);
    feed().play(AUDIO);
    drop();
    assert.deepEqual(
      events.map(({ type }) => type),
      ['found', 'state', 'audio', 'audio', 'state', 'ended'],
    );
    assert.deepEqual(told('ended'), [{ type: 'ended', reason: 'completed' }]);
    assert.equal(time.pendingTimers, 0);
  });

  it('starts a feed that was lost again, with pauses that grow to a minute', async () => {
    begin();
    for (let round = 0; round < 9; round += 1) {
      const before = feeds.length;
      drop(FAULT);
      await time.advanceWhile(() => feeds.length === before, 120_000);
    }
    const delays = told('lost').map((event) => (event as { delay: number }).delay);
    assert.deepEqual(delays, [1, 2, 4, 8, 16, 32, 60, 60, 60]);
  });

  for (const { title, seconds, delays } of [
    { title: 'begins with the first pause again after it ran well', seconds: 31, delays: [1, 1] },
    { title: 'goes on with longer pauses after it ran for a short time', seconds: 29, delays: [1, 2] },
  ]) {
    it(title, async () => {
      begin();
      drop(FAULT);
      await time.advance(1000);
      for (let second = 0; second < seconds; second += 1) {
        feed().play(AUDIO);
        await time.advance(1000);
      }
      feed().play(AUDIO);
      drop(FAULT);
      assert.deepEqual(
        told('lost').map((event) => (event as { delay: number }).delay),
        delays,
      );
    });
  }

  it('tells the gap when audio comes again', async () => {
    begin();
    feed().play(AUDIO);
    drop();
    await time.advance(1000);
    await time.advance(500);
    feed().play(AUDIO);
    assert.deepEqual(told('restarted'), [{ type: 'restarted', attempt: 1, gap: 1.5 }]);
  });

  it('ends a feed without audio, and starts the next one when it is gone', async () => {
    begin();
    feed().play(AUDIO);
    const [first] = feeds;
    await time.advance(10_000);
    assert.deepEqual(told('stalled'), [{ type: 'stalled', seconds: 10 }]);
    assert.deepEqual(first!.calls, ['stop']);
    first!.play({ type: 'ended' });
    await time.advance(120_000);
    assert.equal(feeds.length, 1, 'two feeds at once');
    first!.vanish();
    await time.settle();
    assert.equal(feeds.length, 2);
  });

  it('allows a feed more time for its first audio', async () => {
    begin();
    await time.advance(19_900);
    assert.deepEqual(told('stalled'), []);
    await time.advance(200);
    assert.equal(told('stalled').length, 1);
  });

  it('lets a feed wait for somebody who sends', async () => {
    begin({ waits: true });
    await time.advance(3_600_000);
    assert.deepEqual(told('stalled'), []);
    feed().play(AUDIO);
    await time.advance(10_000);
    assert.equal(told('stalled').length, 1);
  });

  it('hears nothing of a feed that it left', async () => {
    begin();
    feed().play(AUDIO);
    const [first] = feeds;
    drop(FAULT);
    await time.advance(1000);
    first!.play(AUDIO);
    first!.play({ type: 'ended' });
    assert.equal(told('audio').length, 1);
    assert.equal(told('lost').length, 1);
  });

  it('does not begin what has an end from its beginning', () => {
    begin();
    feed().play({ type: 'found', found: {}, isFinite: true });
    feed().play(AUDIO);
    drop(FAULT);
    assert.deepEqual(told('ended'), [{ type: 'ended', reason: 'failed', error: FAULT }]);
  });

  it('gives up what will not go better, and what is not to be started again', () => {
    begin();
    const permanent = new CodedError('ffmpeg_missing', 'Install ffmpeg', { retryable: false });
    drop(permanent);
    assert.deepEqual(told('ended'), [{ type: 'ended', reason: 'failed', error: permanent }]);
    begin({ restarts: false });
    drop(FAULT);
    assert.deepEqual(told('ended'), [{ type: 'ended', reason: 'failed', error: FAULT }]);
    begin({ restarts: false });
    drop();
    assert.deepEqual(told('ended'), [{ type: 'ended', reason: 'completed' }]);
  });

  it('passes on nothing of a live source while it is paused, and takes silence for no stall', async () => {
    const life = begin();
    feed().play(AUDIO);
    life.pause();
    feed().play(AUDIO);
    await time.advance(60_000);
    life.resume();
    feed().play(AUDIO);
    assert.equal(told('audio').length, 2);
    assert.deepEqual(told('stalled'), []);
    assert.deepEqual(states(), ['running', 'paused', 'running']);
  });

  it('lets what has an end wait while it is paused', () => {
    const life = begin();
    feed().play({ type: 'found', found: {}, isFinite: true });
    feed().play(AUDIO);
    life.pause();
    life.resume();
    assert.deepEqual(feed().calls, ['pause', 'resume']);
  });

  it('stays paused when the feed is lost and started again', async () => {
    const life = begin();
    feed().play(AUDIO);
    life.pause();
    drop(FAULT);
    await time.advance(1000);
    feed().play(AUDIO);
    assert.equal(told('audio').length, 1);
    life.resume();
    feed().play(AUDIO);
    assert.equal(told('audio').length, 2);
  });

  it('takes nobody reading for no stall', async () => {
    const life = begin();
    feed().play(AUDIO);
    life.hold(true);
    await time.advance(60_000);
    life.hold(false);
    assert.deepEqual(told('stalled'), []);
    assert.deepEqual(feed().calls, ['pause', 'resume']);
  });

  it('lets a feed that is held wait on, also when it was paused meanwhile', () => {
    const life = begin();
    feed().play({ type: 'found', found: {}, isFinite: true });
    feed().play(AUDIO);
    life.hold(true);
    life.pause();
    life.resume();
    assert.deepEqual(feed().calls, ['pause', 'pause']);
    life.hold(false);
    assert.deepEqual(feed().calls, ['pause', 'pause', 'resume']);
  });

  it('holds the next feed as it held the one that was lost', async () => {
    const life = begin();
    feed().play(AUDIO);
    life.hold(true);
    drop();
    await time.advance(1000);
    feed().play(AUDIO);
    feed().play(AUDIO);
    assert.deepEqual(feed().calls, ['pause']);
    await time.advance(60_000);
    assert.deepEqual(told('stalled'), []);
    life.hold(false);
    assert.deepEqual(feed().calls, ['pause', 'resume']);
    await time.advance(10_000);
    assert.equal(told('stalled').length, 1);
  });

  it('is stopped in every state, and waits until nothing is left', async () => {
    const ways: [string, (life: SourceLife) => Promise<void> | void][] = [
      ['starting', () => {}],
      ['running', () => feed().play(AUDIO)],
      ['paused', (life) => life.pause()],
      ['stalled', () => time.advance(20_000)],
      ['backing off', () => feed().play({ type: 'ended', error: FAULT })],
    ];
    for (const [name, bring] of ways) {
      const life = begin();
      await bring(life);
      let gone = false;
      const stopped = life.stop().then(() => (gone = true));
      await time.settle();
      assert.equal(gone, false, name);
      feed().vanish();
      await stopped;
      assert.equal(time.pendingTimers, 0, name);
      assert.deepEqual(told('ended'), [{ type: 'ended', reason: 'stopped' }], name);
      await time.advance(120_000);
      assert.equal(feeds.length, 1, name);
    }
  });

  it('never takes silence for a stall when told so', async () => {
    begin({ stall: 0 });
    feed().play(AUDIO);
    await time.advance(3_600_000);
    assert.deepEqual(told('stalled'), []);
  });
});
