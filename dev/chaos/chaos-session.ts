import { randomUUID } from 'node:crypto';
import type { StartRecognition } from '../../nodes/lib/speech-api/messages';
import type { Random } from '../random';
import type { ServerConnection } from '../scripted-server';
import { type Fault, saysNever, type SessionPlan } from './chaos-plan';
import { GARBAGE } from './garbage';
import { ReceivedAudio, secondsOf } from './received-audio';
import type { SessionServer } from './session-server';
import { SessionTranscripts } from './session-transcripts';
import type { Stretch } from './simulated-recogniser';

/** Longest wait for the moment of a strike, milliseconds: nothing is on the way then, as between two messages of a client. */
const STRIKE_WAIT = 90;

type State =
  /** RecognitionStarted is to come. */
  | 'starting'
  | 'running'
  /** The strike is about to come: nothing is read. */
  | 'doomed'
  /** EndOfStream came: the last words are to come. */
  | 'ending'
  /** The transcript ended before its time: audio is acknowledged, but not heard. */
  | 'ended'
  /** Nothing is said any more. */
  | 'over';

/** One session of a faulty server: what it was sent, and what happens to it. */
export class ChaosSession {
  /** RecognitionStarted was sent. */
  ran = false;
  /** All audio that came was heard, and EndOfTranscript was the answer to EndOfStream. */
  completed = false;
  private state: State = 'starting';
  private readonly number: number;
  private readonly transcripts: SessionTranscripts;
  private readonly received: ReceivedAudio;
  /** Audio that was not read yet, and the end of it. */
  private readonly inbox: (Buffer | 'end')[] = [];
  private reading: 'idle' | 'busy' = 'idle';
  private input: 'open' | 'ended' = 'open';
  /** Whether the strike of the plan is still to come. */
  private fate: 'awaited' | 'met' = 'awaited';
  private read = 0;
  /** Up to which frame another session had been sent audio when this one began. */
  private readonly known: number;

  constructor(
    private readonly connection: ServerConnection,
    { audio_format, transcription_config }: StartRecognition,
    private readonly server: SessionServer,
    private readonly plan: SessionPlan,
    private readonly random: Random,
  ) {
    this.number = server.sessions.length + 1;
    this.known = server.furthest;
    this.received = new ReceivedAudio(audio_format);
    this.transcripts = new SessionTranscripts(
      server.speech,
      transcription_config.enable_partials === true ? 'partials' : 'finals only',
      random,
      (message) => this.send(message),
      (news) => this.say(news),
    );
  }

  /** Words that were cut off by the end of the transcript. */
  get torn(): readonly number[] {
    return this.transcripts.torn;
  }

  /** Seconds of audio that were heard. */
  private get now(): number {
    return this.transcripts.now;
  }

  /** Parts of the script that are done: heard, and covered by finals that were sent. */
  get served(): Stretch[] {
    const end = this.completed ? this.now : this.transcripts.covered;
    return this.transcripts.stretches.flatMap(({ from, to, start }) => {
      const frames = Math.min(to - from, Math.round((end - start) * 100));
      return frames > 0 ? [{ from, to: from + frames, start }] : [];
    });
  }

  /** It has taken audio, and said so. */
  get proven(): boolean {
    return this.received.acknowledged > 0 || this.transcripts.covered > 0;
  }

  /** Ends because of a message that the server does not know. Returns false if it has ended before. */
  refuse(name: string, type: string): boolean {
    if (this.state === 'over') return false;
    this.say(`${name} refused`);
    this.fail(type, 'close');
    return true;
  }

  /** Whether a strike would meet it while it runs. */
  get alive(): boolean {
    return this.state === 'running' && this.connection.closeCode === undefined;
  }

  open(): void {
    const { start, strike } = this.plan;
    this.say(`StartRecognition; plan ${JSON.stringify(this.plan)}`);
    if (this.random.chance(0.2)) this.send({ message: 'Info', type: 'concurrent_session_usage', reason: '', usage: 1 });
    if (start !== 'never') this.later(start, () => this.start());
    // A session without audio is struck as well.
    if (strike) this.later(strike.at * 1000 + 30_000, () => this.doom(strike.fault));
  }

  audio(data: Buffer): void {
    if (!this.ran) this.violate('audio before RecognitionStarted');
    if (this.input === 'ended') this.violate('audio after EndOfStream');
    for (const violation of this.received.add(data)) this.violate(violation);
    this.inbox.push(data);
    this.work();
  }

  endOfStream(lastSeqNo: number): void {
    if (!this.ran) this.violate('EndOfStream before RecognitionStarted');
    if (this.input === 'ended') this.violate('EndOfStream twice');
    if (lastSeqNo !== this.received.messages)
      this.violate(`last_seq_no ${lastSeqNo} after ${this.received.messages} messages`);
    this.say(`EndOfStream after ${this.received.seconds.toFixed(1)} s`);
    this.input = 'ended';
    this.inbox.push('end');
    this.work();
  }

  /** Lets a fault happen now. */
  strike(fault: Fault): void {
    if (!['running', 'doomed', 'starting'].includes(this.state) || this.connection.closeCode !== undefined) return;
    this.count();
    this.say(`fault at ${this.now.toFixed(2)} s: ${JSON.stringify(fault)}`);
    if (saysNever(fault)) this.server.sayNever();
    this.suffer(fault);
    const { outage } = this.plan;
    if (outage) this.server.suffer(outage);
  }

  private suffer(fault: Fault): void {
    switch (fault.kind) {
      case 'reset':
        this.over();
        this.connection.reset();
        break;
      case 'hang_up':
        this.over();
        this.connection.hangUp();
        break;
      case 'freeze':
        this.over();
        this.connection.freeze();
        break;
      case 'mute':
        this.over();
        break;
      case 'early_end':
        // After EndOfStream nobody could tell it from the right end.
        if (this.input === 'open') this.complete();
        else this.resume();
        break;
      case 'close':
        this.over();
        this.connection.close(fault.code, fault.reason);
        break;
      case 'error':
        this.fail(fault.type, fault.then);
        break;
      case 'session_timeout':
        this.send({ message: 'Warning', type: 'session_timeout', reason: 'The session ends soon.' });
        this.later(fault.notice, () => this.fail('session_timeout', 'close'));
        this.resume();
        break;
      case 'duration_limit': {
        const warning = {
          type: 'duration_limit_exceeded',
          reason: 'No more audio is heard.',
          duration_limit: this.now,
        };
        this.send({ message: 'Warning', ...warning });
        this.complete();
        break;
      }
    }
  }

  private resume(): void {
    this.state = 'running';
    this.work();
  }

  private start(): void {
    this.ran = true;
    this.state = 'running';
    this.send({
      message: 'RecognitionStarted',
      id: randomUUID(),
      ...(this.random.chance(0.5) && { language_pack_info: { word_delimiter: ' ' } }),
    });
    this.work();
  }

  /** Reads what has come, as fast as the session reads. */
  private work(): void {
    while ((this.state === 'running' || this.state === 'ended') && this.reading === 'idle') {
      const next = this.inbox.shift();
      if (next === undefined) return;
      if (next === 'end') {
        if (this.state === 'running') this.conclude();
        return;
      }
      this.take(next);
      const seconds = secondsOf(next.length) / this.plan.speed;
      if (seconds === 0) continue;
      this.reading = 'busy';
      this.later(seconds * 1000, () => {
        this.reading = 'idle';
        this.work();
      });
    }
  }

  private take(data: Buffer): void {
    this.read += 1;
    if (this.state === 'running') this.hear(data);
    this.acknowledge(this.read);
    if (this.random.chance(this.plan.garbage)) this.connection.sendFrame(this.random.pick(GARBAGE));
    const { strike } = this.plan;
    if (strike && this.now >= strike.at) this.doom(strike.fault);
  }

  private hear(data: Buffer): void {
    this.transcripts.hear(data, this.plan.withheld);
    this.server.furthest = Math.max(this.server.furthest, this.transcripts.stretches.at(-1)?.to ?? 0);
  }

  private acknowledge(count: number): void {
    const { manner, delay } = this.plan.acknowledgements;
    if (manner === 'lost' && this.random.chance(0.5)) return;
    const wrong = manner === 'confused' && this.random.chance(0.3);
    const told = wrong ? Math.max(0, count + this.random.integer(-20, 20)) : count;
    const send = (): void => {
      this.received.acknowledged = Math.max(this.received.acknowledged, told);
      this.send({ message: 'AudioAdded', seq_no: told });
    };
    if (delay === 0) send();
    else this.later(delay, send);
  }

  private doom(fault: Fault): void {
    if (this.state !== 'running' || this.fate === 'met') return;
    this.fate = 'met';
    this.state = 'doomed';
    this.later(this.random.between(1, STRIKE_WAIT), () => this.strike(fault));
  }

  /** Makes everything final that was heard, and ends the transcript by itself. */
  private complete(): void {
    this.state = 'ended';
    this.transcripts.endEarly();
    this.send({ message: 'EndOfTranscript' });
    this.work();
  }

  /** The same, as the client's EndOfStream asks for. */
  private conclude(): void {
    this.state = 'ending';
    this.later(this.plan.end.delay, () => {
      this.transcripts.end();
      this.end();
    });
  }

  private end(): void {
    switch (this.plan.end.then) {
      case 'end_of_transcript':
        this.completed = true;
        this.send({ message: 'EndOfTranscript' });
        this.over();
        break;
      case 'reset':
        this.say('reset in place of EndOfTranscript');
        this.count();
        this.over();
        // What was sent has arrived when the connection breaks.
        this.server.after(1, () => this.connection.reset());
        break;
      case 'nothing':
        this.say('no EndOfTranscript');
        this.over();
        break;
    }
  }

  private fail(type: string, then: 'close' | 'nothing'): void {
    if (this.state === 'over') return;
    this.send({ message: 'Error', type, reason: `The session failed: ${type}.` });
    this.over();
    if (then === 'close') this.server.after(this.random.between(1, 500), () => this.connection.close(1000, type));
  }

  private count(): void {
    const { hits } = this.server;
    hits.strikes += 1;
    if (this.transcripts.shown === 'partial') hits.partial += 1;
    if (this.received.messages > this.received.acknowledged) hits.unacknowledged += 1;
    const hears = this.transcripts.stretches.at(-1)?.to;
    if (this.number > 1 && this.now < 1 && hears !== undefined && hears <= this.known) hits.replay += 1;
  }

  private over(): void {
    this.state = 'over';
  }

  private send(message: object): void {
    if (this.state !== 'over') this.connection.send(message);
  }

  private violate(what: string): void {
    this.say(`VIOLATION: ${what}`);
    this.server.violations.push(`session ${this.number}: ${what}`);
  }

  private say(news: string): void {
    this.server.say(`  session ${this.number}: ${news}`);
  }

  /** Does something later, unless nothing is said any more then. */
  private later(milliseconds: number, action: () => void): void {
    if (milliseconds === 0) action();
    else {
      this.server.after(milliseconds, () => {
        if (this.state !== 'over' && this.connection.closeCode === undefined) action();
      });
    }
  }
}
