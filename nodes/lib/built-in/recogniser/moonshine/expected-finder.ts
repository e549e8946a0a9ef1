import { HeardText, type LikelyPlace } from './likely-places';
import { strongestFrame } from './reading-position';
import type { SessionVocabulary } from './session-vocabulary';
import { restsOf, type Spelling, type Variant } from './spellings';
import type { TokenKinds } from './token-kinds';
import type { TokenReader } from './token-reader';
import { allowanceAt, highest, judge, meritOf, PRIOR_SHARE, type Expected } from './vocabulary-search';
import type { SpeltWord } from './words';

/** Frames (0.24 s) of audio behind a word, before which it may still grow. */
const HEARD_BEHIND = 10;

/** What of a vocabulary is taken to be said, and where. */
export interface FoundPlace extends LikelyPlace {
  expected: Expected;
}

interface Rival extends FoundPlace {
  /** Whether it is what was heard anyway. */
  isHeard: boolean;
  /** The best one counts. */
  merit: number;
  isLikely: boolean;
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
    const places = text.wholesOf(spellings, ({ atStart: { tokens } }) => {
      const loss = first.loss(tokens[0]!, heard.forced.length);
      return loss - PRIOR_SHARE * anyway.loss(tokens[0]!, 0);
    });
    const same = places.filter((place) => this.isHeard(place, this.variantOf(place, heard), heard));
    return this.best(same.length > 0 ? same : places, heard, first, vocabulary);
  }

  /** The best of some entries, if one is likely enough. */
  private async best(
    places: readonly LikelyPlace[],
    heard: Heard,
    first: FirstTokens,
    vocabulary: SessionVocabulary,
  ): Promise<Rival | undefined> {
    let best: Rival | undefined;
    for (const place of places) {
      const rival = await this.rival(place, heard, first, vocabulary);
      if (rival && rival.merit > (best?.merit ?? -Infinity)) best = rival;
    }
    return best?.isLikely ? best : undefined;
  }

  private async rival(
    place: LikelyPlace,
    heard: Heard,
    first: FirstTokens,
    vocabulary: SessionVocabulary,
  ): Promise<Rival | undefined> {
    const { spelling, start, isAll } = place;
    const before = heard.tokens.slice(0, start);
    const variant = this.variantOf(place, heard);
    const { tokens } = variant;
    if (start + tokens.length > heard.limit) return undefined;
    if (this.endsWith(before, tokens)) return undefined;
    const heardInstead = heard.probabilities.slice(start, place.end).reduce((product, share) => product * share, 1);
    const allowance = allowanceAt(place, heardInstead);
    const found = { ...place, expected: { ...variant, isAll } };
    if (this.isHeard(place, variant, heard)) return { ...found, isHeard: true, merit: allowance, isLikely: true };
    if (!isAll && first.loss(tokens[0]!, start) > allowance) return undefined;
    const endings = isAll ? this.kinds.marks : this.kinds.endings;
    const judgement = await vocabulary.judge(place, before, variant, heard.frames, async () =>
      judge(tokens, await first.reader.instead(start, tokens), endings),
    );
    if (!judgement) return undefined;
    const merit = isAll
      ? meritOf(place, judgement.likelihood, await this.priorOf(spelling, vocabulary))
      : allowance - judgement.loss;
    return { ...found, isHeard: false, merit, isLikely: judgement.loss <= allowance };
  }

  /** Whether it was just said: where an entry takes no time, the text goes on with what it stands for. */
  private endsWith(before: readonly number[], tokens: readonly number[]): boolean {
    const heard = before.filter((token) => !this.kinds.isSilent[token]);
    return tokens.every((token, index) => token === heard[heard.length - tokens.length + index]);
  }

  private variantOf({ spelling, start }: LikelyPlace, { tokens }: Heard): Variant {
    return this.kinds.beginsSentence(tokens.slice(0, start)) ? spelling.atStart : spelling.within;
  }

  private priorOf(spelling: Spelling, vocabulary: SessionVocabulary): Promise<number> {
    const { tokens } = spelling.atStart;
    return vocabulary.priorOf(spelling, async () => {
      const reader = await this.silence();
      return judge(tokens, await reader.instead(0, tokens), this.kinds.marks).likelihood;
    });
  }

  private isHeard({ start, isAll }: LikelyPlace, { tokens, content }: Variant, heard: Heard): boolean {
    const { continues, isSilent } = this.kinds;
    const rest = heard.tokens.slice(start + tokens.length);
    if (tokens.some((token, index) => token !== heard.tokens[start + index])) return false;
    if (isAll ? rest.some((token) => !isSilent[token]) : rest.length > 0 && continues[rest[0]!]) return false;
    return content === undefined || heard.spelt.some((word) => word.firstToken === start && word.content === content);
  }
}
