import { RecogniserLoadError, firstLine, isOutOfMemory } from '../recogniser-failure';
import type { RecogniserPaths } from '../packages';
import type { EngineName, InferenceEngine } from './inference-engine';
import { loadNativeEngine } from './native-engine';
import { loadWasmEngine } from './wasm-engine';

/** Loads models into the native engine where it exists and works, otherwise into the WASM engine. */
export class EngineChoice {
  private readonly engines = new Map<EngineName, Promise<InferenceEngine>>();
  private preferred: EngineName;

  /**
   * @param preferred `wasm`: the native engine is not used
   * @param onFallback called once with the reason if the native engine does not work
   */
  constructor(
    preferred: EngineName = 'native',
    private readonly onFallback: (reason: string) => void = () => {},
  ) {
    this.preferred = preferred;
  }

  /**
   * Loads a model; if the native engine fails, into the other one.
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

  /** The engine of the last model. */
  get current(): EngineName {
    return this.preferred;
  }

  /** Wraps an engine so that `onFallback` is called before an error of its models is thrown. */
  private watched(engine: InferenceEngine): InferenceEngine {
    return {
      ...engine,
      load: async (file) => {
        const model = await engine.load(file);
        return {
          run: (inputs, outputs) =>
            model.run(inputs, outputs).catch((error: unknown) => {
              // The WASM engine needs more memory.
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
    // Packages that are missing may be installed before the next attempt.
    loaded.catch(() => this.engines.delete(name));
    return loaded;
  }
}

/** The message to users about the fallback from the native engine. */
export function fallbackNotice(reason: string): string {
  const end = /[.!?]$/.test(reason) ? '' : '.';
  return `The built-in recogniser continues with WebAssembly, half as fast, because its native engine does not work: ${reason}${end}`;
}
