import { Decoder } from './moonshine/decoder';
import { hypothesisOf } from './moonshine/timed-words';
import { MoonshineModel } from './moonshine/model';
import type { Decode } from './hypothesis';
import { locateRecogniser, type ModelSize } from './packages';
import type { Recogniser, Recognition, RecognitionEvent, RecognitionSettings } from './recogniser';
import { StreamingRecognition } from './streaming-recognition';
import { TaskQueue } from './task-queue';

interface LoadedModel {
  decode: Decode;
  release: () => Promise<void>;
}

/**
 * Recognises speech with Moonshine models in the calling thread, which it blocks for tenths of a second. Each model is
 * loaded when it is first asked for, and shared. A recognition has one decoding in the queue at most, so that they
 * take turns.
 */
export class MoonshineRecogniser implements Recogniser {
  private readonly decodings = new TaskQueue();
  private readonly models = new Map<ModelSize, Promise<LoadedModel>>();

  /** @throws RecogniserPackagesError */
  async open(settings: RecognitionSettings, onEvent: (event: RecognitionEvent) => void): Promise<Recognition> {
    const { decode } = await this.model(settings.model);
    return new StreamingRecognition(settings, {
      decode: (...audio) => this.decodings.add(() => decode(...audio)),
      onEvent,
    });
  }

  async close(): Promise<void> {
    const models = await Promise.allSettled(this.models.values());
    this.models.clear();
    for (const model of models) {
      if (model.status === 'fulfilled') await this.decodings.add(() => model.value.release());
    }
  }

  private model(size: ModelSize): Promise<LoadedModel> {
    const known = this.models.get(size);
    if (known) return known;
    const loading = load(size);
    this.models.set(size, loading);
    // What was missing may be there the next time.
    loading.catch(() => this.models.delete(size));
    return loading;
  }
}

async function load(size: ModelSize): Promise<LoadedModel> {
  const model = await MoonshineModel.load(locateRecogniser(), size);
  const decoder = new Decoder(model);
  return {
    decode: async (samples, forced, draft) =>
      hypothesisOf(await decoder.decode(samples, forced, draft), model.vocabulary, forced.length),
    release: () => model.release(),
  };
}
