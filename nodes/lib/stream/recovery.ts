import type { OutcomeCode } from '../speech-api/outcome';
import type { Failure } from '../appliance/reconnect-policy';
import { fingerprint } from '../appliance/server-record';
import type { CodedError } from '../errors/coded-error';
import type { SessionStart } from './session-start';
import type { StreamDependencies } from './stream-settings';

/** What follows a session that was lost or could not be opened. `isNews`: the failure has to be reported. */
export interface Verdict {
  /** `fault`: retry after a cooldown, without the waiting audio; `retry`: soon, with all of it. */
  what: 'fault' | 'retry';
  isNews: boolean;
}

/** Failures of a server without a free session. */
const NO_ROOM: ReadonlySet<string> = new Set<OutcomeCode>(['quota_exceeded', 'job_error']);

/** Permanent errors with this code are about the audio, which the next session would receive again. */
const AUDIO_FAULT = 'job_error';
/** Errors about the settings of a session; all others are about address and token. */
const OF_SETTINGS: ReadonlySet<string> = new Set<OutcomeCode>([
  'invalid_message',
  'invalid_model',
  'invalid_language',
  'invalid_config',
  'invalid_audio_type',
  'invalid_output_format',
  'not_allowed',
  'protocol_error',
]);

/**
 * Classifies the failures of one stream. A permanent error is accepted at once only if no session has disproved it: any
 * session that ran proves address and token, one with the same settings proves these. Otherwise it is treated as temporary
 * for as long as live audio may wait.
 */
export class Recovery {
  private attempt = 0;
  /** Start of the current session; milliseconds of the clock. */
  private startedAt: number | undefined;
  /** Time of the first permanent error that is treated as temporary, milliseconds of the clock. */
  private faultsSince: number | undefined;
  private proven: 'unknown' | 'known' = 'unknown';

  /** @param patience milliseconds for which a disproved permanent error is treated as temporary */
  constructor(
    private readonly dependencies: Pick<StreamDependencies, 'appliance' | 'clock' | 'cooldown'>,
    private readonly start: SessionStart,
    private readonly patience: number,
  ) {}

  /** Why audio of the stream is refused for now. */
  get refusal(): CodedError | undefined {
    const { refusal } = this.dependencies.cooldown;
    return refusal && !this.isDisproved(refusal) ? refusal : undefined;
  }

  /** Milliseconds for which the stream may not ask for an attempt. */
  get rest(): number {
    const { rest, fault } = this.dependencies.cooldown;
    return rest > 0 && fault && this.isDisproved(fault) ? 0 : rest;
  }

  /** Milliseconds until errors that are treated as temporary become permanent; Infinity when there are none. */
  get patienceLeft(): number {
    const { faultsSince, patience } = this;
    return faultsSince === undefined ? Infinity : faultsSince + patience - this.dependencies.clock.now();
  }

  /** @param attempt its number */
  began(attempt: number): void {
    this.attempt = attempt;
    this.startedAt = undefined;
    this.proven = 'unknown';
  }

  /** Notes that the session has started. */
  started(): void {
    this.startedAt = this.dependencies.clock.now();
    this.dependencies.appliance.reconnectPolicy.started();
  }

  /** Notes that the settings of the session were changed. */
  changed(): void {
    this.proven = 'unknown';
  }

  /**
   * Notes that the session acknowledged audio or sent a final.
   *
   * @param isSettled whether it has accepted the latest settings
   */
  prove(isSettled: boolean): void {
    const { record } = this.dependencies.appliance;
    record.proveAccess();
    if (this.proven === 'known' || !isSettled) return;
    this.proven = 'known';
    record.prove(this.fingerprint);
  }

  /** Notes that the session has sent a new final, or has completed. */
  succeeded(): void {
    this.faultsSince = undefined;
    this.dependencies.appliance.reconnectPolicy.succeeded(this.attempt);
    this.dependencies.cooldown.succeeded(this.attempt);
  }

  /** Notes that another session continues, without a fault of the server. */
  replaced(): void {
    this.dependencies.appliance.reconnectPolicy.failed(this.attempt, 'lost');
  }

  /**
   * Notes that the session was lost or could not be opened.
   *
   * @param ran whether the session had started
   */
  failed(error: CodedError, ran: boolean): Verdict {
    const { appliance, cooldown } = this.dependencies;
    const failure = this.failureOf(error, ran);
    const isFault = failure === 'fault';
    if (isFault) {
      this.faultsSince = undefined;
      if (OF_SETTINGS.has(error.code)) appliance.record.disprove(this.fingerprint);
      else if (error.code !== AUDIO_FAULT) appliance.record.disproveAccess();
    }
    appliance.reconnectPolicy.failed(this.attempt, failure);
    const isNews = cooldown.failed(this.attempt, appliance.reconnectPolicy.latest, error, isFault);
    return { what: isFault ? 'fault' : 'retry', isNews };
  }

  /** What a failure means for the next attempt (docs/protocol.md, 9.3); one that is not known to be permanent is temporary. */
  private failureOf(error: CodedError, ran: boolean): Failure {
    if (error.retryable === false && !this.isPassing(error)) return 'fault';
    if (NO_ROOM.has(error.code)) return 'busy';
    return ran ? 'lost' : 'refused';
  }

  private isPassing(error: CodedError): boolean {
    if (!this.isDisproved(error)) return false;
    const now = this.dependencies.clock.now();
    const { startedAt } = this;
    // A session that ran this long resets earlier failures, even if it had no speech to prove itself with.
    const isFirst = startedAt !== undefined && now - startedAt >= this.patience;
    this.faultsSince = isFirst ? now : (this.faultsSince ?? now);
    return this.patienceLeft > 0;
  }

  /** Whether sessions have shown that the error is not permanent. */
  private isDisproved({ code }: CodedError): boolean {
    const { record } = this.dependencies.appliance;
    if (code === AUDIO_FAULT) return false;
    return OF_SETTINGS.has(code) ? record.hasProven(this.fingerprint) : record.letsIn;
  }

  private get fingerprint(): string {
    return fingerprint(this.start.settings);
  }
}
