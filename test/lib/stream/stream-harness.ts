import type { Endpoint } from '../../../nodes/lib/speech-api/endpoint';
import type { ServerMessage } from '../../../nodes/lib/speech-api/messages';
import type { ApplianceLease } from '../../../nodes/lib/appliance/appliance';
import { ServerRecord } from '../../../nodes/lib/appliance/server-record';
import { Cooldown } from '../../../nodes/lib/stream/cooldown';
import { ReconnectPolicy } from '../../../nodes/lib/appliance/reconnect-policy';
import { AudioBudget } from '../../../nodes/lib/stream/audio/audio-budget';
import { SessionPool } from '../../../nodes/lib/appliance/session-pool';
import { Stream } from '../../../nodes/lib/stream/stream';
import type { CodedError } from '../../../nodes/lib/errors/coded-error';
import type {
  Notice,
  StreamEnd,
  StreamEvent,
  StreamState,
  StreamWarning,
} from '../../../nodes/lib/stream/stream-event';
import { defaultStreamLimits } from '../../../nodes/lib/stream/stream-limits';
import type { StreamSettings } from '../../../nodes/lib/stream/stream-settings';
import type { TranscriptMessage } from '../../../nodes/lib/stream/transcripts';
import { type Behaviour, ScriptedServer } from '../../../dev/scripted-server';
import type { MemorySocket } from '../../../dev/memory-socket';
import type { Container } from '../../../nodes/lib/audio/signatures';
import { VirtualTime } from '../../support/virtual-time';

/** 100 ms of silence: 16 kHz, 16 bit. */
export const PIECE = Buffer.alloc(3200);

/** Seconds of silence in one Buffer. */
export function silence(seconds: number): Buffer {
  return Buffer.alloc(Math.round(seconds * 16000) * 2);
}

/** A server in memory and virtual time, as an appliance that streams get their sessions from. */
export class TestAppliance implements ApplianceLease {
  readonly time = new VirtualTime();
  readonly server: ScriptedServer;
  /** Virtual times at which connections were made, milliseconds. */
  readonly connections: number[] = [];
  readonly pool: SessionPool;
  readonly reconnectPolicy: ReconnectPolicy;
  readonly record = new ServerRecord();
  takes: readonly Container[] = [];
  releases = 0;
  address: Endpoint = { url: 'ws://appliance.test:9000/v2' };
  /** In place of an answer with `address`. */
  answer: () => Promise<Endpoint> = () => Promise.resolve(this.address);
  /** 0 to 1: how much longer pauses are than they have to be. */
  jitter = (): number => 0;
  /** Whether a connection can be made. */
  network: 'up' | 'down' = 'up';

  /** @param sessions that may run at once */
  constructor(behaviour: Behaviour, sessions?: number) {
    this.pool = new SessionPool(this.time.clock, sessions);
    this.reconnectPolicy = new ReconnectPolicy(this.time.clock, defaultStreamLimits, () => this.jitter());
    this.server = new ScriptedServer({ behaviour, clock: this.time.clock, onTraffic: this.time.noteTraffic });
  }

  endpoint(): Promise<Endpoint> {
    return this.answer();
  }

  release(): void {
    this.releases += 1;
  }

  readonly createConnection = (): MemorySocket => {
    this.connections.push(this.time.clock.now());
    const socket = this.server.connect();
    if (this.network === 'down') {
      setImmediate(() => socket.destroy(Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })));
    }
    return socket;
  };
}

/** Writes down what a stream tells. */
export class StreamRecorder {
  readonly transcripts: TranscriptMessage[] = [];
  readonly translations: TranscriptMessage[] = [];
  readonly raw: (ServerMessage | undefined)[] = [];
  readonly events: Notice[] = [];
  readonly states: StreamState[] = [];
  readonly errors: CodedError[] = [];
  readonly warnings: StreamWarning[] = [];
  readonly ends: StreamEnd[] = [];
  /** Types of all that was told, in order. */
  readonly calls: StreamEvent['type'][] = [];
  /** Called after each of them. */
  onCall: (type: StreamEvent['type']) => void = () => {};

  readonly onEvent = (event: StreamEvent): void => {
    switch (event.type) {
      case 'transcript':
        this.transcripts.push(event.message);
        this.raw.push(event.raw);
        break;
      case 'translation':
        this.translations.push(event.message);
        break;
      case 'notice':
        this.events.push(event);
        break;
      case 'state':
        this.states.push(event.state);
        break;
      case 'error':
        this.errors.push(event.error);
        break;
      case 'warning':
        this.warnings.push(event.warning);
        break;
      case 'ended':
        this.ends.push(event.end);
        break;
    }
    this.calls.push(event.type);
    this.onCall(event.type);
  };

  /** Codes of the errors so far. */
  get codes(): string[] {
    return this.errors.map(({ code }) => code);
  }

  /** Texts so far; those of partials in brackets. */
  get texts(): string[] {
    return this.transcripts.map(({ payload, partial }) => (partial ? `(${payload})` : payload));
  }

  eventNamed(name: string): Notice | undefined {
    return this.events.find((event) => event.name === name);
  }
}

/** A stream on a {@link TestAppliance}. */
export class StreamHarness extends TestAppliance {
  readonly listener = new StreamRecorder();
  readonly held = new AudioBudget();
  readonly stream: Stream;

  private readonly troubles = new Cooldown(this.time.clock, defaultStreamLimits);

  constructor(behaviour: Behaviour, settings: Partial<StreamSettings> = {}) {
    super(behaviour);
    this.stream = this.newStream(settings);
    this.stream.admit();
  }

  /** Another stream of the same node, which is not admitted yet. */
  newStream(settings: Partial<StreamSettings> = {}, listener = this.listener): Stream {
    return new Stream(
      {
        id: 'stream',
        format: { type: 'raw', encoding: 'pcm_s16le', sample_rate: 16000 },
        recognition: { transcription_config: { language: 'en' } },
        idle: 10,
        queue: { seconds: 60, drop: 'oldest' },
        ...settings,
      },
      {
        appliance: this,
        cooldown: this.troubles,
        budget: this.held,
        clock: this.time.clock,
        limits: defaultStreamLimits,
        onEvent: listener.onEvent,
      },
    );
  }

  /** Writes live audio in pieces of 100 ms, in real time. */
  async live(seconds: number): Promise<void> {
    for (let piece = 0; piece < Math.round(seconds * 10); piece += 1) {
      this.stream.write(PIECE, 'live');
      await this.time.advance(100);
    }
  }
}
