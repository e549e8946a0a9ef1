import type * as SessionModule from '../../../../nodes/lib/speech-api/session';
import type * as ResultsModule from '../../../../nodes/lib/transcript/results';
import type * as TextModule from '../../../../nodes/lib/transcript/text';
import { AUDIO_FORMAT } from '../audio';
import { deferred } from '../deferred';
import { built } from './built';
import type { BenchClient, BenchStream, OnText, OpenClient } from './client';

const { Session } = built<typeof SessionModule>('speech-api/session.js');
const { liftResults } = built<typeof ResultsModule>('transcript/results.js');
const { textOf } = built<typeof TextModule>('transcript/text.js');

/** A session of the package: the protocol with checks, no recovery. */
class SessionClient implements BenchClient {
  constructor(private readonly url: string) {}

  open(count: number, onText: OnText): Promise<BenchStream[]> {
    return Promise.all(Array.from({ length: count }, () => this.openOne(onText)));
  }

  private async openOne(onText: OnText): Promise<BenchStream> {
    const ended = deferred();
    const started = deferred();
    const session = new Session({
      endpoint: { url: this.url },
      start: { audio_format: AUDIO_FORMAT, transcription_config: { language: 'en', enable_partials: true } },
      onEvent: (event) => {
        if (event.type === 'started') started.resolve();
        if (event.type === 'ended') ended.resolve();
        if (event.type === 'acknowledged') flush();
        if (event.type !== 'message') return;
        const { message } = event;
        if (message.message !== 'AddTranscript' && message.message !== 'AddPartialTranscript') return;
        onText(textOf(liftResults(message.results), ' '), message.message === 'AddTranscript' ? 'final' : 'partial');
      },
    });
    // Audio beyond the window waits.
    const waiting: Buffer[] = [];
    const flush = (): void => {
      while (waiting[0] && session.sendAudio(waiting[0])) waiting.shift();
    };
    session.open();
    await Promise.race([started.promise, ended.promise]);
    return {
      write: (piece) => {
        waiting.push(piece);
        flush();
      },
      finish: () => {
        session.finish();
        return ended.promise;
      },
    };
  }
}

export const openClient: OpenClient = (url) => new SessionClient(url);
