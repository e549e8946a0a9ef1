/**
 * Words that belong to what follows (articles, prepositions, possessives): a line should not end with one.
 */
const OPENERS: Readonly<Record<string, string>> = {
  en: "a an the my your his her its our their this that these those of to in on at by for with from into onto about over under between through without within and or but nor than as if because when while who which whose mr mrs ms dr st is are was were be been am do does did have has had will would can could should may might must not don't didn't won't can't isn't i you he she it we they very",
  de: 'der die das den dem des ein eine einen einem einer eines mein dein sein ihr unser euer kein keine keinen von zu zum zur in im an am auf aus bei mit nach vor für über unter durch ohne um gegen und oder aber dass weil wenn ob als wie ich du er sie es wir nicht sehr herr frau dr',
  fr: "le la les l' un une des du de d' au aux mon ma mes ton ta tes son sa ses notre nos votre vos leur leurs ce cet cette ces à en dans par pour sur sous avec sans chez et ou mais que qui dont où si comme je tu il elle on nous vous ils elles ne se très m mme",
  es: 'el la los las un una unos unas mi tu su nuestro nuestra este esta estos estas de del a al en con por para sin sobre entre y o pero que si como yo no se muy sr sra',
  it: "il lo la i gli le l' un uno una mio tuo suo questo questa di del della dei a al alla da dal in nel nella con su per tra fra e o ma che se come io non si molto",
  pt: 'o a os as um uma meu minha seu sua este esta de do da dos das em no na nos nas com por para sem sobre entre e ou mas que se como eu não muito',
  nl: 'de het een mijn jouw zijn haar ons onze hun deze dit die van in op aan bij met naar voor over onder door zonder en of maar dat als omdat ik jij hij zij wij niet zeer',
};

/** Words that begin a clause: a good place for a break. */
const CLAUSE_STARTERS: Readonly<Record<string, string>> = {
  en: 'and but or nor so because although though while when where which who that if unless until since before after',
  de: 'und aber oder denn sondern weil dass obwohl während wenn wo ob bis seit bevor nachdem',
  fr: 'et mais ou donc car parce que quand où qui si lorsque puisque',
  es: 'y pero o porque aunque mientras cuando donde que si hasta',
  it: 'e ma o perché sebbene mentre quando dove che se finché',
  pt: 'e mas ou porque embora enquanto quando onde que se até',
  nl: 'en maar of want omdat hoewel terwijl wanneer waar dat als totdat',
};

type Words = ReadonlyMap<string, ReadonlySet<string>>;

const openers = setsOf(OPENERS);
const clauseStarters = setsOf(CLAUSE_STARTERS);

/** Whether a word, in lower case and without marks, belongs to what follows. @param language code, for example `en` */
export function opensPhrase(word: string, language: string): boolean {
  return openers.get(baseOf(language))?.has(word) ?? false;
}

/** Whether a word, in lower case and without marks, begins a clause. @param language code, for example `en` */
export function startsClause(word: string, language: string): boolean {
  return clauseStarters.get(baseOf(language))?.has(word) ?? false;
}

function setsOf(words: Readonly<Record<string, string>>): Words {
  return new Map(Object.entries(words).map(([language, list]) => [language, new Set(list.split(' '))]));
}

function baseOf(language: string): string {
  return language.toLowerCase().split(/[-_]/)[0] ?? '';
}
