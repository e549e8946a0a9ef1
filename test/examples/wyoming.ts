import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { wyomingEvent, wyomingStream } from '../../dev/frames';
import type { Running } from './running';
import { piecesOf, spoken } from './spoken';

interface WyomingEvent {
  type: string;
  data: Record<string, unknown>;
}

/** Reads events as the official client does. */
class WyomingClient {
  private readonly socket: Socket;
  private bytes = Buffer.alloc(0);

  constructor(port: number) {
    this.socket = connect(port, '127.0.0.1');
    this.socket.on('data', (data) => {
      this.bytes = Buffer.concat([this.bytes, data]);
    });
  }

  write(...events: Buffer[]): void {
    for (const event of events) this.socket.write(event);
  }

  /** Home Assistant's order. */
  say(audio: Buffer): void {
    this.write(wyomingEvent('transcribe', { language: 'en' }), ...wyomingStream(piecesOf(audio)));
  }

  async read(): Promise<WyomingEvent> {
    for (;;) {
      const end = this.bytes.indexOf('\n');
      const header =
        end < 0
          ? undefined
          : (JSON.parse(this.bytes.toString('utf8', 0, end)) as WyomingEvent & { data_length: number });
      const stop = end + 1 + (header?.data_length ?? 0);
      if (header && this.bytes.length >= stop) {
        const data = JSON.parse(this.bytes.toString('utf8', end + 1, stop)) as Record<string, unknown>;
        this.bytes = this.bytes.subarray(stop);
        return { type: header.type, data };
      }
      await once(this.socket, 'data');
    }
  }

  /** All events up to one of that type. */
  async until(type: string): Promise<WyomingEvent[]> {
    const events: WyomingEvent[] = [];
    while (events.at(-1)?.type !== type) events.push(await this.read());
    return events;
  }

  /** Resolves when the server ends the connection. */
  async ended(): Promise<void> {
    if (!this.socket.closed) await once(this.socket, 'close');
  }

  close(): void {
    this.socket.destroy();
  }
}

/** The example "Wyoming for Home Assistant". */
export function wyoming(running: Running): void {
  describe('Wyoming for Home Assistant', () => {
    let client: WyomingClient;

    beforeEach(() => {
      client = new WyomingClient(running.ports.wyoming);
    });
    afterEach(() => client.close());

    it('says what it can do', async () => {
      client.write(wyomingEvent('describe'));
      const { type, data } = await client.read();
      assert.equal(type, 'info');
      const [asr] = data.asr as [{ installed: boolean; models: [{ languages: string[]; installed: boolean }] }];
      assert.deepEqual([asr.installed, asr.models[0].installed, asr.models[0].languages], [true, true, ['en']]);
    });

    it('answers with pieces of the text as they come, and with the whole at the end, in the order of the protocol', async () => {
      client.write(wyomingEvent('describe'));
      client.say(spoken('turn on the lamp'));
      const events = await client.until('transcript-stop');
      assert.deepEqual(
        events.map(({ type }) => type).filter((type) => type !== 'transcript-chunk'),
        ['info', 'transcript-start', 'transcript', 'transcript-stop'],
      );
      const pieces = events.filter(({ type }) => type === 'transcript-chunk').map(({ data }) => data.text);
      assert.equal(pieces.join(''), 'turn on the lamp');
      assert.deepEqual(events.at(-2)!.data, { text: 'turn on the lamp', language: 'en' });
    });

    it('answers one request after the other on a connection, and several connections at once', async () => {
      const other = new WyomingClient(running.ports.wyoming);
      try {
        client.say(spoken('one'));
        other.say(spoken('two three'));
        const first = [await client.until('transcript'), await other.until('transcript')];
        client.say(spoken('stop'));
        const texts = [...first, await client.until('transcript')].map((events) => events.at(-1)!.data.text);
        assert.deepEqual(texts, ['one', 'two three', 'stop']);
      } finally {
        other.close();
      }
    });

    it('says so and hangs up when there can be no answer', async () => {
      client.write(wyomingEvent('audio-start', { rate: -1 }), wyomingEvent('audio-chunk', {}, Buffer.from('text')));
      const { type, data } = await client.read();
      assert.deepEqual([type, typeof data.text, typeof data.code], ['error', 'string', 'string']);
      await client.ended();
    });

    it('answers audio without speech', async () => {
      for (const audio of [Buffer.alloc(64_000), Buffer.alloc(0)]) {
        client.say(audio);
        const events = await client.until('transcript');
        assert.equal(events.at(-1)!.data.text, '');
      }
    });
  });
}
