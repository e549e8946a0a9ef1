import { createRequire } from 'node:module';
import type * as Runtime from 'onnxruntime-web';
import { checkRuntime, type RecogniserPaths } from './packages';

/**
 * Loads the ONNX runtime, once for the thread, in which it computes: one call at a time.
 *
 * @throws RecogniserPackagesError `recogniser_damaged`
 */
export async function loadRuntime(paths: RecogniserPaths): Promise<typeof Runtime> {
  const { module, wasm } = await checkRuntime(paths);
  const runtime = createRequire(module)(module) as typeof Runtime;
  // A second thread makes whole decodings only 1.2 times as fast, and those of partials not at all.
  runtime.env.wasm.numThreads = 1;
  runtime.env.wasm.wasmBinary = wasm;
  runtime.env.logLevel = 'error';
  return runtime;
}
