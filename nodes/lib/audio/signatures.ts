/** Containers of audio. */
export type Container =
  | 'wav'
  | 'aiff'
  | 'au'
  | 'caf'
  | 'flac'
  | 'ogg'
  | 'mp3'
  | 'aac'
  | 'mpeg_audio'
  | 'mp4'
  | 'amr'
  | 'mpeg_ts'
  | 'mpeg_ps'
  | 'webm'
  | 'avi'
  | 'asf'
  | 'wave64';

/** The meaning of a signature: a container of audio, or the name of something else, for an error. */
export type Signature = { container: Container } | { notAudio: string } | { fragment: string };

interface Mark {
  at: number;
  /** Latin-1. */
  text: string;
}

interface Row {
  marks: Mark[];
  signature: Signature;
}

/** Bytes within which every signature lies. */
export const SIGNATURE_LENGTH = 12;

const audio = (container: Container, ...marks: Mark[]): Row => ({ marks, signature: { container } });
const other = (notAudio: string, text: string, at = 0): Row => ({
  marks: [{ at, text }],
  signature: { notAudio },
});
const fragment = (name: string, text: string, at = 0): Row => ({
  marks: [{ at, text }],
  signature: { fragment: name },
});
const begins = (text: string): Mark => ({ at: 0, text });
const then = (at: number, text: string): Mark => ({ at, text });

/** Signatures of four bytes and more: shorter ones occur in any noise. */
const ROWS: readonly Row[] = [
  ...['RIFF', 'RIFX', 'RF64', 'BW64'].map((text) => audio('wav', begins(text), then(8, 'WAVE'))),
  // Without "WAVE" after it.
  audio('wave64', begins('RF64')),
  audio('wave64', begins('riff\x2e\x91\xcf\x11')),
  audio('avi', begins('RIFF'), then(8, 'AVI ')),
  audio('aiff', begins('FORM'), then(8, 'AIFF')),
  audio('aiff', begins('FORM'), then(8, 'AIFC')),
  audio('au', begins('.snd')),
  audio('caf', begins('caff')),
  audio('flac', begins('fLaC')),
  audio('ogg', begins('OggS')),
  audio('amr', begins('#!AMR')),
  ...['ftyp', 'styp', 'moov', 'wide'].map((text) => audio('mp4', then(4, text))),
  audio('mpeg_ps', begins('\x00\x00\x01\xba')),
  audio('webm', begins('\x1a\x45\xdf\xa3')),
  audio('asf', begins('\x30\x26\xb2\x75')),
  fragment('MP4', 'moof', 4),
  fragment('MP4', 'mdat', 4),
  fragment('WebM', '\x1f\x43\xb6\x75'),
  other('a JPEG picture', '\xff\xd8\xff\xe0'),
  other('a JPEG picture', '\xff\xd8\xff\xe1'),
  other('a JPEG picture', '\xff\xd8\xff\xdb'),
  other('a PNG picture', '\x89PNG'),
  other('a GIF picture', 'GIF8'),
  other('a WebP picture', 'WEBP', 8),
  other('a TIFF picture', 'II\x2a\x00'),
  other('a TIFF picture', 'MM\x00\x2a'),
  other('a PDF document', '%PDF'),
  other('a ZIP archive', 'PK\x03\x04'),
  other('a 7z archive', '7z\xbc\xaf'),
  other('a RAR archive', 'Rar!'),
  other('a compressed file (gzip)', '\x1f\x8b\x08\x00'),
  other('a compressed file (gzip)', '\x1f\x8b\x08\x08'),
  other('a compressed file (xz)', '\xfd7zXZ'),
  other('a compressed file (zstd)', '\x28\xb5\x2f\xfd'),
  other('a compressed file (bzip2)', 'BZh91AY'),
  other('a program', '\x7fELF'),
  other('a program', '\x00asm'),
  other('a MIDI file, which holds notes and no sound', 'MThd'),
  other('a database', 'SQLite format'),
  other('a playlist', '#EXTM3U'),
  other('an HTTP message', 'HTTP/1.'),
  other('an HTTP message', 'POST /'),
  other('an HTTP message', 'GET /'),
  other('a web page', '<!DOCTYPE'),
  other('a web page', '<!doctype'),
  other('a web page', '<html'),
  other('XML text', '<?xml'),
  other('JSON text', '{"'),
];

/** Rows by the place and value of their first byte, for speed: every message with audio is looked up several times. */
const PLACES = [4, 8, 0].map((place) => ({
  place,
  rows: Array.from({ length: 256 }, (_, byte) =>
    ROWS.filter(({ marks: [first] }) => first?.at === place && first.text.charCodeAt(0) === byte),
  ),
}));

const ID3 = begins('ID3');

/**
 * Looks up the signature at the beginning of a stream.
 *
 * @param bytes {@link SIGNATURE_LENGTH} of them, or all that there are
 * @returns undefined for headerless samples, for frames without a header, and for anything unknown
 */
export function signatureOf(bytes: Buffer): Signature | undefined {
  for (const { place, rows } of PLACES) {
    const found = rows[bytes[place] ?? 0]?.find(({ marks }) => marks.every((mark) => isAt(bytes, mark)));
    if (found) return found.signature;
  }
  return undefined;
}

/** Whether bytes are the beginning of an ID3 tag, however few they are. */
export function startsId3(bytes: Buffer): boolean {
  return isAt(bytes, ID3);
}

/** Whether more bytes could complete the signature of one of these containers. */
export function mayBecomeSignature(bytes: Buffer, containers: readonly string[]): boolean {
  if (bytes.length >= SIGNATURE_LENGTH) return false;
  return ROWS.some(
    ({ marks, signature }) =>
      marks.every((mark) => mayBeAt(bytes, mark)) &&
      'container' in signature &&
      containers.includes(signature.container),
  );
}

/** The length of an ID3 tag (ID3v2.4, 3.1): three letters, a version, flags, and a length in bytes below 0x80. */
export function id3TagLength(bytes: Buffer): number | undefined {
  if (bytes.length < 10 || !isAt(bytes, ID3)) return undefined;
  const lengths = bytes.subarray(6, 10);
  if (lengths.some((byte) => byte >= 0x80)) return undefined;
  const body = lengths.reduce((length, byte) => (length << 7) | byte, 0);
  const footer = bytes.readUInt8(5) & 0x10 ? 10 : 0;
  return 10 + body + footer;
}

/** Compares bytes without creating a string, since this runs for every message and row. */
function isAt(bytes: Buffer, mark: Mark): boolean {
  return bytes.length >= mark.at + mark.text.length && mayBeAt(bytes, mark);
}

/** As {@link isAt}, where missing bytes match anything. */
function mayBeAt(bytes: Buffer, { at, text }: Mark): boolean {
  for (let index = 0; index < text.length && at + index < bytes.length; index += 1) {
    if (bytes[at + index] !== text.charCodeAt(index)) return false;
  }
  return true;
}
