import type { ClientMessage, StartRecognition } from '../../nodes/lib/speech-api/messages';
import type { Random } from '../random';
import type { Behaviour, ServerConnection } from '../scripted-server';
import { type ChaosPlan, CONTROLS, FATAL, GOOD_SESSION, type Outage } from './chaos-plan';
import { ChaosSession } from './chaos-session';
import type { Speech } from './scripted-speech';
import type { Hits, SessionServer } from './session-server';

export interface ChaosServerSettings {
  speech: Speech;
  plan: ChaosPlan;
  random: Random;
  /** As `setTimeout`; left out: the real one. */
  later?: (action: () => void, milliseconds: number) => void;
  /** Told when connections can't be made any more, and when they can again. */
  onNetwork?: (state: 'up' | 'down') => void;
  /** Told of each answer that says "never". `proven`: a session had taken audio before. */
  onNever?: (proven: boolean) => void;
  /** Told what happens, for a timeline. */
  onNews?: (news: string) => void;
}

/**
 * A Speech API server that recognises the numbered audio of a script, exactly as far as it was sent, with the faults of a plan.
 * It records every violation of the protocol by its client.
 */
export class ChaosServer implements Behaviour, SessionServer {
  readonly speech: Speech;
  readonly sessions: ChaosSession[] = [];
  /** What clients did that the protocol forbids. */
  readonly violations: string[] = [];
  readonly hits: Hits = { strikes: 0, partial: 0, unacknowledged: 0, replay: 0 };
  /** HTTP statuses with which handshakes were refused. */
  readonly refusals: number[] = [];
  /** Number of pending delayed actions. */
  pending = 0;
  /** Up to which frame of the script any session was sent audio. */
  furthest = 0;
  readonly say: (news: string) => void;
  private readonly bySocket = new Map<ServerConnection, ChaosSession>();
  private readonly plan: ChaosPlan;
  private readonly random: Random;
  private readonly later: (action: () => void, milliseconds: number) => void;
  private readonly onNetwork: (state: 'up' | 'down') => void;
  private readonly onNever: (proven: boolean) => void;
  private outage: Outage | undefined;
  /** How many sessions each control ended. */
  private readonly refused = new Map<string, number>();

  constructor(settings: ChaosServerSettings) {
    const {
      speech,
      plan,
      random,
      later = realTime,
      onNetwork = () => {},
      onNever = () => {},
      onNews = () => {},
    } = settings;
    this.speech = speech;
    this.plan = plan;
    this.random = random;
    this.later = later;
    this.onNetwork = onNetwork;
    this.onNever = onNever;
    this.say = onNews;
  }

  /** Lets the plan's first outage begin. */
  begin(): void {
    if (this.plan.outage) this.suffer(this.plan.outage);
  }

  refuse(): number | undefined {
    const kind = this.outage?.kind;
    if (kind === undefined) return undefined;
    const status = kind === 'refused' ? 503 : kind;
    this.refusals.push(status);
    if (FATAL.includes(status)) this.sayNever();
    this.say(`handshake refused with ${status}`);
    return status;
  }

  message(connection: ServerConnection, message: ClientMessage): void {
    const session = this.bySocket.get(connection);
    if (message.message === 'StartRecognition') {
      if (session) this.violations.push('StartRecognition twice in one session');
      else this.open(connection, message);
    } else if (!session) this.violations.push(`${message.message} before StartRecognition`);
    else if (message.message === 'EndOfStream') session.endOfStream(message.last_seq_no);
    else this.control(session, message.message);
  }

  /** The server says "never". */
  sayNever(): void {
    this.onNever(this.sessions.some(({ proven }) => proven));
  }

  private control(session: ChaosSession, name: string): void {
    const { unknown } = this.plan;
    if (!unknown?.controls.includes(name)) return;
    if (session.refuse(name, unknown.type)) this.refused.set(name, (this.refused.get(name) ?? 0) + 1);
    // Others that were sent with it may be blamed first.
    if (this.refused.get(name)! > CONTROLS.length)
      this.violations.push(`${name} again and again, though it is refused`);
  }

  audio(connection: ServerConnection, data: Buffer): void {
    // Frame numbers are kept instead of the bytes.
    connection.audio.length = 0;
    const session = this.bySocket.get(connection);
    if (session) session.audio(data);
    else this.violations.push('audio before StartRecognition');
  }

  /** Starts an outage. */
  suffer(outage: Outage): void {
    this.outage = outage;
    if (outage.kind === 'refused') this.onNetwork('down');
    this.say(`outage: ${outage.kind} for ${(outage.milliseconds / 1000).toFixed(1)} s`);
    this.after(outage.milliseconds, () => {
      if (this.outage !== outage) return;
      this.outage = undefined;
      this.onNetwork('up');
      this.say('outage over');
    });
  }

  /** Does something later, and counts it until then. */
  after(milliseconds: number, action: () => void): void {
    this.pending += 1;
    this.later(() => {
      this.pending -= 1;
      action();
    }, milliseconds);
  }

  private open(connection: ServerConnection, message: StartRecognition): void {
    const plan = this.plan.sessions[this.sessions.length] ?? GOOD_SESSION;
    const session = new ChaosSession(connection, message, this, plan, this.random.fork());
    this.bySocket.set(connection, session);
    this.sessions.push(session);
    session.open();
  }
}

function realTime(action: () => void, milliseconds: number): void {
  setTimeout(action, milliseconds).unref();
}
