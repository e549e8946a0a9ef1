import { endsWithSentenceMark } from '../sentence';
import { spell, type Token } from './token';

/** Marks behind which a sentence may go on. */
const MAY_GO_ON = /^[.…\p{Pf}"'“‘«]/u;
/** A letter of an alphabet; where a sign is a syllable, one may be a word. */
const LETTER = '(?![\\p{scx=Hang}\\p{scx=Han}\\p{scx=Hira}\\p{scx=Kana}\\p{scx=Ethi}])\\p{L}';
/** Initials, and abbreviations with marks in them ("e.g.", "U.S."). */
const ALWAYS_SHORT = new RegExp(`^(?:${LETTER}|(?:${LETTER}{1,2}\\.)+${LETTER}{1,2})$`, 'u');
/** Words that a single letter tells apart: behind them, it is no initial. */
const LETTERED =
  /^(?:plano?|option|opción|opção|opzione|optie|vitamine?|vitamina|hepatitis|hépatite|group|gruppe|groupe|grupo|gruppo|groep|class|klasse|classe|clase|type|typ|tipo|grade|note|section|teil|part|partie|parte|point|punkt|punto|ponto|team|gate|terminal|room|block|appendix|anhang|annexe?|план|группа|вариант|витамин|пункт)$/iu;
/** Words that are short before a number only. */
const SHORT_BEFORE_NUMBER =
  /^(?:figs?|nos?|nrs?|num|núm|nº|vols?|arts?|secs?|chap|pp|págs?|pags?|abs|abb|kap|ref|рис|стр)$/iu;
/** Words that are short enough to be a title, and others that are short enough to be an abbreviation ("vs."). */
const SHORT = /^\p{Lu}\p{Ll}{1,3}$/u;
const SHORT_SMALL = /^\p{Ll}{2,4}$/u;
const VOWEL = /[aeiouyаеиоуыэюяіїєαεηιουω]/iu;
/** Titles before names that could be words by their letters. */
const TITLES =
  /^(?:[Pp]rof|Capt|Rev|Gen|Col|Gov|Sen|Ing|Mag|Mme|[Ss]rta|[Ss]ra|[Dd]ra|[Pp]rofa|[Dd]ott|[Ss]ig|[Aa]vv|hab|inż)$/u;
/** Abbreviations that introduce what follows them, whatever that is. */
const INTRODUCES = /^(?:e\.g|i\.e|z\.B|d\.h|p\.ex)$/i;
/** Words that begin a sentence where they have a capital: no name, and nothing else that goes on behind an abbreviation, begins so. */
const BEGINS_SENTENCE =
  /^(?:(?:He|She|It|We|They|You)(?:['’]\p{L}+)?|The|This|That|These|Those|There|And|But|Then|Ils?|Elles?|Nous|Vous|Él|Ella|Er|Wir|Ele|Ela|Hij|Zij|Он|Она|Они|Мы)$/u;
/** A number that may be an ordinal where it has a full stop. */
const ORDINAL = /^\p{N}{1,2}$/u;

/**
 * Whether a sentence ends with the last of some tokens. A server says so; a mark in a text that comes alone may also be part of
 * a title, an initial or an ordinal ("Mr.", "J.", "z. B.", "3. Mai").
 *
 * @param next what stands behind them; left out: not known yet
 * @param language code of the configuration; left out: unknown
 */
export function endsSentence(part: readonly Token[], next?: Token, language?: string): boolean {
  const last = part.at(-1);
  if (last?.kind !== 'mark') return false;
  if (last.endsSentence !== undefined) return last.endsSentence;
  const word = part.at(-2)?.content ?? '';
  const mark = last.content.trim();
  if (!endsWithSentenceMark(word + mark)) return false;
  if (!MAY_GO_ON.test(mark)) return true;
  const isPlainStop = mark === '.';
  if (next === undefined) return !(isPlainStop && isTitle(word, part.at(-3)));
  if (/^\p{Ll}/u.test(spell([next]))) return false;
  if (!isPlainStop || (BEGINS_SENTENCE.test(next.content) && !INTRODUCES.test(word))) return true;
  return !isAbbreviated(word, next.content, part.at(-3)) && !isOrdinal(part, next.content, language);
}

/** Whether a full stop belongs to the word, whatever follows. */
function isAbbreviated(word: string, next: string, before: Token | undefined): boolean {
  const isLabel = /^\p{Lu}$/u.test(word) && LETTERED.test(before?.content ?? '');
  if (isTitle(word, before) || (ALWAYS_SHORT.test(word) && !isLabel)) return true;
  return (SHORT.test(word) || SHORT_BEFORE_NUMBER.test(word)) && /^\p{N}/u.test(next);
}

/** No word but an abbreviation is without a vowel; behind a number it is a unit, which may end a sentence. */
function isTitle(word: string, before: Token | undefined): boolean {
  if (TITLES.test(word)) return true;
  if (VOWEL.test(word.normalize('NFD'))) return false;
  return SHORT.test(word) || (SHORT_SMALL.test(word) && before?.isNumber !== true);
}

/** Whether a number with a full stop counts something: at the head of a list, or in languages that write ordinals so. */
function isOrdinal(part: readonly Token[], next: string, language: string | undefined): boolean {
  if (!ORDINAL.test(part.at(-2)?.content ?? '')) return false;
  if (part.length === 2 || !/^\p{L}/u.test(next)) return true;
  return writesOrdinals(language) ?? CAPITAL_MONTHS.has(next);
}

const known = new Map<string, boolean>();

/** Whether a language writes a full stop behind a day of the month; undefined where it is not known. */
function writesOrdinals(language = ''): boolean | undefined {
  // Two letters: there are not many, whatever messages say.
  const [code] = /^[a-z]{2}(?![a-z])/.exec(language) ?? [];
  if (code === undefined) return undefined;
  const told = known.get(code);
  if (told !== undefined) return told;
  const parts = new Intl.DateTimeFormat(code, { day: 'numeric', month: 'long' }).formatToParts(0);
  const day = parts.findIndex(({ type }) => type === 'day');
  const isOrdinalLanguage = parts[day + 1]?.value.startsWith('.') === true;
  known.set(code, isOrdinalLanguage);
  return isOrdinalLanguage;
}

/** Months of the language that writes them with a capital behind an ordinal. */
const month = new Intl.DateTimeFormat('de', { month: 'long', timeZone: 'UTC' });
const CAPITAL_MONTHS: ReadonlySet<string> = new Set(
  Array.from({ length: 12 }, (_, index) => month.format(Date.UTC(2000, index))),
);
