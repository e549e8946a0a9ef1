import type { AddPartialTranscript, AddTranscript } from '../../nodes/lib/speech-api/messages';
import type { Random } from '../random';
import type { Speech } from './scripted-speech';
import { SessionVoice } from './session-voice';
import { type HeardWord, SimulatedRecogniser, type Stretch } from './simulated-recogniser';

/** Seconds of audio after a word before it can be final. */
const LEAST_DELAY = 0.15;
/** Seconds of audio by which a final comes before `max_delay` is over: audio is heard message by message. */
const DELAY_MARGIN = 0.1;
const LONGEST_FINAL = 8;

/** What one session writes of what it hears: words become final in time, partials come in between. */
export class SessionTranscripts {
  /** Seconds of the session up to which finals were sent. */
  covered = 0;
  /** Whether words are shown that are not final. */
  shown: 'nothing' | 'partial' = 'nothing';
  /** Words of which the end of the transcript left a fragment. */
  readonly torn: number[] = [];
  private readonly hearing: SimulatedRecogniser;
  private readonly voice: SessionVoice;
  private readonly maxDelay: number;
  private readonly eagerness: number;
  private readonly partialEvery: number;
  private readonly silenceEvery: number;
  private messages = 0;
  /** Words of the hearing that are final. */
  private final = 0;

  constructor(
    speech: Speech,
    private readonly partials: 'partials' | 'finals only',
    private readonly random: Random,
    private readonly send: (message: AddTranscript | AddPartialTranscript) => void,
    private readonly say: (news: string) => void,
  ) {
    this.hearing = new SimulatedRecogniser(speech, random.fork());
    this.voice = new SessionVoice(speech, random.fork());
    this.maxDelay = random.between(1, 4);
    this.eagerness = random.between(0.02, 0.3);
    this.partialEvery = random.integer(2, 6);
    this.silenceEvery = random.between(1.5, 4);
  }

  /** Seconds of audio that were heard. */
  get now(): number {
    return this.hearing.now;
  }

  /** Frames of the script that were heard, in order. */
  get stretches(): readonly Stretch[] {
    return this.hearing.stretches;
  }

  /** Hears a message of audio. No final is sent while the seconds of the session are within `withheld`. */
  hear(data: Buffer, withheld: { from: number; to: number }): void {
    this.messages += 1;
    this.hearing.hear(data);
    if (this.now < withheld.from || this.now >= withheld.to) this.finalise();
    if (this.partials === 'partials' && this.messages % this.partialEvery === 0) this.sendPartial();
  }

  /** Makes everything final that was heard. */
  end(): void {
    const speaking = this.hearing.speaking;
    this.hearing.end();
    const last = this.hearing.words.at(-1);
    if (speaking && last?.as === 'fragment' && this.final < this.hearing.words.length) this.torn.push(last.index);
    this.sendFinals(this.hearing.words.length - this.final);
    if (!speaking && this.random.chance(0.5)) this.sendSilence(this.now);
  }

  /** The same where the end of the transcript says that the rest is silence. */
  endEarly(): void {
    const { speaking } = this.hearing;
    this.end();
    if (!speaking) this.covered = Math.max(this.covered, this.now);
  }

  /** Makes words final that have to be, some that can be, or the silence that is there. */
  private finalise(): void {
    const { now, random } = this;
    const pending = this.hearing.words.slice(this.final);
    let due = pending.findLastIndex(({ end }) => end + this.maxDelay <= now + DELAY_MARGIN) + 1;
    const able = pending.findLastIndex(({ end }) => end + LEAST_DELAY <= now) + 1;
    if (able > due && random.chance(this.eagerness)) due = random.integer(due + 1, able);
    this.sendFinals(due);
    if (due > 0 && this.partials === 'partials' && random.chance(0.5)) this.sendPartial();
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
}
