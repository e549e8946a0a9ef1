import { firstLine, isOutOfMemory, OUT_OF_MEMORY, RecogniserLoadError } from './recogniser-failure';
import type { Decode } from './hypothesis';
import { Decoder } from './moonshine/decoder';
import { Encoder } from './moonshine/encoder';
import { MoonshineModel } from './moonshine/model';
import { SessionVocabulary } from './moonshine/session-vocabulary';
import { hypothesisOf } from './moonshine/timed-words';
import { spellingsOf } from './moonshine/spellings';
import { EngineChoice } from './engine/engine-choice';
import type { EngineName } from './engine/inference-engine';
import { installCommand, locateRecogniser, type ModelSize } from './packages';
import type { Recogniser, Recognition, RecognitionEvent, RecognitionSettings, VocabularyEntry } from './recogniser';
import { SileroModel } from './silero/model';
import { SileroVoiceActivity } from './silero/voice-activity';
import { StreamingRecognition } from './streaming-recognition';
import { TaskQueue } from './task-queue';

interface SpeechModel {
  /** Creates the decoder of one session. */
  listen: (vocabulary?: readonly VocabularyEntry[]) => Decode;
  release: () => Promise<void>;
}

/** A shared model, loaded at its first use. */
class SharedModel<Model extends { release: () => Promise<void> }> {
  private loading: Promise<Model> | undefined;

  constructor(private readonly load: () => Promise<Model>) {}

  /** Loads the model if necessary. A failed load is retried at the next call: missing packages may be installed by then. */
  get(): Promise<Model> {
    this.loading ??= this.load().catch((error: unknown) => {
      this.loading = undefined;
      throw asLoadError(error);
    });
    return this.loading;
  }

  /** Frees the model, if it is loaded; it can't be used afterwards. */
  async release(): Promise<void> {
    const model = await this.loading?.catch(() => undefined);
    this.loading = undefined;
    await model?.release();
  }
}

export interface MoonshineRecogniserOptions {
  /** `wasm`: the native engine is not used. */
  engine?: EngineName;
  /** Called once with the reason if the native engine does not work. */
  onFallback?: (reason: string) => void;
  /** A monotonic clock, milliseconds: the duration of decodings determines their interval. */
  now?: () => number;
}

/**
 * Recognises speech with Moonshine models where the Silero model detects voice, blocking the calling thread for tenths of a
 * second. A recognition has at most one computation in the queue, so that all take turns.
 */
export class MoonshineRecogniser implements Recogniser {
  private readonly computations = new TaskQueue();
  private readonly engines: EngineChoice;
  private readonly voiceModel = new SharedModel(() => {
    const paths = locateRecogniser();
    return this.engines.load(paths, (engine) => SileroModel.load(paths, engine));
  });
  private readonly speechModels: Record<ModelSize, SharedModel<SpeechModel>> = {
    tiny: new SharedModel(() => this.loadSpeechModel('tiny')),
    base: new SharedModel(() => this.loadSpeechModel('base')),
  };
  private readonly now: () => number;

  constructor({ engine, onFallback, now = (): number => performance.now() }: MoonshineRecogniserOptions = {}) {
    this.engines = new EngineChoice(engine, onFallback);
    this.now = now;
  }

  /** @throws RecogniserLoadError */
  async open(settings: RecognitionSettings, onEvent: (event: RecognitionEvent) => void): Promise<Recognition> {
    const voice = await this.voiceModel.get();
    const { model = this.engines.current === 'native' ? 'base' : 'tiny' } = settings;
    const speech = await this.speechModels[model].get();
    const decode = speech.listen(settings.vocabulary);
    let waited = 0;
    const listen: typeof voice.listen = (...audio) => {
      // Any wait is for other recognitions: this one has at most one computation in the queue.
      const asked = this.computations.isBusy ? this.now() : undefined;
      return this.computations.add(() => {
        if (asked !== undefined) waited += (this.now() - asked) / 1000;
        return voice.listen(...audio);
      });
    };
    return new StreamingRecognition(settings, {
      voiceActivity: new SileroVoiceActivity(listen),
      takeWaited: () => {
        const seconds = waited;
        waited = 0;
        return seconds;
      },
      decode: (...audio) => this.computations.add(() => decode(...audio)),
      onEvent,
      now: this.now,
    });
  }

  private async loadSpeechModel(size: ModelSize): Promise<SpeechModel> {
    const paths = locateRecogniser();
    const model = await this.engines.load(paths, (engine) => MoonshineModel.load(paths, size, engine));
    const decoder = new Decoder(model);
    return {
      listen: (entries = []) => {
        const encoder = new Encoder(model);
        const vocabulary = entries.length > 0 ? new SessionVocabulary(spellingsOf(entries, model.tokensOf)) : undefined;
        return async (audio, forced, draft) => {
          vocabulary?.begin(audio);
          const decoding = await decoder.decode(await encoder.encode(audio), forced, draft, vocabulary);
          return hypothesisOf(decoding, model.vocabulary, forced.length);
        };
      },
      release: () => model.release(),
    };
  }

  close(): Promise<void> {
    return this.computations.add(async () => {
      for (const model of [this.voiceModel, ...Object.values(this.speechModels)]) await model.release();
    });
  }
}

function asLoadError(error: unknown): RecogniserLoadError {
  if (error instanceof RecogniserLoadError) return error;
  const what = `The built-in recogniser could not be loaded: ${firstLine(error)}.`;
  if (isOutOfMemory(error)) return new RecogniserLoadError('recogniser_out_of_memory', `${what} ${OUT_OF_MEMORY}`);
  return new RecogniserLoadError(
    'recogniser_failed',
    `${what} Install it again. Run this in the Node-RED user directory, then deploy the flow again: ${installCommand}`,
  );
}
