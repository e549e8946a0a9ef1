import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import type { Aedes, AedesPublishPacket } from 'aedes' with { 'resolution-mode': 'import' };

/** A message on the broker. */
export interface Published {
  topic: string;
  payload: string;
}

/** The broker of the examples, on loopback. */
export class Broker {
  private readonly topics = new Set<string>();

  private constructor(
    private readonly aedes: Aedes,
    private readonly server: Server,
  ) {
    aedes.on('subscribe', (subscriptions) => {
      for (const { topic } of subscriptions) this.topics.add(topic);
    });
  }

  static async start(): Promise<Broker> {
    const { Aedes } = await import('aedes');
    const aedes = await Aedes.createBroker();
    const server = createServer(aedes.handle);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new Broker(aedes, server);
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** What an example's broker node has to have. */
  get address(): object {
    return { broker: '127.0.0.1', port: String(this.port) };
  }

  /** Resolves when somebody has subscribed to a topic. */
  async subscribed(topic: string): Promise<void> {
    while (!this.topics.has(topic)) await once(this.aedes, 'subscribe');
  }

  publish(topic: string, payload: Buffer): void {
    this.aedes.publish({ cmd: 'publish', topic, payload, qos: 0, retain: false, dup: false }, () => {});
  }

  /** Resolves with the next `count` messages on topics that fit. */
  next(topics: RegExp, count: number): Promise<Published[]> {
    const published: Published[] = [];
    return new Promise((resolve) => {
      const take = ({ topic, payload }: AedesPublishPacket): void => {
        if (!topics.test(topic)) return;
        published.push({ topic, payload: payload.toString() });
        if (published.length < count) return;
        this.aedes.off('publish', take);
        resolve(published);
      };
      this.aedes.on('publish', take);
    });
  }

  async close(): Promise<void> {
    await new Promise<void>((resolve) => this.aedes.close(resolve));
    const closed = once(this.server, 'close');
    this.server.close();
    await closed;
  }
}
