/**
 * `npm run appliance -- --port 9000 --sessions 2 --engine wasm`: runs the built-in appliance alone, for any client of the Speech
 * API. The default port is that of the protocol's appliances.
 */
import { readApplianceOptions } from '../../nodes/lib/built-in/process/appliance-options';
import { fallbackNotice } from '../../nodes/lib/built-in/recogniser/engine/engine-choice';
import { checkPackages } from '../../nodes/lib/built-in/recogniser/packages';
import { SpeechApiServer } from '../../nodes/lib/built-in/server/speech-api-server';
import { WorkerRecogniser } from '../../nodes/lib/built-in/process/worker-recogniser';

const DEFAULT_PORT = 9000;

function fail(error: unknown): never {
  console.error(error instanceof Error ? error.message : error);
  process.exit(1);
}

function explain(error: NodeJS.ErrnoException, port: number): Error {
  if (error.code === 'EADDRINUSE') return new Error(`Port ${port} is taken. Choose another one with --port.`);
  if (error.code === 'EACCES') return new Error(`Port ${port} needs more rights. Choose one above 1023 with --port.`);
  return error;
}

async function main(): Promise<void> {
  const { port = DEFAULT_PORT, sessions, engine } = readApplianceOptions(process.argv.slice(2));
  checkPackages();
  const recogniser = new WorkerRecogniser(fail, {
    engine,
    onFallback: (reason) => console.error(fallbackNotice(reason)),
  });
  const server = await SpeechApiServer.listen(recogniser, { port, sessions }).catch((error: unknown) => {
    throw explain(error as NodeJS.ErrnoException, port);
  });
  console.log(`The appliance listens at ${server.url}`);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      void server
        .close()
        .then(() => recogniser.close())
        .finally(() => process.exit(0));
    });
  }
}

main().catch(fail);
