import { AudioError } from './format';
import { readFormatName } from './format-names';
import type { FormatProperties } from './format-properties';
import { bytesOfBase64 } from './payload';
import { bytesOfDecodedText } from './text-bytes';

/** The properties of a message that say how its text encodes bytes. */
interface EncodedMessage {
  encoding?: unknown;
  format?: unknown;
}

const MARK = /^(?:data:([^,]{0,200});base64,|audioData:)/i;

/**
 * Decodes text that is marked as encoded audio, or was made from bytes, with the format that the mark names; undefined for
 * other text.
 *
 * @throws AudioError `text_not_audio` for marked text that cannot be decoded
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

/** For `data:` URIs, many of which have no media type, or an unknown one. */
function isKnownFormat(type: string | undefined): boolean {
  return type !== undefined && (readFormatName(type)?.kind ?? 'none') !== 'none';
}

function otherCharacters(encoding: string): AudioError {
  return new AudioError('text_not_audio', `msg.payload is marked as ${encoding}, but holds other characters.`);
}
