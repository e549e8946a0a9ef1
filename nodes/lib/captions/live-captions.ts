import { without, type FlowMessage } from '../message/flow-message';
import type { Clock } from '../time/clock';
import { Throttle } from '../time/throttle';
import { readFilterMessage } from '../transcript/filter/filter-input';
import { PartialFilter } from '../transcript/filter/partial-filter';
import { readFilterSettings } from '../transcript/filter/settings';
import { RollingLines } from './rolling-lines';
import type { CaptionSettings } from './settings';

/** The most streams. */
const MAX_STREAMS = 100;

interface Screen {
  lines: RollingLines;
  /** The message of the last text. */
  latest: FlowMessage;
  throttle: Throttle<string>;
}

/** Shows the last lines of each stream as they are spoken, filtered so that they can be read. */
export class LiveCaptions {
  private readonly filter: PartialFilter;
  /** Least recently used first. */
  private readonly screens = new Map<string, Screen>();

  constructor(
    private readonly settings: CaptionSettings,
    private readonly clock: Clock,
    private readonly send: (messages: FlowMessage[]) => void,
  ) {
    this.filter = new PartialFilter(readFilterSettings({ mode: 'calm' }), clock, (messages) => {
      for (const message of messages) this.roll(message);
    });
  }

  take(message: FlowMessage): void {
    this.filter.take(message);
    if (message.reset !== undefined && message.reset !== false) this.forgetAll();
  }

  /** Sends nothing more. */
  close(): void {
    this.filter.close();
    this.forgetAll();
  }

  private roll(message: FlowMessage): void {
    const input = readFilterMessage(message, this.clock.now());
    const stream = 'stream' in input ? (input.stream ?? '') : '';
    const screen = this.screens.get(stream) ?? this.open(stream);
    this.screens.delete(stream);
    this.screens.set(stream, screen);
    const [oldest] = this.screens.keys();
    if (oldest !== undefined && this.screens.size > MAX_STREAMS) this.forget(oldest);
    const text = typeof message.payload === 'string' ? message.payload : '';
    const details = detailsOf(message.transcript);
    screen.latest = without(message, ['transcript', 'stability', 'contradicts']);
    const [partial, isAgain] = [message.partial === true, message.contradicts !== undefined];
    screen.throttle.push(screen.lines.show({ text, partial, isAgain, ...details }).join('\n'));
  }

  private open(stream: string): Screen {
    const interval = 1000 / this.settings.updates;
    const screen: Screen = {
      lines: new RollingLines(this.settings.rules),
      latest: {},
      throttle: new Throttle(this.clock, interval, (payload) =>
        this.send([{ ...screen.latest, stream, payload, live: true }]),
      ),
    };
    return screen;
  }

  private forgetAll(): void {
    for (const stream of [...this.screens.keys()]) this.forget(stream);
  }

  private forget(stream: string): void {
    this.screens.get(stream)?.throttle.stop();
    this.screens.delete(stream);
  }
}

/** The texts among the details of a transcript. */
function detailsOf(transcript: unknown): Partial<Record<'speaker' | 'delimiter' | 'language', string>> {
  const details = Object(transcript) as Record<string, unknown>;
  const names = ['speaker', 'delimiter', 'language'].filter((name) => typeof details[name] === 'string');
  return Object.fromEntries(names.map((name) => [name, details[name]]));
}
