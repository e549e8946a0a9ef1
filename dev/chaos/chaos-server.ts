import { randomUUID } from 'node:crypto';
import type {
  AddTranscript,
  ClientMessage,
  RecognitionResult,
  StartRecognition,
} from '../../nodes/lib/speech-api/messages';
import type { Behaviour, ServerConnection } from '../scripted-server';
import {
  CONTROLS,
  FATAL,
  type Fault,
  type FaultPlan,
  GOOD_SESSION,
  type Outage,
  saysNever,
  type SessionPlan,
} from './chaos-plan';
import type { Random } from '../random';
import { FRAGMENTS, SAMPLE_RATE, SPELLINGS, type Speech } from './scripted-speech';
import { type HeardWord, type Stretch, WordHearing } from './simulated-recogniser';

const BYTES_PER_SECOND = 2 * SAMPLE_RATE;
/** What a client may have sent without an acknowledgement: seconds of raw audio, with one message on top; messages. */
const WINDOW_SECONDS = 10.1;
const WINDOW_MESSAGES = 500;
/** Seconds of audio after a word before it can be final. */
const LEAST_DELAY = 0.15;
/** Seconds of audio by which a final comes before `max_delay` is over: audio is heard message by message. */
const DELAY_MARGIN = 0.1;
const LONGEST_FINAL = 8;
/** Longest wait for the moment of a strike, milliseconds: nothing is on the way then, as between two messages of a client. */
const STRIKE_WAIT = 90;

const GARBAGE: readonly (string | Buffer)[] = [
  'not JSON',
  '',
  'null',
  '[]',
  '[{"message":"EndOfTranscript"}]',
  '{"message":42}',
  '{"message":"ModelWarmedUp","seconds":3}',
  '{"message":"AddTranscript"}',
  '{"message":"AddPartialTranscript","metadata":{},"results":"none"}',
  '{"message":"AudioAdded","seq_no":"many"}',
  '{"message":"Info","type":"something_new","reason":"for newer clients"}',
  Buffer.from([0xff, 0x00, 0xfe, 0x80]),
  Buffer.from('{"message":"Info","type":"recognition_quality","reason":"in a binary frame","quality":"broadcast"}'),
];

/** How often a strike met what a client must not lose. */
export interface Hits {
  strikes: number;
  /** Words were shown that were not final. */
  partial: number;
  /** Audio was not acknowledged. */
  unacknowledged: number;
  /** A new session was hearing, in its first second of audio, what another had been sent before. */
  replay: number;
}

export interface FaultyRecogniserSettings {
  speech: Speech;
  plan: FaultPlan;
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
 * A Speech API server that hears the numbered audio of a script, exactly as much of it as it is sent, and suffers what a
 * plan holds. It writes down every breach of the protocol by its client.
 */
export class ChaosServer implements Behaviour {
  readonly speech: Speech;
  readonly sessions: FaultySession[] = [];
  /** What clients did that the protocol forbids. */
  readonly violations: string[] = [];
  readonly hits: Hits = { strikes: 0, partial: 0, unacknowledged: 0, replay: 0 };
  /** HTTP statuses with which handshakes were refused. */
  readonly refusals: number[] = [];
  /** Delayed deeds that are still to come. */
  pending = 0;
  /** Up to which frame of the script any session was sent audio. */
  furthest = 0;
  readonly say: (news: string) => void;
  private readonly bySocket = new Map<ServerConnection, FaultySession>();
  private readonly plan: FaultPlan;
  private readonly random: Random;
  private readonly later: (action: () => void, milliseconds: number) => void;
  private readonly onNetwork: (state: 'up' | 'down') => void;
  private readonly onNever: (proven: boolean) => void;
  private outage: Outage | undefined;
  /** How many sessions each control ended. */
  private readonly refused = new Map<string, number>();

  constructor(settings: FaultyRecogniserSettings) {
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

  private control(session: FaultySession, name: string): void {
    const { unknown } = this.plan;
    if (!unknown?.controls.includes(name)) return;
    if (session.refuse(name, unknown.type)) this.refused.set(name, (this.refused.get(name) ?? 0) + 1);
    // Others that were sent with it may be blamed first.
    if (this.refused.get(name)! > CONTROLS.length)
      this.violations.push(`${name} again and again, though it is refused`);
  }

  audio(connection: ServerConnection, data: Buffer): void {
    // What came is remembered as frames; the bytes would only be held.
    connection.audio.length = 0;
    const session = this.bySocket.get(connection);
    if (session) session.audio(data);
    else this.violations.push('audio before StartRecognition');
  }

  /** Lets connections fare badly for a time. */
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
    const session = new FaultySession(connection, message, this, plan, this.random.fork());
    this.bySocket.set(connection, session);
    this.sessions.push(session);
    session.open();
  }
}

function realTime(action: () => void, milliseconds: number): void {
  setTimeout(action, milliseconds).unref();
}

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

/** One session of a {@link ChaosServer}. */
export class FaultySession {
  readonly hearing: WordHearing;
  /** RecognitionStarted was sent. */
  ran = false;
  /** Seconds of the session up to which finals were sent. */
  covered = 0;
  /** All audio that came was heard, and EndOfTranscript was the answer to EndOfStream. */
  completed = false;
  /** Words of which the end of the transcript left a fragment. */
  readonly torn: number[] = [];
  private state: State = 'starting';
  private readonly number: number;
  private readonly voice: Voice;
  private readonly maxDelay: number;
  private readonly eagerness: number;
  private readonly partialEvery: number;
  private readonly silenceEvery: number;
  private readonly partials: boolean;
  private readonly format: StartRecognition['audio_format'];
  /** Audio that was not read yet, and the end of it. */
  private readonly inbox: (Buffer | 'end')[] = [];
  private reading: 'idle' | 'busy' = 'idle';
  private input: 'open' | 'ended' = 'open';
  /** Whether the strike of the plan is still to come. */
  private fate: 'awaited' | 'met' = 'awaited';
  private received = 0;
  private receivedBytes = 0;
  private read = 0;
  /** Highest number that was acknowledged. */
  private acknowledged = 0;
  private readonly endsOfMessages: number[] = [];
  /** Words of the hearing that are final. */
  private final = 0;
  private shown: 'nothing' | 'partial' = 'nothing';
  /** Up to which frame another session had been sent audio when this one began. */
  private readonly known: number;

  constructor(
    private readonly connection: ServerConnection,
    { audio_format, transcription_config }: StartRecognition,
    private readonly recogniser: ChaosServer,
    private readonly plan: SessionPlan,
    private readonly random: Random,
  ) {
    this.number = recogniser.sessions.length + 1;
    this.format = audio_format;
    this.partials = transcription_config.enable_partials === true;
    this.known = recogniser.furthest;
    this.hearing = new WordHearing(recogniser.speech, random.fork());
    this.voice = new Voice(recogniser.speech, random.fork());
    this.maxDelay = random.between(1, 4);
    this.eagerness = random.between(0.02, 0.3);
    this.partialEvery = random.integer(2, 6);
    this.silenceEvery = random.between(1.5, 4);
  }

  /** Seconds of audio that were heard. */
  get now(): number {
    return this.hearing.now;
  }

  /** Parts of the script that this session has served for good: heard, and covered by finals that were sent. */
  get served(): Stretch[] {
    const end = this.completed ? this.now : this.covered;
    return this.hearing.stretches.flatMap(({ from, to, start }) => {
      const frames = Math.min(to - from, Math.round((end - start) * 100));
      return frames > 0 ? [{ from, to: from + frames, start }] : [];
    });
  }

  /** It has taken audio, and said so. */
  get proven(): boolean {
    return this.acknowledged > 0 || this.covered > 0;
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
    // A session that gets no audio is struck all the same.
    if (strike) this.later(strike.at * 1000 + 30_000, () => this.doom(strike.fault));
  }

  audio(data: Buffer): void {
    this.received += 1;
    this.receivedBytes += data.length;
    this.endsOfMessages.push(this.receivedBytes);
    if (!this.ran) this.violate('audio before RecognitionStarted');
    if (this.input === 'ended') this.violate('audio after EndOfStream');
    if (this.format.type === 'raw') this.checkRaw(data);
    if (this.received - this.acknowledged > WINDOW_MESSAGES) this.violate('too many messages without acknowledgement');
    this.inbox.push(data);
    this.work();
  }

  endOfStream(lastSeqNo: number): void {
    if (!this.ran) this.violate('EndOfStream before RecognitionStarted');
    if (this.input === 'ended') this.violate('EndOfStream twice');
    if (lastSeqNo !== this.received) this.violate(`last_seq_no ${lastSeqNo} after ${this.received} messages`);
    this.say(`EndOfStream after ${(this.receivedBytes / BYTES_PER_SECOND).toFixed(1)} s`);
    this.input = 'ended';
    this.inbox.push('end');
    this.work();
  }

  /** Lets a fault happen now. */
  strike(fault: Fault): void {
    if (!['running', 'doomed', 'starting'].includes(this.state) || this.connection.closeCode !== undefined) return;
    this.count();
    this.say(`fault at ${this.now.toFixed(2)} s: ${JSON.stringify(fault)}`);
    if (saysNever(fault)) this.recogniser.sayNever();
    this.suffer(fault);
    const { outage } = this.plan;
    if (outage) this.recogniser.suffer(outage);
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

  private checkRaw(data: Buffer): void {
    if (data.length % 2 !== 0) this.violate('a torn sample');
    const acknowledged = this.endsOfMessages[Math.min(this.acknowledged, this.received) - 1] ?? 0;
    if ((this.receivedBytes - acknowledged) / BYTES_PER_SECOND > WINDOW_SECONDS) {
      this.violate('too much audio without acknowledgement');
    }
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
      const seconds = next.length / BYTES_PER_SECOND / this.plan.speed;
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
    this.hearing.hear(data);
    this.recogniser.furthest = Math.max(this.recogniser.furthest, this.hearing.stretches.at(-1)?.to ?? 0);
    const { from, to } = this.plan.withheld;
    if (this.now < from || this.now >= to) this.finalise();
    if (this.partials && this.read % this.partialEvery === 0) this.sendPartial();
  }

  private acknowledge(count: number): void {
    const { manner, delay } = this.plan.acknowledgements;
    if (manner === 'lost' && this.random.chance(0.5)) return;
    const wrong = manner === 'confused' && this.random.chance(0.3);
    const told = wrong ? Math.max(0, count + this.random.integer(-20, 20)) : count;
    const send = (): void => {
      this.acknowledged = Math.max(this.acknowledged, told);
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

  /** Makes words final that have to be, some that can be, or the silence that is there. */
  private finalise(): void {
    const { now, random } = this;
    const pending = this.hearing.words.slice(this.final);
    let due = pending.findLastIndex(({ end }) => end + this.maxDelay <= now + DELAY_MARGIN) + 1;
    const able = pending.findLastIndex(({ end }) => end + LEAST_DELAY <= now) + 1;
    if (able > due && random.chance(this.eagerness)) due = random.integer(due + 1, able);
    this.sendFinals(due);
    if (due > 0 && this.partials && random.chance(0.5)) this.sendPartial();
    const silent = this.final === this.hearing.words.length && !this.hearing.speaking;
    if (silent && now - this.covered > this.silenceEvery) this.sendSilence(now - random.between(0.1, 0.6));
  }

  private sendFinals(count: number): void {
    for (let left = count; left > 0;) {
      const taken = Math.min(left, this.random.integer(1, LONGEST_FINAL));
      const words = this.hearing.words.slice(this.final, this.final + taken);
      this.final += taken;
      left -= taken;
      this.sendFinal(words, words.at(-1)!.end);
    }
  }

  private sendSilence(end: number): void {
    if (end > this.covered) this.sendFinal([], end);
  }

  private sendFinal(words: readonly HeardWord[], end: number): void {
    const message: AddTranscript = { message: 'AddTranscript', ...this.voice.transcript(words, this.covered, end) };
    this.covered = end;
    this.shown = 'nothing';
    this.hearing.settle(end);
    this.send(message);
    this.say(`final to ${end.toFixed(2)} s: "${message.metadata.transcript}"`);
  }

  private sendPartial(): void {
    const { unfinished, now } = this.hearing;
    const open = this.hearing.words.slice(this.final);
    if (unfinished) {
      const start = Math.min(Math.max(unfinished.start, open.at(-1)?.end ?? this.covered), now);
      open.push({ index: unfinished.index, as: this.random.pick(['word', 'fragment']), start, end: now });
    }
    if (open.length === 0 && this.shown === 'nothing') return;
    this.shown = open.length > 0 ? 'partial' : 'nothing';
    this.send({ message: 'AddPartialTranscript', ...this.voice.transcript(open, this.covered, now) });
  }

  /** Makes everything final that was heard, and ends the transcript by itself. */
  private complete(): void {
    this.state = 'ended';
    const { speaking } = this.hearing;
    this.sendRest();
    // The end of the transcript tells that the rest is silence.
    if (!speaking) this.covered = Math.max(this.covered, this.now);
    this.send({ message: 'EndOfTranscript' });
    this.work();
  }

  /** The same, as the client's EndOfStream asks for. */
  private conclude(): void {
    this.state = 'ending';
    this.later(this.plan.end.delay, () => {
      this.sendRest();
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
        this.recogniser.after(1, () => this.connection.reset());
        break;
      case 'nothing':
        this.say('no EndOfTranscript');
        this.over();
        break;
    }
  }

  private sendRest(): void {
    const speaking = this.hearing.speaking;
    this.hearing.end();
    const last = this.hearing.words.at(-1);
    if (speaking && last?.as === 'fragment' && this.final < this.hearing.words.length) this.torn.push(last.index);
    this.sendFinals(this.hearing.words.length - this.final);
    if (!speaking && this.random.chance(0.5)) this.sendSilence(this.now);
  }

  private fail(type: string, then: 'close' | 'nothing'): void {
    if (this.state === 'over') return;
    this.send({ message: 'Error', type, reason: `The session failed: ${type}.` });
    this.over();
    if (then === 'close') this.recogniser.after(this.random.between(1, 500), () => this.connection.close(1000, type));
  }

  private count(): void {
    const { hits } = this.recogniser;
    hits.strikes += 1;
    if (this.shown === 'partial') hits.partial += 1;
    if (this.received > this.acknowledged) hits.unacknowledged += 1;
    const hears = this.hearing.stretches.at(-1)?.to;
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
    this.recogniser.violations.push(`session ${this.number}: ${what}`);
  }

  private say(news: string): void {
    this.recogniser.say(`  session ${this.number}: ${news}`);
  }

  /** Does something later, unless nothing is said any more then. */
  private later(milliseconds: number, action: () => void): void {
    if (milliseconds === 0) action();
    else {
      this.recogniser.after(milliseconds, () => {
        if (this.state !== 'over' && this.connection.closeCode === undefined) action();
      });
    }
  }
}

/** How one session writes: spellings, capitals and punctuation are its own. */
class Voice {
  private readonly spellings: readonly string[];
  private readonly capitals: 'none' | 'some' | 'all';
  private readonly punctuated: ReadonlyMap<number, string>;

  constructor(
    private readonly speech: Speech,
    private readonly random: Random,
  ) {
    this.spellings = SPELLINGS.map((spellings) => random.pick(spellings));
    this.capitals = random.pick(['none', 'some', 'all']);
    const frequency = random.pick([0, 0.1, 0.3]);
    const marks = speech.words.map((_, index) => [index, random.pick(['.', ',', '?'])] as const);
    this.punctuated = new Map(marks.filter(() => random.chance(frequency)));
  }

  transcript(words: readonly HeardWord[], start_time: number, end_time: number) {
    const results = words.flatMap((word) => this.results(word));
    const text = results.map(({ type, alternatives }) => (type === 'word' ? ' ' : '') + alternatives![0]!.content);
    return {
      format: '2.9',
      metadata: { start_time, end_time, transcript: text.join('').trimStart() + (words.length > 0 ? ' ' : '') },
      results,
    };
  }

  private results({ index, as, start, end }: HeardWord): RecognitionResult[] {
    // Tells whoever debugs a stream which word of the script it was.
    const confidence = (index % 1000) / 1000;
    const content = as === 'fragment' ? this.fragment(index) : this.spell(index);
    const word: RecognitionResult = {
      type: 'word',
      start_time: start,
      end_time: end,
      alternatives: [{ content, confidence }],
    };
    const mark = this.punctuated.get(index);
    if (mark === undefined || as === 'fragment') return [word];
    return [
      word,
      {
        type: 'punctuation',
        start_time: end,
        end_time: end,
        attaches_to: 'previous',
        is_eos: mark !== ',',
        alternatives: [{ content: mark, confidence }],
      },
    ];
  }

  private spell(index: number): string {
    const content = this.spellings[this.speech.words[index]!.word]!;
    const capital = this.capitals === 'all' || (this.capitals === 'some' && index % 3 === 0);
    return capital ? content.charAt(0).toUpperCase() + content.slice(1) : content;
  }

  private fragment(index: number): string {
    return FRAGMENTS[(index + this.random.integer(0, 1)) % FRAGMENTS.length]!;
  }
}
