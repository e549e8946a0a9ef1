import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { findProgram } from './programs';

/** An MQTT broker on loopback. */
export interface Broker {
  name: string;
  port: number;
  close(): Promise<void>;
}

/** Mosquitto where it is installed, else one in this process. */
export async function startBroker(): Promise<Broker> {
  const mosquitto = findProgram('mosquitto');
  return mosquitto === undefined ? startInProcess() : startMosquitto(mosquitto);
}

async function startMosquitto(path: string): Promise<Broker> {
  const { default: getPort } = await import('get-port');
  const port = await getPort({ host: '127.0.0.1' });
  // Without a configuration it listens on loopback only, and accepts any client.
  const child = spawn(path, ['-v', '-p', String(port)], { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  for await (const chunk of child.stderr.iterator({ destroyOnReturn: false })) {
    log += String(chunk);
    if (/mosquitto version .* running/.test(log)) break;
  }
  if (child.exitCode !== null) throw new Error(`Mosquitto did not start:\n${log}`);
  child.stderr.resume();
  return {
    name: 'Mosquitto',
    port,
    async close() {
      const exited = once(child, 'exit');
      child.kill();
      await exited;
    },
  };
}

async function startInProcess(): Promise<Broker> {
  const { Aedes } = await import('aedes');
  const broker = await Aedes.createBroker();
  const server = createServer(broker.handle);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    name: 'Aedes',
    port: (server.address() as AddressInfo).port,
    async close() {
      await new Promise<void>((resolve) => broker.close(resolve));
      const closed = once(server, 'close');
      server.close();
      await closed;
    },
  };
}
