import { createRequire } from 'node:module';
import type * as Runtime from 'onnxruntime-web';
import { withFormatVersion } from '../moonshine/onnx';
import { checkNativeEngine } from '../published-files';
import type { InferenceEngine } from './inference-engine';
import { nativeTarget } from './native-target';

/** The latest version of the ONNX format that it reads. The models declare a later one, but don't need it. */
const FORMAT_VERSION = 9;

/**
 * Loads the native engine.
 *
 * @param folder of its package
 * @throws RecogniserPackagesError `recogniser_damaged`; the system's error if it can't be loaded
 */
export async function loadNativeEngine(folder: string): Promise<InferenceEngine> {
  const target = nativeTarget();
  if (!target) throw new Error(`there is none for ${process.platform}/${process.arch}`);
  const module = await checkNativeEngine(folder, target);
  const { InferenceSession, Tensor } = createRequire(module)(module) as typeof Runtime;
  return {
    name: 'native',
    Tensor,
    load: async (file) => {
      const session = await InferenceSession.create(withFormatVersion(file, FORMAT_VERSION), {
        // More threads are slower: the steps are too short to be divided.
        intraOpNumThreads: 1,
        interOpNumThreads: 1,
        logSeverityLevel: 3,
      });
      return {
        run: async (inputs, outputs = session.outputNames) => {
          const results = await session.run(inputs, outputs);
          // This version mixes up names: the nth requested output, in the model's order, gets the name of the model's nth output.
          const wanted = session.outputNames.filter((name) => outputs.includes(name));
          return Object.fromEntries(wanted.map((name, index) => [name, results[session.outputNames[index]!]!]));
        },
        release: () => session.release(),
      };
    },
  };
}
