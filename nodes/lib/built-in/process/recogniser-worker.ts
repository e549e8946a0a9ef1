/** Entry of the recogniser's thread: an engine blocks its thread while it computes. */
import { parentPort, workerData } from 'node:worker_threads';
import type { EngineName } from '../recogniser/engine/inference-engine';
import { firstLine, RecogniserLoadError } from '../recogniser/recogniser-failure';
import { MoonshineRecogniser } from '../recogniser/moonshine-recogniser';
import type { Recogniser, Recognition, RecognitionSettings } from '../recogniser/recogniser';
import type { RecogniserReply, RecogniserRequest } from '../recogniser/recogniser-messages';

/** Executes the main thread's requests with a recogniser. */
class RecogniserService {
  private readonly recognitions = new Map<number, Promise<Recognition>>();

  constructor(
    private readonly recogniser: Recogniser,
    private readonly send: (reply: RecogniserReply) => void,
  ) {}

  handle(request: RecogniserRequest): void {
    switch (request.type) {
      case 'open':
        this.answer(request.call, this.open(request.session, request.settings));
        break;
      case 'accept':
        this.answer(
          request.call,
          this.with(request.session, (recognition) => recognition.accept(request.samples)),
        );
        break;
      case 'end_utterance':
        this.answer(
          request.call,
          this.with(request.session, (recognition) => recognition.endUtterance(request.timestamp)),
        );
        break;
      case 'finish':
        this.answer(
          request.call,
          this.with(request.session, (recognition) => recognition.finish()),
        );
        break;
      case 'configure':
        this.watch(this.with(request.session, (recognition) => recognition.configure(request.settings)));
        break;
      case 'close':
        this.watch(this.with(request.session, (recognition) => recognition.close()));
        this.recognitions.delete(request.session);
        break;
      case 'end':
        process.exit();
    }
  }

  private open(session: number, settings: RecognitionSettings): Promise<Recognition> {
    const opening = this.recogniser.open(settings, (event) => {
      this.send({ type: 'event', session, event });
    });
    this.recognitions.set(session, opening);
    opening.catch(() => this.recognitions.delete(session));
    return opening;
  }

  private async with(session: number, work: (recognition: Recognition) => Promise<void> | void): Promise<void> {
    const recognition = await this.recognitions.get(session);
    if (recognition) await work(recognition);
  }

  private answer(call: number, work: Promise<unknown>): void {
    this.watch(
      work.then(
        () => {
          this.send({ type: 'done', call });
        },
        (error: unknown) => {
          if (!(error instanceof RecogniserLoadError)) throw error;
          this.send({ type: 'refused', call, code: error.code, message: error.message });
        },
      ),
    );
  }

  private watch(work: Promise<void>): void {
    work.catch((error: unknown) => {
      this.send({ type: 'broken', message: firstLine(error) });
    });
  }
}

/** Parameters of the thread. */
export interface RecogniserWorkerData {
  engine?: EngineName;
}

const port = parentPort!;
const send = (reply: RecogniserReply): void => {
  port.postMessage(reply);
};
const { engine } = workerData as RecogniserWorkerData;
const recogniser = new MoonshineRecogniser({ engine, onFallback: (reason) => send({ type: 'fallback', reason }) });
const service = new RecogniserService(recogniser, send);
port.on('message', (request: RecogniserRequest) => {
  service.handle(request);
});
