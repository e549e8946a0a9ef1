/** Languages of the vendor's list; a server may have others. Multilingual packs are joined by `_`. */
const CODES =
  'ar ar_en ba be bg bn ca cmn cmn_en cmn_en_ms_ta cs cy da de el en en_ms en_ta eo es et eu fa fi fr ga gl he hi hr hu ia ' +
  'id it ja ko lt lv mn mr ms mt nl no pl pt ro ru sk sl sv sw ta th tl tr ug uk ur vi yue';

/** Codes with the names of their languages, in the language of the editor, sorted by name. */
export function languages(editorLanguage: string): { code: string; name: string }[] {
  const names = new Intl.DisplayNames([editorLanguage, 'en'], { type: 'language' });
  return CODES.split(' ')
    .map((code) => ({
      code,
      name: code
        .split('_')
        .map((part) => names.of(part) ?? part)
        .join(' + '),
    }))
    .sort((one, other) => one.name.localeCompare(other.name, editorLanguage));
}
