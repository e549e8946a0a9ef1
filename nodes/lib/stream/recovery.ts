import type { OutcomeCode } from '../speech-api/outcome';
import type { Failure } from '../appliance/reconnect-policy';
import { fingerprint } from '../appliance/server-record';
import type { CodedError } from '../errors/coded-error';
import type { SessionStart } from './session-start';
import type { StreamDependencies } from './stream-settings';

/** What becomes of a stream whose session was lost or never came. `isNews`: the failure has to be told. */
export interface Verdict {
  /** `fault`: not before a rest, and without what waits; `retry`: soon, with all that waits. */
  what: 'fault' | 'retry';
  isNews: boolean;
}

/** Failures of a server that has no room now. */
const NO_ROOM: ReadonlySet<string> = new Set<OutcomeCode>(['quota_exceeded', 'job_error']);

/** The one such fault with this code is about the audio, which the next session would get again. */
const AUDIO_FAULT = 'job_error';
/** Faults of what a session is started with; all others are about address and key. */
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
 * Judges the failures of one stream. An answer that says "never" is believed at once only if no session has run that proves the
 * contrary: any session proves address and key, one with the same settings proves these. Else the answer is a passing one as
 * long as live audio may wait.
 */
export class Recovery {
  private attempt = 0;
  /** When the present session started; milliseconds of the clock. */
  private startedAt: number | undefined;
  /** Since when there are answers that say "never", milliseconds of the clock. */
  private faultsSince: number | undefined;
  private proven: 'unknown' | 'known' = 'unknown';

  /** @param patience milliseconds for which such an answer counts as a passing one */
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

  /** Milliseconds until passing answers are believed; Infinity when there are none. */
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

  /** A session has started. */
  started(): void {
    this.startedAt = this.dependencies.clock.now();
    this.dependencies.appliance.reconnectPolicy.started();
  }

  /** The session is to run with other settings from here on. */
  changed(): void {
    this.proven = 'unknown';
  }

  /**
   * The session took audio, or made words of it.
   *
   * @param isSettled whether it takes the latest settings
   */
  prove(isSettled: boolean): void {
    const { record } = this.dependencies.appliance;
    record.proveAccess();
    if (this.proven === 'known' || !isSettled) return;
    this.proven = 'known';
    record.prove(this.fingerprint);
  }

  /** The session has said something new, or has ended well. */
  succeeded(): void {
    this.faultsSince = undefined;
    this.dependencies.appliance.reconnectPolicy.succeeded(this.attempt);
    this.dependencies.cooldown.succeeded(this.attempt);
  }

  /** The session had to end, through no fault of the server: another one goes on. */
  replaced(): void {
    this.dependencies.appliance.reconnectPolicy.failed(this.attempt, 'lost');
  }

  /**
   * The session was lost, or none came of the attempt.
   *
   * @param ran whether it had started
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

  /** What a failure means for the next attempt (docs/protocol.md, 9.3); one that says nothing heals by itself. */
  private failureOf(error: CodedError, ran: boolean): Failure {
    if (error.retryable === false && !this.isPassing(error)) return 'fault';
    if (NO_ROOM.has(error.code)) return 'busy';
    return ran ? 'lost' : 'refused';
  }

  private isPassing(error: CodedError): boolean {
    if (!this.isDisproved(error)) return false;
    const now = this.dependencies.clock.now();
    const { startedAt } = this;
    // A session that ran for long ends what was before it, though nobody may have said a word in it.
    const isFirst = startedAt !== undefined && now - startedAt >= this.patience;
    this.faultsSince = isFirst ? now : (this.faultsSince ?? now);
    return this.patienceLeft > 0;
  }

  /** Sessions have shown that the fault is none. */
  private isDisproved({ code }: CodedError): boolean {
    const { record } = this.dependencies.appliance;
    if (code === AUDIO_FAULT) return false;
    return OF_SETTINGS.has(code) ? record.hasProven(this.fingerprint) : record.letsIn;
  }

  private get fingerprint(): string {
    return fingerprint(this.start.settings);
  }
}
