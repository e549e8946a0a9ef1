import { createRequire } from 'node:module';
import type * as Runtime from 'onnxruntime-web';

/** Loads the ONNX runtime, once for the thread, in which it computes: one call at a time. */
export function loadRuntime(path: string): typeof Runtime {
  const runtime = createRequire(path)(path) as typeof Runtime;
  // A second thread makes whole decodings only 1.2 times as fast, and those of partials not at all.
  runtime.env.wasm.numThreads = 1;
  runtime.env.logLevel = 'error';
  return runtime;
}
