import { createRequire } from 'node:module';
import type * as Runtime from 'onnxruntime-web';
import type { RecogniserPaths } from '../packages';
import { checkWasmEngine } from '../published-files';
import type { InferenceEngine } from './inference-engine';

/**
 * Loads the WebAssembly engine.
 *
 * @throws RecogniserPackagesError `recogniser_damaged`
 */
export async function loadWasmEngine(paths: RecogniserPaths): Promise<InferenceEngine> {
  const { module, wasm } = await checkWasmEngine(paths);
  const { env, InferenceSession, Tensor } = createRequire(module)(module) as typeof Runtime;
  // A second thread makes whole decodings only 1.2 times as fast, and partial ones not at all.
  env.wasm.numThreads = 1;
  env.wasm.wasmBinary = wasm;
  env.logLevel = 'error';
  return {
    name: 'wasm',
    Tensor,
    load: async (file) => {
      const session = await InferenceSession.create(file);
      return {
        run: (inputs, outputs) => (outputs ? session.run(inputs, outputs) : session.run(inputs)),
        release: () => session.release(),
      };
    },
  };
}
