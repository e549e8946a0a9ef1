/** The most characters of a stream's name in a file name. */
const LONGEST = 80;

/**
 * The name of a stream's file: `{stream}`, `{date}` and `{time}` are filled in, and the extension is added if it is missing.
 * Characters of the stream's name that are not valid in file names on every system are replaced.
 *
 * @param now epoch milliseconds
 * @param part which document of the stream it is, from 1
 */
export function fileName(
  template: string,
  { stream, now, extension, part = 1 }: { stream: string; now: number; extension: string; part?: number },
): string {
  const [date = '', time = ''] = new Date(now).toISOString().slice(0, 19).split('T');
  const values: Readonly<Record<string, string>> = { stream: safe(stream), date, time: time.replaceAll(':', '-') };
  const filled = template.replace(/\{(stream|date|time)\}/g, (_whole, name: string) => values[name]!);
  const base = filled.toLowerCase().endsWith(extension) ? filled.slice(0, -extension.length) : filled;
  return `${base}${part === 1 ? '' : `-${part}`}${extension}`;
}

function safe(stream: string): string {
  const name = stream.replace(/[^\p{L}\p{N}._-]+/gu, '_').replace(/^[.\s]+/, '');
  return name.slice(0, LONGEST) || 'captions';
}
