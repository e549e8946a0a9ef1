import { HeardText, type LikelyPlace } from './likely-places';
import { strongestFrame } from './reading-position';
import { highest } from './scores';
import type { SessionVocabulary } from './session-vocabulary';
import { restsOf, type Spelling, type Variant } from './spellings';
import type { TokenKinds } from './token-kinds';
import type { TokenReader } from './token-reader';
import { likelihoodOf, meritOf, type Expected } from './vocabulary-search';
import type { SpeltWord } from './words';

/** Frames (0.24 s) of audio behind a word, before which it may still grow. */
const HEARD_BEHIND = 10;
/** Nats by which its first token may be less likely than the best one if it sounds the same: more is never made up for. */
const MAX_FIRST_LOSS = 16;
/** The same for a word that the model knows. */
const MAX_LOSS_OF_KNOWN = { among: 1, alone: 4 };
/** Entries that are judged in one place. */
const MAX_JUDGED = 8;
/** Nats by which a token that was heard may be unlikely on average for what was heard to count as clear. */
const CLEAR_TOKEN = 0.5;
/** What an entry's merit is if it is clearly what was said, so that no others are judged. */
const CLEAR_MERIT = 8;
/** Probability of what was heard from which on no entry replaces it: of a misheard name it is below that. */
const CERTAIN = 0.6;
/** Difference up to which an entry sounds like what was heard, and is another spelling of it. */
const SAME = 0.1;
/** Entries whose likelihood in noise is kept. */
const MAX_PRIORS = 10_000;

/** What of a vocabulary is taken to be said, and where. */
export interface FoundPlace extends LikelyPlace {
  expected: Expected;
}

/** An entry in some place. */
interface Candidate {
  place: LikelyPlace;
  variant: Variant;
  /** Whether it is what was heard anyway. */
  isHeard: boolean;
}

interface Rival extends FoundPlace {
  isHeard: boolean;
  merit: number;
}

/** What is known of a decoding. */
interface Heard {
  tokens: readonly number[];
  /** Of each token. */
  probabilities: readonly number[];
  /** Of each token, a weight per encoder frame for each alignment head. */
  attention: readonly Float32Array[][];
  /** Tokens that stand for something written otherwise. */
  spelt: readonly SpeltWord[];
  frames: number;
  /** Tokens at the start that are settled. */
  forced: readonly number[];
  /** The most tokens there may be. */
  limit: number;
}

/** How likely tokens are in the places of those that were read. */
class FirstTokens {
  private readonly places = new Map<number, { scores: Float32Array; top: number }>();

  constructor(readonly reader: TokenReader) {}

  /** By how much a token is less likely than the best one, in nats. */
  loss(token: number, place: number): number {
    let known = this.places.get(place);
    if (!known) {
      const { scores } = this.reader.readingAt(place);
      this.places.set(place, (known = { scores, top: highest(scores) }));
    }
    return known.top - known.scores[token]!;
  }
}

/**
 * Finds what of a vocabulary may have been said, though the model hears something else: what sounds like it, and is not
 * much less likely. The model is asked about few entries, and about most only how likely their first token is, which it
 * said already: that is why a list costs little.
 */
export class ExpectedFinder {
  /** How likely entries are if nothing is said, by their tokens. */
  private readonly priors = new Map<string, number>();

  constructor(
    private readonly pieces: readonly string[],
    private readonly kinds: TokenKinds,
    /** Reads tokens where nothing is said. */
    private readonly silence: () => Promise<TokenReader>,
  ) {}

  /** The first of the vocabulary in a decoding, from some token on, if that is not what was heard anyway. */
  async find(
    heard: Heard,
    reader: TokenReader,
    vocabulary: SessionVocabulary,
    from: number,
  ): Promise<FoundPlace | undefined> {
    const { tokens, attention, frames } = heard;
    const first = new FirstTokens(reader);
    const text = new HeardText(
      tokens.map((token) => this.pieces[token]!),
      from,
    );
    const rests = from === heard.forced.length ? restsOf(vocabulary.spellings, heard.forced, this.pieces) : [];
    if (vocabulary.endsInPause && from === heard.forced.length) {
      const said = from - vocabulary.context;
      const wholes = said === 0 ? vocabulary.spellings : rests.filter(({ begun }) => begun === said);
      const all = wholes.length === 0 ? undefined : await this.findAll(text, wholes, heard, first, vocabulary);
      if (all) return all.isHeard ? undefined : all;
    }
    const places = [
      ...text.placesOf(rests).filter(({ start }) => start === from),
      ...text.placesOf(vocabulary.spellings, vocabulary.remembered(tokens, from)),
    ].filter(({ end }) => vocabulary.endsInPause || frames - strongestFrame(attention[end - 1]!) >= HEARD_BEHIND);
    while (places.length > 0) {
      const { end } = places[0]!;
      const found = await this.best(
        places.filter(({ start }) => start < end),
        heard,
        first,
        vocabulary,
      );
      if (found && !found.isHeard) {
        vocabulary.keep(found, tokens.slice(0, found.start), found.expected);
        return found;
      }
      const next = places.findIndex(({ start }) => start >= (found?.end ?? end));
      places.splice(0, next === -1 ? places.length : next);
    }
    return undefined;
  }

  private async findAll(
    text: HeardText,
    spellings: readonly Spelling[],
    heard: Heard,
    first: FirstTokens,
    vocabulary: SessionVocabulary,
  ): Promise<Rival | undefined> {
    const anyway = new FirstTokens(await this.silence());
    const firstLoss = ({ atStart: { tokens } }: Spelling): number =>
      first.loss(tokens[0]!, heard.forced.length) - anyway.loss(tokens[0]!, 0);
    const places = text.wholesOf(spellings, firstLoss);
    const same = places.filter((place) => this.isHeard(place, this.variantOf(place, heard), heard));
    if (same.length > 0) return this.best(same, heard, first, vocabulary);
    const alike = await this.best(places, heard, first, vocabulary);
    if ((alike && alike.merit >= CLEAR_MERIT) || isClear(heard)) return alike;
    const others = text.anyOf(spellings, firstLoss).filter((place) => !places.some(isSameAs(place)));
    const other = await this.best(others, heard, first, vocabulary, others.length);
    return alike && (!other || alike.merit >= other.merit) ? alike : other;
  }

  /** The best of some entries, if one is likely enough. */
  private async best(
    places: readonly LikelyPlace[],
    heard: Heard,
    first: FirstTokens,
    vocabulary: SessionVocabulary,
    mostJudged = MAX_JUDGED,
  ): Promise<Rival | undefined> {
    const all = places.map((place) => this.candidate(place, heard));
    const candidates = [
      ...all.filter(({ isHeard }) => isHeard),
      ...all
        .filter((candidate) => !candidate.isHeard && this.mayStand(candidate, heard) && !isCommon(candidate, first))
        .filter(({ place }) => place.difference <= SAME || certainty(place, heard) < CERTAIN)
        .map((candidate) => ({ candidate, unlikely: unlikely(candidate, first) }))
        .filter(({ candidate, unlikely }) => candidate.place.isAll || unlikely <= MAX_FIRST_LOSS)
        .sort((one, other) => one.unlikely - other.unlikely)
        .slice(0, mostJudged)
        .map(({ candidate }) => candidate),
    ];
    const likelihoods = await this.likelihoods(candidates, heard, first.reader, vocabulary);
    await this.readPriors([...likelihoods.keys()]);
    let best: Candidate | undefined;
    let most = -Infinity;
    for (const [candidate, likelihood] of likelihoods) {
      const merit = meritOf(candidate.place, likelihood, this.priors.get(priorKey(candidate.place))!);
      if (merit <= most || (merit <= 0 && !candidate.isHeard)) continue;
      most = merit;
      best = candidate;
    }
    if (!best) return undefined;
    const { place, variant, isHeard } = best;
    return { ...place, expected: { ...variant, isAll: place.isAll }, isHeard, merit: most };
  }

  private candidate(place: LikelyPlace, heard: Heard): Candidate {
    const variant = this.variantOf(place, heard);
    return { place, variant, isHeard: this.isHeard(place, variant, heard) };
  }

  /** Whether there is time for it, and it was not just said. */
  private mayStand({ place: { start }, variant: { tokens } }: Candidate, heard: Heard): boolean {
    return start + tokens.length <= heard.limit && !this.endsWith(heard.tokens.slice(0, start), tokens);
  }

  /** Logarithms of how likely entries are in their places; those that this decoding has no time for are left out. */
  private async likelihoods(
    candidates: readonly Candidate[],
    { tokens, probabilities, frames }: Heard,
    reader: TokenReader,
    vocabulary: SessionVocabulary,
  ): Promise<Map<Candidate, number>> {
    const known = new Map<Candidate, number>();
    const unread = new Map<number, Candidate[]>();
    for (const candidate of candidates) {
      const { place, variant, isHeard } = candidate;
      const { start, end } = place;
      const likelihood = isHeard
        ? probabilities.slice(start, end).reduce((sum, probability) => sum + Math.log(probability), 0)
        : vocabulary.judged(place, tokens.slice(0, start), frames);
      if (likelihood !== undefined) known.set(candidate, likelihood);
      else if (vocabulary.mayRead(place, variant)) unread.set(start, [...(unread.get(start) ?? []), candidate]);
    }
    for (const [start, group] of unread) {
      const scores = await reader.instead(
        start,
        group.map(({ variant }) => variant.tokens),
      );
      for (const [index, candidate] of group.entries()) {
        const { place, variant } = candidate;
        const likelihood = likelihoodOf(variant.tokens, scores[index]!, this.endings(place));
        vocabulary.learn(place, tokens.slice(0, start), frames, likelihood);
        known.set(candidate, likelihood);
      }
    }
    return known;
  }

  /** Finds out how likely entries are if nothing is said. */
  private async readPriors(candidates: readonly Candidate[]): Promise<void> {
    if (this.priors.size >= MAX_PRIORS) this.priors.clear();
    const unread = candidates.map(({ place }) => place).filter((place) => !this.priors.has(priorKey(place)));
    if (unread.length === 0) return;
    const reader = await this.silence();
    const tokens = unread.map(({ spelling }) => spelling.atStart.tokens);
    for (const [index, scores] of (await reader.instead(0, tokens)).entries()) {
      const place = unread[index]!;
      this.priors.set(priorKey(place), likelihoodOf(tokens[index]!, scores, this.endings(place)));
    }
  }

  /** What may follow an entry. */
  private endings({ isAll }: LikelyPlace): readonly number[] {
    return isAll ? this.kinds.marks : this.kinds.endings;
  }

  /** Whether it was just said: where an entry takes no time, the text goes on with what it stands for. */
  private endsWith(before: readonly number[], tokens: readonly number[]): boolean {
    const heard = before.filter((token) => !this.kinds.isSilent[token]);
    return tokens.every((token, index) => token === heard[heard.length - tokens.length + index]);
  }

  private variantOf({ spelling, start }: LikelyPlace, { tokens }: Heard): Variant {
    return this.kinds.beginsSentence(tokens.slice(0, start)) ? spelling.atStart : spelling.within;
  }

  private isHeard({ start, isAll }: LikelyPlace, { tokens, content }: Variant, heard: Heard): boolean {
    const { continues, isSilent } = this.kinds;
    const rest = heard.tokens.slice(start + tokens.length);
    if (tokens.some((token, index) => token !== heard.tokens[start + index])) return false;
    if (isAll ? rest.some((token) => !isSilent[token]) : rest.length > 0 && continues[rest[0]!]) return false;
    return content === undefined || heard.spelt.some((word) => word.firstToken === start && word.content === content);
  }
}

/** Whether the model was sure of what it heard. */
function isClear({ probabilities, forced }: Heard): boolean {
  const open = probabilities.slice(forced.length);
  return open.reduce((sum, probability) => sum - Math.log(probability), 0) <= CLEAR_TOKEN * open.length;
}

function isSameAs(place: LikelyPlace): (other: LikelyPlace) => boolean {
  return ({ spelling }) => spelling === place.spelling;
}

function priorKey({ spelling, isAll }: LikelyPlace): string {
  return [isAll, ...spelling.atStart.tokens].join();
}

/** Probability of all that was heard in a place. */
function certainty({ start, end }: LikelyPlace, { probabilities }: Heard): number {
  return probabilities.slice(start, end).reduce((product, probability) => product * probability, 1);
}

/** How unlikely something is by its sounds and its first token alone, in nats. */
function unlikely({ place: { start, difference }, variant: { tokens } }: Candidate, first: FirstTokens): number {
  return first.loss(tokens[0]!, start) + MAX_FIRST_LOSS * difference;
}

/** Whether it is a word that the model knows, and would have written if it were likely. */
function isCommon({ place: { spelling, start, isAll }, variant: { tokens } }: Candidate, first: FirstTokens): boolean {
  return spelling.isKnown && first.loss(tokens[0]!, start) > MAX_LOSS_OF_KNOWN[isAll ? 'alone' : 'among'];
}
