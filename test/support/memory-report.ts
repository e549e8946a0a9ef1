/**
 * Preloaded into a forked process (`--require`), makes it tell its parent what it holds: asked by any message, it answers
 * with a {@link MemoryReport}. Its thread is preloaded as well, and tells the process: a thread's heap shows only inside.
 */
import { setImmediate } from 'node:timers/promises';
import { BroadcastChannel, isMainThread } from 'node:worker_threads';
import { collectGarbage } from '../../dev/collect-garbage';

/** Bytes that are held once the garbage is collected. */
export interface MemoryReport {
  /** Heap, typed arrays and the like of the main thread. */
  main: number;
  /** Those of its thread. */
  thread: number;
  /** Of the whole process, with what WebAssembly holds. */
  resident: number;
  /** The most that was resident since the report before. */
  peak: number;
}

async function held(): Promise<number> {
  // What the first collection finalises holds what the second collects.
  collectGarbage();
  await setImmediate();
  return collectGarbage();
}

const asked = new BroadcastChannel('memory asked');
const told = new BroadcastChannel('memory told');
asked.unref();
told.unref();

if (isMainThread) {
  let peak = 0;
  const look = (): void => {
    peak = Math.max(peak, process.memoryUsage.rss());
  };
  setInterval(look, 10).unref();
  process.on('message', () => {
    void held().then((main) => {
      told.onmessage = (message) => {
        const { data: thread } = message as { data: number };
        const { rss: resident } = process.memoryUsage();
        const report: MemoryReport = { main, thread, resident, peak: Math.max(peak, resident) };
        peak = 0;
        process.send?.(report);
      };
      asked.postMessage(undefined);
    });
  });
} else {
  asked.onmessage = () => {
    void held().then((bytes) => told.postMessage(bytes));
  };
}
