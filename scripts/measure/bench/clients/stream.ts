import type * as SharingModule from '../../../../nodes/lib/appliance/appliance-sharing';
import type * as BudgetModule from '../../../../nodes/lib/stream/audio/audio-budget';
import type * as CooldownModule from '../../../../nodes/lib/stream/cooldown';
import type * as StreamModule from '../../../../nodes/lib/stream/stream';
import type * as LimitsModule from '../../../../nodes/lib/stream/stream-limits';
import type * as ClockModule from '../../../../nodes/lib/time/clock';
import { AUDIO_FORMAT } from '../audio';
import { deferred } from '../deferred';
import { built } from './built';
import type { BenchClient, BenchStream, OnText, OpenClient } from './client';

const { Stream } = built<typeof StreamModule>('stream/stream.js');
const { systemClock } = built<typeof ClockModule>('time/clock.js');
const { newSharing } = built<typeof SharingModule>('appliance/appliance-sharing.js');
const { AudioBudget } = built<typeof BudgetModule>('stream/audio/audio-budget.js');
const { Cooldown } = built<typeof CooldownModule>('stream/cooldown.js');
const { defaultStreamLimits } = built<typeof LimitsModule>('stream/stream-limits.js');

/** Streams of the package: sessions with replay, reconnects, pauses and limits. */
class StreamClient implements BenchClient {
  constructor(private readonly url: string) {}

  async open(count: number, onText: OnText): Promise<BenchStream[]> {
    const shared = {
      appliance: { endpoint: () => Promise.resolve({ url: this.url }), ...newSharing(systemClock) },
      cooldown: new Cooldown(systemClock, defaultStreamLimits),
      budget: new AudioBudget(),
      clock: systemClock,
      limits: defaultStreamLimits,
    };
    return Promise.all(Array.from({ length: count }, (_, index) => openOne(`stream-${index}`, shared, onText)));
  }
}

async function openOne(
  id: string,
  shared: Omit<ConstructorParameters<typeof Stream>[1], 'onEvent'>,
  onText: OnText,
): Promise<BenchStream> {
  const ended = deferred();
  const running = deferred();
  const stream = new Stream(
    {
      id,
      format: AUDIO_FORMAT,
      recognition: { transcription_config: { language: 'en', enable_partials: true } },
      idle: 10,
      queue: { seconds: 60, drop: 'oldest' },
      pause: 12,
    },
    {
      ...shared,
      onEvent: (event) => {
        if (event.type === 'transcript') onText(event.message.payload, event.message.partial ? 'partial' : 'final');
        if (event.type === 'state' && event.state === 'running') running.resolve();
        if (event.type === 'ended') ended.resolve();
      },
    },
  );
  stream.admit();
  stream.start();
  await Promise.race([running.promise, ended.promise]);
  return {
    write: (piece) => stream.write(piece, 'live'),
    writeRecording: (audio) => stream.write(audio, 'recording'),
    finish: () => {
      stream.finish();
      return ended.promise;
    },
  };
}

export const openClient: OpenClient = (url) => new StreamClient(url);
