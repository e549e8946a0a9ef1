import { CONVERSION } from './conversion';
import { AudioError } from './format';
import { mpegFramesAt } from './mpeg-frame';
import { id3TagLength, SIGNATURE_LENGTH, signatureOf, type Container } from './signatures';
import { transportPacketsAt } from './transport-stream';

/** Whether the first bytes are those of a container that the protocol takes; `unclear`: more bytes are needed. */
export type Finding = 'container' | 'none' | 'unclear';

/** Names of the containers that the protocol does not take. */
const REFUSED: Partial<Record<Container, string>> = {
  webm: 'WebM or Matroska',
  aiff: 'AIFF',
  au: 'Sun AU',
  caf: 'Core Audio (CAF)',
  avi: 'AVI',
  asf: 'Windows Media',
  wave64: 'Wave64 or RF64',
};
/** A WAV header that only {@link findContainer} sees is one whose samples cannot be read. */
const UNREAD_WAV = 'WAV of another kind';

/**
 * Looks for a container at the beginning of a stream that may also be headerless samples. Files of samples (WAV, AIFF, AU,
 * CAF) have been recognised before.
 *
 * @param bytes as many as there are; 16 KiB always suffice
 * @param takes containers that the server takes besides those of the protocol
 * @throws AudioError `unsupported_audio` for a container that the protocol does not take, `not_audio` for other files
 */
export function findContainer(bytes: Buffer, takes: readonly Container[] = []): Finding {
  if (bytes.length < SIGNATURE_LENGTH) return 'unclear';
  if (findSignature(bytes, takes) === 'container') return 'container';
  return findFrames(bytes);
}

/** As {@link findContainer}, only by consecutive frames or packets, since one of their headers proves nothing. */
export function findFrames(bytes: Buffer): Finding {
  const findings = [mpegFramesAt(bytes, 0), transportPacketsAt(bytes, 0)];
  if (findings.some((finding) => finding !== 'none' && finding !== 'unclear')) return 'container';
  return findings.includes('unclear') ? 'unclear' : 'none';
}

/**
 * As {@link findContainer}, only by the signature, which overrides any other statement of the format.
 *
 * @throws AudioError `unsupported_audio`, `not_audio`
 */
export function findSignature(bytes: Buffer, takes: readonly Container[] = []): 'container' | 'none' {
  if (id3TagLength(bytes) !== undefined) return 'container';
  const signature = signatureOf(bytes);
  if (!signature) return 'none';
  if ('notAudio' in signature) throw notAudio(signature.notAudio);
  if ('fragment' in signature) throw unsupportedFragment(signature.fragment);
  if (takes.includes(signature.container)) return 'container';
  const refused = signature.container === 'wav' ? UNREAD_WAV : REFUSED[signature.container];
  if (refused !== undefined) throw unsupportedContainer(refused);
  return 'container';
}

/** The error for audio in a container that the protocol does not take, with its cure. */
export function unsupportedContainer(name: string): AudioError {
  return new AudioError(
    'unsupported_audio',
    `The audio is ${name}, which the server does not take. Record WAV, Ogg or MP3, or convert it before this node, ` +
      `${CONVERSION}. If your server does take it, set the audio format of the transcribe node to a file or stream with a header.`,
  );
}

function unsupportedFragment(name: string): AudioError {
  return new AudioError(
    'unsupported_audio',
    `The audio begins in the middle of ${name}, without the header that says what it is. Send the stream from its beginning: ` +
      'start the recorder after this node, or let it record WAV, Ogg or MP3.',
  );
}

function notAudio(what: string): AudioError {
  return new AudioError(
    'not_audio',
    `msg.payload is ${what}, not audio. Check what the node before this one reads or gets.`,
  );
}
