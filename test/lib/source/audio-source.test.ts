import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { CodedError } from '../../../nodes/lib/errors/coded-error';
import type { FlowMessage } from '../../../nodes/lib/message/flow-message';
import { AudioSource } from '../../../nodes/lib/source/audio-source';
import type { FeedEvent } from '../../../nodes/lib/source/feed';
import { installedPrograms } from '../../../nodes/lib/source/programs';
import { readSourceSettings, type StoredSourceSettings } from '../../../nodes/lib/source/source-settings';
import { PlayedFeed } from '../../support/played-feed';
import { VirtualTime } from '../../support/virtual-time';

const AUDIO: FeedEvent = { type: 'audio', data: Buffer.alloc(3200), channels: 1 };
const STATION = 'http://user:secret-word@radio.example/secret-path?key=secret-key';

/** An audio source whose feeds a test plays. */
class Played {
  readonly time = new VirtualTime();
  readonly feeds: PlayedFeed[] = [];
  readonly audio: FlowMessage[] = [];
  readonly told: unknown[] = [];
  readonly errors: CodedError[] = [];
  readonly source: AudioSource;

  constructor(settings: StoredSourceSettings = {}) {
    this.source = new AudioSource(
      readSourceSettings({ source: 'url', url: STATION, start: 'message', ...settings }),
      {
        programs: installedPrograms,
        clock: this.time.clock,
        open: () => (onEvent) => {
          const feed = new PlayedFeed(onEvent);
          feed.vanish();
          this.feeds.push(feed);
          return feed;
        },
      },
      {
        audio: (messages) => this.audio.push(...messages.filter(({ complete }) => complete !== true)),
        event: (message) => this.told.push(message),
        status: (status) => this.told.push(status),
        error: (error) => this.errors.push(error),
      },
    );
    this.source.begin();
  }

  /** Resolves with why a message is not carried out. */
  input(message: FlowMessage): Promise<Error | undefined> {
    return new Promise((resolve) => this.source.input(message, resolve));
  }

  /** How many feeds are not stopped. */
  get running(): PlayedFeed[] {
    return this.feeds.filter(({ calls }) => !calls.includes('stop'));
  }

  close(): Promise<void> {
    return this.source.close();
  }
}

describe('source/audio-source', () => {
  it('is what the last of its messages asks for, whatever came before and however quickly', async () => {
    const actions = fc.array(fc.constantFrom('start', 'stop', 'pause', 'resume'), { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(actions, fc.constantFrom(0, 5), async (wanted, back) => {
        const played = new Played({ back });
        let expected: 'idle' | 'running' | 'paused' = 'idle';
        for (const action of wanted) {
          void played.input({ action });
          if (action === 'stop') expected = 'idle';
          else if (action !== 'pause') expected = 'running';
          else if (expected === 'running') expected = 'paused';
        }
        await played.time.settle();
        const listens = back > 0 ? 1 : 0;
        assert.equal(played.running.length, expected === 'idle' ? listens : 1);
        played.running[0]?.play({ type: 'found', found: {}, isFinite: false });
        played.running[0]?.play(AUDIO);
        assert.equal(played.audio.length, expected === 'running' ? 1 : 0);
        await played.close();
        assert.equal(played.time.pendingTimers, 0);
        assert.deepEqual(played.errors, []);
      }),
      { numRuns: 60 },
    );
  });

  it('says so of every message that it does not understand, and throws nothing', async () => {
    const played = new Played();
    const nonsense = fc.record(
      {
        action: fc.oneof(fc.constantFrom('start', 'stop', 'pause', '', null), fc.anything()),
        source: fc.oneof(
          fc.anything(),
          fc.record({
            source: fc.oneof(
              fc.constantFrom('microphone', 'file', 'url', 'rtsp', 'rtmp', 'udp', 'ffmpeg'),
              fc.anything(),
            ),
            ...{ device: fc.anything(), path: fc.anything(), url: fc.anything(), listen: fc.anything() },
            ...{ system: fc.anything(), sdp: fc.anything(), arguments: fc.anything() },
          }),
        ),
        filename: fc.anything(),
        topic: fc.anything(),
      },
      { requiredKeys: [] },
    );
    await fc.assert(
      fc.asyncProperty(nonsense, async (message) => {
        const error = await played.input(message);
        assert.ok(error === undefined || 'code' in error);
      }),
      { numRuns: 300 },
    );
    await played.close();
  });

  it('refuses a file name that is none', async () => {
    for (const filename of [5, true, {}, ['a.wav']]) {
      const error = await new Played({ source: 'file', path: '/' }).input({ filename });
      assert.equal((error as CodedError).code, 'invalid_setting');
    }
  });

  it('tells nobody the password, path and query of its address', async () => {
    const played = new Played();
    await played.input({ action: 'start' });
    played.feeds[0]!.play({ type: 'ended' });
    await played.time.advance(1000);
    await played.input({ action: 'stop' });
    for (const url of [`${STATION} `, STATION.replace('http', 'gopher'), `${STATION}\n-i`]) {
      const error = await played.input({ source: { source: 'url', url } });
      played.told.push(error?.message, error?.stack, (error as CodedError | undefined)?.code);
    }
    const everything = JSON.stringify([played.told, played.audio, played.errors.map(({ message }) => message)]);
    assert.doesNotMatch(everything, /secret/);
    await played.close();
  });
});
