import { writeFileSync } from 'node:fs';
import { Session } from 'node:inspector/promises';

/** Runs a function, and writes a CPU profile for Chrome's developer tools. @param file undefined: no profile */
export async function profiled<T>(file: string | undefined, run: () => Promise<T>): Promise<T> {
  if (file === undefined) return run();
  const session = new Session();
  session.connect();
  await session.post('Profiler.enable');
  await session.post('Profiler.start');
  const result = await run();
  const { profile } = await session.post('Profiler.stop');
  writeFileSync(file, JSON.stringify(profile));
  session.disconnect();
  return result;
}
