import type { EngineName, InferenceEngine } from '../../nodes/lib/built-in/recogniser/engine/inference-engine';
import { loadNativeEngine } from '../../nodes/lib/built-in/recogniser/engine/native-engine';
import { nativeTarget } from '../../nodes/lib/built-in/recogniser/engine/native-target';
import { loadWasmEngine } from '../../nodes/lib/built-in/recogniser/engine/wasm-engine';
import { locateRecogniser } from '../../nodes/lib/built-in/recogniser/packages';

/** The engines that run on this machine: both on most. */
export const engineNames: readonly EngineName[] = nativeTarget() ? ['native', 'wasm'] : ['wasm'];

/** Loads one of this machine's engines. */
export function loadEngine(name: EngineName): Promise<InferenceEngine> {
  const paths = locateRecogniser();
  return name === 'native' ? loadNativeEngine(paths.engines.native!) : loadWasmEngine(paths);
}
