import { AudioError } from './format';
import { readFormatName } from './format-names';
import type { FormatProperties } from './format-properties';
import { bytesOfBase64 } from './payload';
import { bytesOfDecodedText } from './text-bytes';

/** What is read of a message: how its text holds bytes. */
interface EncodedMessage {
  encoding?: unknown;
  format?: unknown;
}

const MARK = /^(?:data:([^,]{0,200});base64,|audioData:)/i;

/**
 * The bytes that text holds which says so, or that was made of bytes, and what its mark says of them; undefined for other text.
 *
 * @throws AudioError `text_not_audio` for what is marked, but holds something else
 */
export function bytesOfEncodedText(
  text: string,
  { encoding, format }: EncodedMessage,
): { data: Buffer; hints: FormatProperties } | undefined {
  const [mark = '', type] = MARK.exec(text) ?? [];
  const words = [encoding, format].map((word) => (typeof word === 'string' ? word.trim().toLowerCase() : ''));
  if (mark !== '' || (text !== '' && words.includes('base64'))) {
    const data = bytesOfBase64(text.slice(mark.length));
    if (!data) throw otherCharacters('base64');
    return { data, hints: isKnownFormat(type) ? { encoding: type } : {} };
  }
  if (text !== '' && words.includes('hex')) return { data: bytesOfHex(text), hints: {} };
  const data = bytesOfDecodedText(text);
  return data && { data, hints: {} };
}

function bytesOfHex(text: string): Buffer {
  const digits = text.replace(/^0x|[\s:]/gi, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(digits)) throw otherCharacters('hex');
  return Buffer.from(digits, 'hex');
}

/** Of `data:` URIs: many say nothing of their bytes, or something that nobody knows. */
function isKnownFormat(type: string | undefined): boolean {
  return type !== undefined && (readFormatName(type)?.kind ?? 'none') !== 'none';
}

function otherCharacters(encoding: string): AudioError {
  return new AudioError('text_not_audio', `msg.payload is marked as ${encoding}, but holds other characters.`);
}
