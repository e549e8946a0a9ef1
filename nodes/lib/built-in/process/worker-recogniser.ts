import { Worker } from 'node:worker_threads';
import { CodedError } from '../../errors/coded-error';
import { isOutOfMemory, OUT_OF_MEMORY, RecogniserLoadError } from '../recogniser/recogniser-failure';
import { ownMemory } from '../../audio/own-memory';
import type { EngineName } from '../recogniser/engine/inference-engine';
import type { RecogniserReply, RecogniserRequest } from '../recogniser/recogniser-messages';
import type { Recogniser, Recognition, RecognitionEvent, RecognitionSettings } from '../recogniser/recogniser';
import type { RecogniserWorkerData } from './recogniser-worker';

/** The engine crashed or was closed. Its process has to be restarted. */
export class RecogniserFailedError extends CodedError {
  constructor(
    message: string,
    override readonly code: 'recogniser_failed' | 'recogniser_out_of_memory' = 'recogniser_failed',
  ) {
    super(code, message);
  }
}

export interface WorkerRecogniserOptions {
  /** Left out: the native one where it works, otherwise WASM. */
  engine?: EngineName;
  /** Called once with the reason if the native engine does not work. */
  onFallback?: (reason: string) => void;
  /** Module of the thread. */
  entry?: string;
}

interface Call {
  resolve: () => void;
  reject: (error: Error) => void;
}

type State = { name: 'idle' } | { name: 'running'; worker: Worker } | { name: 'ended'; error: RecogniserFailedError };

/** Milliseconds for a thread to end by itself, which it can't while the engine computes or a model is loaded. */
const PATIENCE = 30_000;

/** A request without its call number. */
type Asked = RecogniserRequest extends infer Request
  ? Request extends { call: number }
    ? Omit<Request, 'call'>
    : never
  : never;

/** A recogniser in a separate thread, which starts with the first recognition. */
export class WorkerRecogniser implements Recogniser {
  private state: State = { name: 'idle' };
  private readonly calls = new Map<number, Call>();
  private readonly listeners = new Map<number, (event: RecognitionEvent) => void>();
  private lastNumber = 0;

  /**
   * @param onFailure called once if the engine crashes, after every pending call was rejected
   */
  constructor(
    private readonly onFailure: (error: RecogniserFailedError) => void = () => {},
    private readonly options: WorkerRecogniserOptions = {},
  ) {}

  /**
   * Loads the model if this is its first recognition, which takes seconds.
   *
   * @throws RecogniserLoadError if a package is missing or damaged, or memory is lacking; RecogniserFailedError
   */
  async open(settings: RecognitionSettings, onEvent: (event: RecognitionEvent) => void): Promise<Recognition> {
    const session = ++this.lastNumber;
    this.listeners.set(session, onEvent);
    try {
      await this.call({ type: 'open', session, settings });
    } catch (error) {
      this.listeners.delete(session);
      const { code, message } = error as Partial<RecogniserFailedError>;
      throw code === 'recogniser_out_of_memory' ? new RecogniserLoadError(code, message ?? '') : error;
    }
    return {
      accept: (samples) => {
        const own = ownMemory(samples);
        return this.call({ type: 'accept', session, samples: own }, [own.buffer]);
      },
      configure: (changes) => {
        this.send({ type: 'configure', session, settings: changes });
      },
      endUtterance: (timestamp) => this.call({ type: 'end_utterance', session, timestamp }),
      finish: () => this.call({ type: 'finish', session }),
      close: () => {
        if (this.listeners.delete(session)) this.send({ type: 'close', session });
      },
    };
  }

  async close(): Promise<void> {
    const { state } = this;
    this.end(new RecogniserFailedError('The recogniser was closed.'));
    if (state.name === 'running') await stop(state.worker);
  }

  private call(request: Asked, transfer: ArrayBuffer[] = []): Promise<void> {
    if (this.state.name === 'ended') return Promise.reject(this.state.error);
    const call = ++this.lastNumber;
    return new Promise((resolve, reject) => {
      this.calls.set(call, { resolve, reject });
      this.send({ ...request, call }, transfer);
    });
  }

  private send(request: RecogniserRequest, transfer: ArrayBuffer[] = []): void {
    if (this.state.name === 'idle') this.state = { name: 'running', worker: this.start() };
    if (this.state.name === 'running') this.state.worker.postMessage(request, transfer);
  }

  private start(): Worker {
    const { engine, entry = require.resolve('./recogniser-worker') } = this.options;
    const workerData: RecogniserWorkerData = { engine };
    const worker = new Worker(entry, { workerData });
    worker.on('message', (reply: RecogniserReply) => {
      this.receive(reply);
    });
    worker.on('error', (error) => {
      this.fail(error.message, isOutOfMemory(error));
    });
    worker.on('exit', (code) => {
      this.fail(`its thread ended with exit code ${code}`);
    });
    return worker;
  }

  private receive(reply: RecogniserReply): void {
    switch (reply.type) {
      case 'done':
        this.take(reply.call)?.resolve();
        break;
      case 'refused':
        this.take(reply.call)?.reject(new RecogniserLoadError(reply.code, reply.message));
        break;
      case 'event':
        this.listeners.get(reply.session)?.(reply.event);
        break;
      case 'fallback':
        this.options.onFallback?.(reply.reason);
        break;
      case 'broken':
        this.fail(reply.message, isOutOfMemory(reply));
        break;
    }
  }

  private take(call: number): Call | undefined {
    const found = this.calls.get(call);
    this.calls.delete(call);
    return found;
  }

  private fail(reason: string, outOfMemory = false): void {
    if (this.state.name !== 'running') return;
    const { worker } = this.state;
    const error = outOfMemory
      ? new RecogniserFailedError(`The recogniser failed: ${reason}. ${OUT_OF_MEMORY}`, 'recogniser_out_of_memory')
      : new RecogniserFailedError(`The recogniser failed: ${reason}.`);
    this.end(error);
    void stop(worker);
    this.onFailure(error);
  }

  private end(error: RecogniserFailedError): void {
    if (this.state.name === 'ended') return;
    this.state = { name: 'ended', error };
    this.listeners.clear();
    const calls = [...this.calls.values()];
    this.calls.clear();
    for (const { reject } of calls) reject(error);
  }
}

/** Ends a thread. Terminating it during a call of the native engine would abort the whole process. */
async function stop(worker: Worker): Promise<void> {
  const hasEnded = worker.threadId === -1;
  if (hasEnded) return;
  const overdue = setTimeout(() => void worker.terminate(), PATIENCE).unref();
  const ended = new Promise((resolve) => worker.once('exit', resolve));
  worker.postMessage({ type: 'end' } satisfies RecogniserRequest);
  await ended;
  clearTimeout(overdue);
}
