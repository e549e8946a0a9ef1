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
  /** What understands one session. */
  listen: (vocabulary?: readonly VocabularyEntry[]) => Decode;
  release: () => Promise<void>;
}

/** A model that is loaded when it is first asked for, and shared by all who ask. */
class SharedModel<Model extends { release: () => Promise<void> }> {
  private loading: Promise<Model> | undefined;

  constructor(private readonly load: () => Promise<Model>) {}

  /** Rejects as loading does, and loads again the next time: what was missing may be there then. */
  get(): Promise<Model> {
    this.loading ??= this.load().catch((error: unknown) => {
      this.loading = undefined;
      throw asLoadError(error);
    });
    return this.loading;
  }

  /** Frees the model if there is one; it can't be used afterwards. */
  async release(): Promise<void> {
    const model = await this.loading?.catch(() => undefined);
    this.loading = undefined;
    await model?.release();
  }
}

export interface MoonshineRecogniserOptions {
  /** What models are loaded into; `wasm` leaves the native engine alone. */
  engine?: EngineName;
  /** Is told once that the native engine is of no use, and why. */
  onFallback?: (reason: string) => void;
  /** A clock in milliseconds of which only differences matter: how long computations take sets their pace. */
  now?: () => number;
}

/**
 * Recognises speech with Moonshine models where the Silero model hears voice, in the calling thread, which it blocks
 * for tenths of a second. A recognition has one computation in the queue at most, so that they take turns.
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
      // Only others can be in the way: a recognition has one computation in the queue at most.
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
