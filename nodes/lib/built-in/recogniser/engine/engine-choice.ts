import { RecogniserLoadError, firstLine, isOutOfMemory } from '../recogniser-failure';
import type { RecogniserPaths } from '../packages';
import type { EngineName, InferenceEngine } from './inference-engine';
import { loadNativeEngine } from './native-engine';
import { loadWasmEngine } from './wasm-engine';

/** Models are loaded into the native engine, where there is one and it works, else into the one that runs everywhere. */
export class EngineChoice {
  private readonly engines = new Map<EngineName, Promise<InferenceEngine>>();
  private preferred: EngineName;

  /**
   * @param preferred `wasm`: the native engine is left alone
   * @param onFallback is told once that the native engine is of no use, and why
   */
  constructor(
    preferred: EngineName = 'native',
    private readonly onFallback: (reason: string) => void = () => {},
  ) {
    this.preferred = preferred;
  }

  /**
   * Loads a model; if the native engine fails in that, into the other one.
   *
   * @param load rejects when the engine can't hold the model
   */
  async load<Model>(paths: RecogniserPaths, load: (engine: InferenceEngine) => Promise<Model>): Promise<Model> {
    const { native } = paths.engines;
    const inWasm = async (): Promise<Model> => load(await this.engine('wasm', () => loadWasmEngine(paths)));
    if (native === undefined || this.preferred === 'wasm') {
      this.preferred = 'wasm';
      return inWasm();
    }
    try {
      return await load(await this.engine('native', async () => this.watched(await loadNativeEngine(native))));
    } catch (error) {
      const model = await inWasm();
      this.fallBack(error);
      return model;
    }
  }

  /** The engine that the last model was loaded into. */
  get current(): EngineName {
    return this.preferred;
  }

  /** The engine; that it fails in the midst of its work is told before the failure is. */
  private watched(engine: InferenceEngine): InferenceEngine {
    return {
      ...engine,
      load: async (file) => {
        const model = await engine.load(file);
        return {
          run: (inputs, outputs) =>
            model.run(inputs, outputs).catch((error: unknown) => {
              // The other engine needs more of it.
              if (!isOutOfMemory(error)) this.fallBack(error);
              throw error;
            }),
          release: () => model.release(),
        };
      },
    };
  }

  private fallBack(error: unknown): void {
    if (this.preferred === 'wasm') return;
    this.preferred = 'wasm';
    this.onFallback(error instanceof RecogniserLoadError ? error.message : firstLine(error));
  }

  private engine(name: EngineName, load: () => Promise<InferenceEngine>): Promise<InferenceEngine> {
    const loaded = this.engines.get(name) ?? load();
    this.engines.set(name, loaded);
    // What was missing may be there the next time.
    loaded.catch(() => this.engines.delete(name));
    return loaded;
  }
}

/** What to tell people who lose the native engine. */
export function fallbackNotice(reason: string): string {
  const end = /[.!?]$/.test(reason) ? '' : '.';
  return `The built-in recogniser continues with WebAssembly, half as fast, because its native engine does not work: ${reason}${end}`;
}
