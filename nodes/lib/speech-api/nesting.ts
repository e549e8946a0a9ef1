/** Codes of the characters `" \ [ ] { }`: plain comparisons, since every byte from a server is examined. */
const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_LIST = 0x5b;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Whether the lists and objects of a JSON text are nested more than `levels` deep. The text need not be valid. */
export function nestsDeeper(text: string, levels: number): boolean {
  // Short messages, such as acknowledgements, can't nest that deep.
  if (text.length <= levels) return false;
  let depth = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) at = endOfString(text, at);
    else if (code === OPEN_OBJECT || code === OPEN_LIST) depth += 1;
    else if (code === CLOSE_OBJECT || code === CLOSE_LIST) depth -= 1;
    if (depth > levels) return true;
  }
  return false;
}

/** The end of the string that begins at a quotation mark. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  for (; at < text.length && text.charCodeAt(at) !== QUOTE; at += 1) {
    if (text.charCodeAt(at) === BACKSLASH) at += 1;
  }
  return at;
}
